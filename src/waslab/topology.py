"""The lab as its inventory describes it: machines, addresses, sizes, ports and flows."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints

from waslab.errors import UnknownMachine

HOST = "host"
"""The name that flows use for the computer that runs the lab."""

ALL = "all"
"""The name that flows use for every machine."""

HOST_ONLY_RANGE = IPv4Network("192.168.56.0/21")
"""VirtualBox refuses host-only networks outside this range unless its own configuration allows them."""

Label = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
GroupName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Port = Annotated[int, Field(strict=True, ge=1, le=65535)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MachineEntry(_Entry):
    """One host in hosts.yml."""

    ansible_host: IPv4Address
    machine_memory_mib: Annotated[int, Field(strict=True, ge=128)]
    machine_cpus: Annotated[int, Field(strict=True, ge=1)]


class GroupEntry(_Entry):
    hosts: dict[Label, MachineEntry] = Field(default_factory=dict)


class AllEntry(_Entry):
    children: dict[GroupName, GroupEntry] = Field(min_length=1)


class HostsFile(_Entry):
    all: AllEntry


class Flow(_Entry):
    """One row of the table of who may talk to whom."""

    source: Annotated[str, Field(alias="from")]
    target: Annotated[str, Field(alias="to")]
    to_ports: Annotated[tuple[str, ...], Field(min_length=1)]
    why: Annotated[str, Field(min_length=1)]


class ExecutionModel(_Entry):
    """How the shop is run: on the machines of a group, with a pool of so many database connections on each."""

    group: str
    connections: Annotated[int, Field(strict=True, ge=1)]


class NetworkFile(_Entry):
    """network.yml."""

    lab_network: IPv4Network
    lab_host_address: IPv4Address
    lab_domain: str
    lab_public_name: str
    service_ports: dict[str, Port]
    flows: tuple[Flow, ...]
    egress_control: StrictBool
    execution_models: dict[Label, ExecutionModel]


@dataclass(frozen=True)
class Machine:
    name: str
    group: str
    address: IPv4Address
    memory_mib: int
    cpus: int


@dataclass(frozen=True)
class Topology:
    """A lab whose inventory has been found right."""

    machines: tuple[Machine, ...]
    groups: tuple[str, ...]
    network: NetworkFile

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(machine.name for machine in self.machines)

    @property
    def memory_mib(self) -> int:
        return sum(machine.memory_mib for machine in self.machines)

    def machine(self, name: str) -> Machine:
        for machine in self.machines:
            if machine.name == name:
                return machine
        raise UnknownMachine(name, self.names)

    def members(self, group: str) -> tuple[Machine, ...]:
        return tuple(machine for machine in self.machines if machine.group == group)
