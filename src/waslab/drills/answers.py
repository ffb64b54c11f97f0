"""What the load on the front door consists of, and what came of each request."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

PATIENCE_SECONDS = 10
"""How long a visitor waits for an answer."""

PRODUCTS = 20
"""Bought in turn, so that orders seldom wait for each other, as in a shop."""

MOST_PIECES = 1000
"""Of one order; which number an order has can be told from its product and its pieces (load.py)."""

MIX = (*["GET whoami"] * 4, "POST keyed", "GET orders?limit=5", "POST keyed", "GET visits", "POST", "GET hello")
"""Asked in turn under each prefix: seven of ten only read."""

GOOD = range(200, 300)
REFUSED = range(400, 500)


@dataclass(frozen=True)
class Question:
    method: str
    path: str
    keyed: bool = False
    product: str = ""

    @property
    def as_text(self) -> str:
        return f"{self.method} {self.path}{' with a key' if self.keyed else ''}"


@dataclass(frozen=True)
class Answer:
    """One request; times in seconds since the load began, latency from the intended start."""

    question: Question
    order: int | None
    start: float
    lag: float
    seconds: float
    outcome: int | str
    machine: str | None
    pid: int | None

    @property
    def good(self) -> bool:
        return self.outcome in GOOD

    @property
    def refused(self) -> bool:
        """The application said no: nothing was done."""
        return self.outcome in REFUSED

    @property
    def end(self) -> float:
        return self.start + self.seconds

    @property
    def waited(self) -> float:
        """Seconds that the lab took: that the generator began late is not the lab's."""
        return self.seconds - self.lag

    @property
    def prefix(self) -> str:
        return self.question.path.split("/")[1]


def questions(prefixes: Sequence[str], run: str) -> tuple[Question, ...]:
    """Prefixes take turns, so that each gets the whole mix."""
    return tuple(_question(asked, prefix, run) for asked in MIX for prefix in prefixes)


def _question(asked: str, prefix: str, run: str) -> Question:
    method, _, rest = asked.partition(" ")
    if method == "POST":
        return Question("POST", f"/{prefix}/orders", keyed=bool(rest), product=run)
    return Question("GET", f"/{prefix}/{rest}")


def read(output: str, asked: Sequence[Question]) -> list[Answer]:
    """The rows of load.py."""

    def answers(lines: Iterable[str]) -> Iterator[Answer]:
        for line in lines:
            order, index, *rest = json.loads(line)
            yield Answer(asked[index], order, *rest)

    return sorted(answers(output.splitlines()), key=lambda answer: answer.start)
