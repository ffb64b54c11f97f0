"""What is to be measured, and how long that takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from waslab.claims.claim import Claim
from waslab.claims.experiment import Experiment
from waslab.claims.places import FULL, QUICK, Extent, Places
from waslab.claims.rows import claims
from waslab.errors import BadUsage

SWITCHING_SECONDS = 65
"""What it takes to open the servers for measuring, to ask each once, and to close them."""


@dataclass(frozen=True)
class Plan:
    """The claims that were chosen, and how much is measured for them."""

    claims: tuple[Claim, ...]
    extent: Extent

    @property
    def experiments(self) -> tuple[Experiment, ...]:
        """Several claims may rest on one."""
        return tuple({claim.experiment.name: claim.experiment for claim in self.claims}.values())

    @property
    def seconds(self) -> float:
        return SWITCHING_SECONDS + sum(experiment.seconds(self.extent.rounds) for experiment in self.experiments)

    @property
    def urls(self) -> tuple[str, ...]:
        trials = (trial for experiment in self.experiments for trial in experiment.trials.values())
        return tuple(dict.fromkeys(url for trial in trials for url in trial.urls))

    def rows(self, experiment: Experiment) -> tuple[int, ...]:
        return tuple(claim.row for claim in self.claims if claim.experiment.name == experiment.name)


def plan(places: Places, *, quick: bool, rows: Sequence[int]) -> Plan:
    """All claims, where no row is named."""
    extent = QUICK if quick else FULL
    by_row = {claim.row: claim for claim in claims(places, extent)}
    for row in rows:
        if row not in by_row:
            raise BadUsage(
                f"Row {row} of the claims is not one that is measured: {', '.join(map(str, by_row))} are.",
                mend=f"./lab claims --row {min(by_row)}",
            )
    return Plan(tuple(claim for row, claim in by_row.items() if not rows or row in rows), extent)
