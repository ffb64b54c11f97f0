"""What a drill has shown: in words, in figures, second by second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import floor
from typing import Any

from waslab.drills.answers import Answer
from waslab.drills.catalogue import Drill
from waslab.drills.contract import Promise
from waslab.drills.ledger import Entry, Ledger
from waslab.drills.outcome import Figures, Marks, away, harmed, usual_seconds


@dataclass(frozen=True)
class Second:
    """The requests that were meant to begin in one second, and their longest and usual time."""

    good: int
    slow: int
    failed: int
    median: float
    longest: float


@dataclass(frozen=True)
class Failure:
    """Requests that failed alike; `first` and `last`: when they ended, in seconds since the load began."""

    asked: str
    outcome: str
    """A status, or the name of the error that the client met."""

    count: int
    first: float
    last: float


@dataclass(frozen=True)
class Report:
    drill: Drill
    machine: str
    rate: int
    marks: Marks
    answers: Sequence[Answer]
    ledger: Ledger
    figures: Figures
    promise: Promise | None

    @property
    def broken(self) -> list[str]:
        """What was promised and not kept; in the end everybody has to be back."""
        figures = self.promise.broken(self.figures) if self.promise else ()
        return [
            *figures,
            *self.ledger.broken(),
            *(f"{server} does not answer any more" for server in away(self.answers, self.marks)),
        ]

    @property
    def marked(self) -> dict[str, float]:
        """The moments of the drill, in seconds since the load began."""
        found, marks = self.figures, self.marks
        told = {"fault": marks.injected}
        if found.met:
            told |= {"detected": marks.injected + found.detected_seconds}
            told |= {"last one met": marks.injected + found.rerouted_seconds}
        since = marks.injected if marks.healed is None else marks.healed
        if marks.healed is not None:
            told["healed"] = marks.healed
        if found.whole_seconds is not None:
            told["whole"] = since + found.whole_seconds
        return told

    @property
    def seconds(self) -> list[Second]:
        by_second: list[list[Answer]] = [[] for _ in range(floor(self.answers[-1].start) + 1)]
        for answer in self.answers:
            by_second[floor(answer.start)].append(answer)
        usual = usual_seconds(self.answers, self.marks)
        return [_second(group, usual) for group in by_second]

    @property
    def failures(self) -> list[Failure]:
        """Most frequent first."""
        ends: dict[tuple[str, str], list[float]] = {}
        for answer in self.answers:
            if not answer.good:
                ends.setdefault((answer.question.as_text, str(answer.outcome)), []).append(round(answer.end, 2))
        found = [Failure(*alike, len(times), min(times), max(times)) for alike, times in ends.items()]
        return sorted(found, key=lambda failure: (-failure.count, failure.first))

    @property
    def sentence(self) -> str:
        """What happened, for somebody who has never seen a load balancer."""
        found = self.figures
        failed = found.failed_gets + found.failed_keyed_posts + found.failed_keyless_posts
        users = "no visitor got an error" if not failed else f"{failed} of {found.asked} requests failed"
        orders = (
            "no order was lost or doubled"
            if not found.lost + found.doubled
            else f"{found.lost} orders were lost and {found.doubled} doubled"
        )
        back = (
            "it did not come back" if found.whole_seconds is None else f"after {found.whole_seconds:.1f} s it was whole"
        )
        return (
            f"On {self.machine}, {self.drill.says}: {users}, the longest answer took {found.slowest_seconds:.1f} s,"
            f" {orders}, and {back}."
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "drill": self.drill.name,
            "machine": self.machine,
            "rate": self.rate,
            "figures": self.figures.as_json(),
            "ledger": {entry.value: self.ledger[entry] for entry in Entry},
            "stock_agrees": self.ledger.stock_agrees,
            "failures": [asdict(failure) for failure in self.failures],
            "marks": {name: round(moment, 2) for name, moment in self.marked.items()},
            "promised": self.promise.model_dump() if self.promise else None,
            "broken": self.broken,
            "says": self.sentence,
        }


def _second(group: list[Answer], usual: float) -> Second:
    times = sorted(answer.seconds for answer in group)
    failed = sum(not answer.good for answer in group)
    slow = sum(harmed(answer, usual) for answer in group) - failed
    return Second(
        good=len(group) - slow - failed,
        slow=slow,
        failed=failed,
        median=times[len(times) // 2] if times else 0.0,
        longest=max(times, default=0.0),
    )
