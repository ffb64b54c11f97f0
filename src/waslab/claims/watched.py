"""Something measured from outside, and at the same time on the machines that serve it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from waslab.claims.figures import Figure, Sample
from waslab.claims.trials import Trial
from waslab.remote import HELPING_SECONDS, Helper, Lab
from waslab.topology import Machine


@dataclass(frozen=True)
class Watched:
    """`units`: the services whose use is counted; `tells`: the figures that come of it."""

    trial: Trial
    machines: tuple[Machine, ...]
    tells: tuple[Figure, ...]
    units: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        return self.trial.seconds + HELPING_SECONDS

    @property
    def urls(self) -> tuple[str, ...]:
        return self.trial.urls

    def run(self, lab: Lab) -> Sample:
        with ExitStack() as stopping:
            watches: list[Helper] = []
            for machine in self.machines:
                watches.append(lab.helper(machine, "claims/watch.py", self.units, root=True))
                stopping.callback(watches[-1].stop)
            sample = self.trial.run(lab)
            stopping.pop_all()
        told = [json.loads(watch.stop()) for watch in watches]
        return {**sample, **{figure: _of(figure, told, sample) for figure in self.tells}}


WATCHED = {
    Figure.CPU: "cpu_ms",
    Figure.STARTED: "started",
    Figure.SWITCHES: "switches",
    Figure.ORIGIN: "sent_kib",
}
"""Figures by answer, and their names in what watch.py prints."""


def _of(figure: Figure, told: Sequence[Mapping[str, float]], sample: Sample) -> float:
    if figure is Figure.MEMORY:
        return sum(machine["memory_mib"] for machine in told)
    return sum(machine[WATCHED[figure]] for machine in told) / max(1, sample[Figure.ANSWERS])
