"""Everything that can go wrong, in one tree.

LabError
├── DoesNotHold          exit 1    what was asked for is not true yet
├── CannotJudge          exit 2    the lab itself, or its host, is at fault
│   ├── HostNotReady               a check of the host that blocks the lab
│   ├── CommandFailed              a program that the lab called failed
│   ├── MachineDead                a machine could not be brought back
│   └── ConfigurationFailed        Ansible failed on a machine
├── BadUsage             exit 3    what was typed or written is wrong
│   ├── BadInventory
│   ├── BadSession
│   └── UnknownMachine
└── Interrupted          exit 130  Ctrl-C

Library code raises; only `waslab.cli.main` exits.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum


class Exit(IntEnum):
    """The exit codes of every command."""

    HOLDS = 0
    DOES_NOT_HOLD = 1
    CANNOT_JUDGE = 2
    BAD_USAGE = 3
    INTERRUPTED = 130


class LabError(Exception):
    """What failed, where, and the commands that mend it."""

    exit_code = Exit.CANNOT_JUDGE

    def __init__(self, what: str, *, where: str | None = None, mend: str | Sequence[str] = ()) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.mend = (mend,) if isinstance(mend, str) else tuple(mend)


class DoesNotHold(LabError):
    exit_code = Exit.DOES_NOT_HOLD


class CannotJudge(LabError):
    exit_code = Exit.CANNOT_JUDGE


class HostNotReady(CannotJudge):
    pass


class CommandFailed(CannotJudge):
    """`known`: the cause was recognised in the output, so that trying again at once would be of no use."""

    def __init__(
        self, what: str, *, where: str | None = None, mend: str | Sequence[str] = (), known: bool = False
    ) -> None:
        super().__init__(what, where=where, mend=mend)
        self.known = known


class MachineDead(CannotJudge):
    pass


class ConfigurationFailed(CannotJudge):
    pass


class BadUsage(LabError):
    exit_code = Exit.BAD_USAGE


class BadInventory(BadUsage):
    pass


class BadSession(BadUsage):
    """A hands-on session is not written as it has to be."""


class UnknownMachine(BadUsage):
    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(
            f"There is no machine named '{name}'.",
            mend=f"Choose one of: {', '.join(known)}",
        )


class Interrupted(LabError):
    exit_code = Exit.INTERRUPTED
