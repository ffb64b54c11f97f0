"""What is measured, in which order, and the samples that come of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from waslab.claims.figures import Sample
from waslab.claims.trials import Trial
from waslab.remote import Lab

SEED = 20_26
"""Fixes the order in which sides take turns."""

STARTING_SECONDS = 0.1
"""What a trial takes besides its own time: SSH, and the start of the generator."""

WARM_UP_SECONDS = 3
"""How long servers are asked before: they began a moment ago, and Java compiles what it has run often."""


@dataclass(frozen=True)
class Side:
    """Something that is measured under a condition, such as Gunicorn with 32 requests at once."""

    name: str
    condition: str

    def __str__(self) -> str:
        return f"{self.name}, {self.condition}"


@dataclass(frozen=True)
class Experiment:
    """Sides that are measured in turn; `how` says in words what one measurement is. Nobody looks at `warm_up`."""

    name: str
    how: str
    trials: Mapping[Side, Trial]
    warm_up: tuple[Trial, ...] = ()

    def seconds(self, rounds: int) -> float:
        each = sum(trial.seconds + STARTING_SECONDS for trial in self.trials.values())
        return sum(trial.seconds for trial in self.warm_up) + rounds * each


Samples = Mapping[Side, Sequence[Sample]]
"""By side, a sample of each round."""


def measure(experiment: Experiment, lab: Lab, rounds: int, listener: Callable[[str], None]) -> Samples:
    """Each round measures every side once, in an order of its own, so that a disturbance meets all sides alike."""
    # Nobody guards a secret with it.
    order = random.Random(f"{SEED} {experiment.name}")  # noqa: S311
    for trial in experiment.warm_up:
        listener("warming up")
        trial.run(lab)
    samples: dict[Side, list[Sample]] = {side: [] for side in experiment.trials}
    for number in range(1, rounds + 1):
        for side in order.sample(list(samples), len(samples)):
            listener(f"round {number} of {rounds}: {side}")
            samples[side].append(experiment.trials[side].run(lab))
    return samples
