"""What a session consists of: the form of session.yml."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, StringConstraints, model_validator

from waslab.sessions.words import Words
from waslab.topology import GroupName, Label

SessionId = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}-[a-z0-9-]+$")]
AbsolutePath = Annotated[str, StringConstraints(pattern=r"^/[^/]+/.*[^/]$")]
"""Below a folder of the root: nobody hands out the whole of /etc by mistake."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Mode(StrEnum):
    STATE = "state"
    """True now."""

    EVENT = "event"
    """It happened once; stays passed."""

    HOLD = "hold"
    """Each fact was seen, all of them under one and the same configuration of what the session touches."""

    CLAIM = "claim"
    """A figure was predicted, and then measured."""


class Drawn(_Entry):
    """A value that each learner gets another one of: one of a list, a number between two, or a list in any order."""

    one_of: Annotated[tuple[str | int, ...], Field(min_length=2)] | None = None
    between: tuple[int, int] | None = None
    shuffled: Annotated[tuple[str | int, ...], Field(min_length=2)] | None = None

    @model_validator(mode="after")
    def one_way(self) -> Self:
        if len(self.model_dump(exclude_none=True)) != 1:
            raise ValueError(f"exactly one of {', '.join(type(self).model_fields)} is expected")
        if self.between and self.between[0] > self.between[1]:
            raise ValueError("between: the smaller number comes first")
        return self


class Touch(_Entry):
    """What a learner may change on the machines of a group, and the services that read it."""

    group: GroupName
    paths: tuple[AbsolutePath, ...] = ()
    services: tuple[str, ...] = ()


class Task(_Entry):
    id: Label
    say: Words
    """What to reach."""

    look: Words
    """Where to look from."""

    mode: Mode = Mode.STATE
    check: Annotated[tuple[Mapping[str, Any], ...], Field(min_length=1)]
    """Named checks with their arguments; `waslab.sessions.checks` reads them."""

    within: Annotated[float, Field(ge=0, le=20)] = 0
    """Seconds that it may take to become true."""

    fail: dict[Name, Words] = Field(default_factory=dict)
    """By cause, in words of the subject; a cause that is not named has the words of its check."""

    hints: Annotated[tuple[Words, ...], Field(max_length=3)] = ()
    """From where to look to nearly the line."""

    drill: Label | None = None
    """A drill that shows the same under load."""

    @property
    def under_load(self) -> str:
        """The command that shows it so; empty without a drill."""
        return f"./lab drill run {self.drill}" if self.drill else ""


class Wrong(_Entry):
    """A plausible wrong solution: its playbook is played in the place of some tasks' own, and exactly these fail."""

    play: Annotated[str, StringConstraints(pattern=r"^wrong/[a-z0-9-]+\.yml$")]
    says: Annotated[str, Field(min_length=1)]
    fails: Annotated[dict[Label, Name], Field(min_length=1)]
    """By task, the cause."""

    instead_of: tuple[Label, ...] = ()
    """The tasks in whose place it stands; without any, all that fail."""

    @property
    def replaces(self) -> frozenset[str]:
        return frozenset(self.instead_of or self.fails)


class Form(_Entry):
    """session.yml."""

    id: SessionId
    title: Words
    minutes: PositiveInt
    claims: Annotated[tuple[PositiveInt, ...], Field(min_length=1)]
    """Rows of the table of claims that it teaches."""

    needs: Annotated[tuple[GroupName, ...], Field(min_length=1)]
    """Groups that it is about: its drawing shows them."""

    starts_from: Words
    values: dict[Name, Drawn] = Field(default_factory=dict)
    touches: tuple[Touch, ...] = ()
    tasks: Annotated[tuple[Task, ...], Field(min_length=1)]
    wrong: Annotated[tuple[Wrong, ...], Field(min_length=3)]
