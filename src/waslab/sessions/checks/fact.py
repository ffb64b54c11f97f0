"""What every named check is: one fact that can be judged, on a layer, with causes why it may not be so."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, StringConstraints

from waslab.sessions.eyes import Eyes
from waslab.sessions.words import Words

MachineName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]


class Layer(IntEnum):
    """From the bottom to the top."""

    MACHINE = 0
    SERVICE = 1
    PORT = 2
    PROTOCOL = 3
    APPLICATION = 4


@dataclass(frozen=True)
class Finding:
    """What was tried and seen; the cause is None where the fact is so."""

    tried: str
    saw: str
    cause: str | None = None

    @property
    def so(self) -> bool:
        return self.cause is None


class Fact(BaseModel, ABC):
    """A named check with its arguments."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    layer: ClassVar[Layer]
    causes: ClassVar[Mapping[str, Words]]
    """Why it may not be so, in words that do for any session."""

    lasting: ClassVar[bool] = False
    """Once it is so it stays so, whatever else happens: a line in a log, an answer that was written down."""

    @property
    @abstractmethod
    def machines(self) -> tuple[str, ...]:
        """Which machines have to answer before it can be judged."""

    @abstractmethod
    def judge(self, eyes: Eyes) -> Finding:
        """Looks, and changes nothing."""
