"""A drill in figures: what its users felt, and how the lab coped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from waslab.drills.answers import Answer
from waslab.drills.ledger import Entry, Ledger

SLOW_SECONDS = 2.0
"""No answer that came sooner has met the fault: the lab waits 2.5 s for a silent server, and a busy computer makes
one answer in thousands wait for a second."""

STILL_SECONDS = 5
"""A process that answers so long after a fault has survived it or is a new one: on a busy computer a fault's task
takes a while to do it."""

LAST_SECONDS = 4
"""In which every server that is in its pool gets a visitor."""


@dataclass(frozen=True)
class Marks:
    """When the fault began and ended; seconds since the load began. `healed` is None where the lab heals itself."""

    injected: float
    healed: float | None


@dataclass(frozen=True)
class Figures:
    """What the contract of a drill limits; `met` counts the requests that the fault made fail or wait.

    `detected_seconds`: from the fault until the first of these was over, 0 when there was none.
    `rerouted_seconds`: from the fault until the last of these was over, while the fault lasted.
    `whole_seconds`: from the end of the fault, or from its beginning where the lab heals itself, until the machine
    answers again, or until nobody waits any more where it answers no visitors itself; None when it never did.
    """

    asked: int
    met: int
    failed_gets: int
    failed_keyed_posts: int
    failed_keyless_posts: int
    lost: int
    doubled: int
    slowest_seconds: float
    detected_seconds: float
    rerouted_seconds: float
    whole_seconds: float | None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def figures(answers: Sequence[Answer], kept: Ledger, marks: Marks, target: str) -> Figures:
    failed = [answer for answer in answers if not answer.good]
    usual = usual_seconds(answers, marks)
    met = [answer for answer in answers if harmed(answer, usual) and answer.end > marks.injected]
    during = [answer.end - marks.injected for answer in met if marks.healed is None or answer.start <= marks.healed]
    return Figures(
        asked=len(answers),
        met=len(met),
        failed_gets=sum(answer.order is None for answer in failed),
        failed_keyed_posts=sum(answer.question.keyed for answer in failed),
        failed_keyless_posts=sum(answer.order is not None and not answer.question.keyed for answer in failed),
        lost=kept[Entry.LOST],
        doubled=kept[Entry.DOUBLED],
        slowest_seconds=round(max(answer.waited for answer in answers), 2),
        detected_seconds=round(min(during, default=0.0), 2),
        rerouted_seconds=round(max(during, default=0.0), 2),
        whole_seconds=whole(answers, marks, target),
    )


def away(answers: Sequence[Answer], marks: Marks) -> list[str]:
    """The servers that answered before the fault and not in the last seconds: `gunicorn1 under /wsgi/`."""
    told = [answer for answer in answers if answer.machine and answer.good]
    since = answers[-1].start - LAST_SECONDS
    before = {(answer.machine, answer.prefix) for answer in told if answer.end < marks.injected}
    last = {(answer.machine, answer.prefix) for answer in told if answer.start >= since}
    return [f"{machine} under /{prefix}/" for machine, prefix in sorted(before - last)]


def usual_seconds(answers: Sequence[Answer], marks: Marks) -> float:
    """What answers may take without a fault: on a busy computer, as long as they took before it."""
    return max([SLOW_SECONDS, *(answer.waited for answer in answers if answer.end < marks.injected)])


def harmed(answer: Answer, usual: float) -> bool:
    return not answer.good or answer.waited > usual


def whole(answers: Sequence[Answer], marks: Marks, target: str) -> float | None:
    """A machine that was only away is known by its answers, one that began anew by its new processes.

    One whose old processes go on answering never went away, whoever beside them answers for the first time.
    """
    since = marks.injected if marks.healed is None else marks.healed
    own = [answer for answer in answers if answer.machine == target and answer.good]
    if own:
        # Each server of the machine by itself: one may have gone on while another one was away.
        prefixes = {answer.prefix for answer in own}
        times = [_back([answer for answer in own if answer.prefix == prefix], marks, since) for prefix in prefixes]
        return None if None in times else max(time for time in times if time is not None)
    usual = usual_seconds(answers, marks)
    last = max((answer.end for answer in answers if harmed(answer, usual)), default=since)
    return round(max(0.0, last - since), 2) if last < answers[-1].start else None


def _back(own: Sequence[Answer], marks: Marks, since: float) -> float | None:
    if marks.healed is None:
        told = [answer for answer in own if answer.pid is not None]
        before = {answer.pid for answer in told if answer.end < marks.injected}
        lasting = {answer.pid for answer in told if answer.start > since + STILL_SECONDS}
        if before & lasting:
            return 0.0
        own = [answer for answer in told if answer.pid in lasting]
    back = [answer.end for answer in own if answer.start >= since]
    return round(min(back) - since, 2) if back else None
