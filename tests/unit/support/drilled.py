"""Answers and figures as a drill could have brought them."""

from __future__ import annotations

from waslab.drills.answers import Answer, Question
from waslab.drills.outcome import Figures


def answer(
    *,
    start: float = 0.0,
    lag: float = 0.0,
    seconds: float = 0.01,
    outcome: int | str = 200,
    order: int | None = None,
    keyed: bool = False,
    machine: str | None = None,
    pid: int | None = None,
    prefix: str = "wsgi",
) -> Answer:
    question = Question("POST" if order is not None else "GET", f"/{prefix}/orders", keyed)
    return Answer(question, order, start, lag, seconds, outcome, machine, pid)


def figures(**changed: float | None) -> Figures:
    """Those of a drill that nobody noticed."""
    names = Figures.__dataclass_fields__
    return Figures(**(dict.fromkeys(names, 0) | changed))  # type: ignore[arg-type]
