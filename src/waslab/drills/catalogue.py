"""The drills of ansible/drills/catalogue.yml."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from waslab.errors import BadUsage
from waslab.topology import Label, Machine, Topology


class Power(StrEnum):
    """What happens to a whole machine, by Vagrant."""

    OFF = "off"
    FROZEN = "frozen"


class Drill(BaseModel):
    """One fault on one machine of a group, or a playbook that runs under load."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Label
    says: Annotated[str, Field(min_length=1)]
    """What happens, as the end of a sentence about the machine."""

    group: str
    fault: str = ""
    """A folder of ansible/drills/faults with inject.yml and heal.yml."""

    power: Power | None = None
    playbook: str = ""
    """A playbook of ansible/, which is done when it ends."""

    stops: bool = False
    """The playbook has to stop by itself, with an error."""

    variables: Mapping[str, Any] = Field(default_factory=dict)
    """What the fault or the playbook is told; RUN in a value stands for a name that no drill had before."""

    undo: Mapping[str, Any] = Field(default_factory=dict)
    """What the playbook is told to bring the lab back to what it was; empty when there is nothing to bring back.

    BEFORE in a value stands for the shop's version before the drill.
    """

    prefixes: tuple[str, ...] = ("wsgi", "asgi", "servlet")
    """The execution models whose addresses are asked in turn."""

    heals_itself: bool = False
    """Nobody but the lab ends the fault; what is left of it is tidied up all the same."""

    seconds: Annotated[int, Field(ge=1, le=120)] = 10
    """How long the fault lasts."""

    after_seconds: Annotated[int, Field(ge=1, le=120)] = 8
    """How long the load goes on after the fault was healed."""

    def machine(self, topology: Topology, against: str | None) -> Machine:
        """The first machine of its group, or the one that was asked for."""
        members = topology.members(self.group)
        if against is None:
            return members[0]
        machine = topology.machine(against)
        if machine not in members:
            names = ", ".join(member.name for member in members)
            raise BadUsage(f"The drill {self.name} is not for {against}.", mend=f"Choose one of: {names}")
        return machine


def load(file: Path) -> dict[str, Drill]:
    """By name, in the file's order. Raises BadUsage naming file, drill and key."""
    return {name: _drill(file, name, told) for name, told in yaml.safe_load(file.read_text(encoding="utf-8")).items()}


def _drill(file: Path, name: str, told: Any) -> Drill:
    try:
        drill = Drill.model_validate({"name": name, **told})
    except (ValidationError, TypeError) as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else {"loc": (), "msg": "a mapping is expected"}
        key = ".".join(map(str, first["loc"]))
        raise BadUsage(f"{name}: {key}: {first['msg']}.", where=str(file), mend=f"less {file}") from error
    if len([means for means in (drill.fault, drill.power, drill.playbook) if means]) != 1:
        raise BadUsage(f"{name}: one of fault, power and playbook is expected.", where=str(file), mend=f"less {file}")
    return drill


def choose(drills: Mapping[str, Drill], name: str) -> Drill:
    if name not in drills:
        raise BadUsage(f"There is no drill named '{name}'.", mend="./lab drill list")
    return drills[name]
