"""The result of one check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Check:
    """What was found, and the commands that mend it.

    `blocks`: `./lab up` may not go on; a failed check that does not block is one that `up` mends itself.
    """

    id: str
    title: str
    state: State
    what: str
    mend: tuple[str, ...] = ()
    blocks: bool = False


@dataclass(frozen=True)
class Report:
    checks: tuple[Check, ...]

    @classmethod
    def of(cls, checks: Iterable[Check]) -> Report:
        return cls(tuple(checks))

    @property
    def healthy(self) -> bool:
        return all(check.state is not State.FAIL for check in self.checks)

    def with_state(self, state: State) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.state is state)


@dataclass(frozen=True)
class Title:
    """Makes the results of one check."""

    id: str
    title: str

    def ok(self, what: str) -> Check:
        return Check(self.id, self.title, State.OK, what)

    def warn(self, what: str, *mend: str) -> Check:
        return Check(self.id, self.title, State.WARN, what, mend)

    def fail(self, what: str, *mend: str) -> Check:
        return Check(self.id, self.title, State.FAIL, what, mend)

    def block(self, what: str, *mend: str) -> Check:
        return Check(self.id, self.title, State.FAIL, what, mend, blocks=True)
