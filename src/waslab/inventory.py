"""Reads hosts.yml and network.yml into a Topology, and says precisely what is wrong in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from waslab import marked_yaml
from waslab.errors import BadInventory
from waslab.layout import Layout
from waslab.marked_yaml import MarkedFile, Place
from waslab.topology import (
    ALL,
    HOST,
    HOST_ONLY_RANGE,
    HostsFile,
    Machine,
    MachineEntry,
    NetworkFile,
    Topology,
)

Model = TypeVar("Model", bound=BaseModel)

RESERVED_NAMES = frozenset({HOST, ALL, "localhost"})

EXPECTED = {
    "extra_forbidden": "unknown key",
    "missing": "missing",
    "ip_v4_address": "not an IPv4 address such as 192.168.56.70",
    "string_pattern_mismatch": "not a valid name: small letters, digits and '-', beginning with a letter",
}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where, what it is, and what to write instead."""

    file: Path
    line: int
    what: str
    mend: str


def load(layout: Layout) -> Topology:
    """Read the clone's inventory; raises BadInventory naming every problem found."""
    problems: list[Problem] = []
    hosts_file = marked_yaml.read(layout.hosts_file)
    network_file = marked_yaml.read(layout.network_file)
    hosts = _parse(HostsFile, hosts_file, problems)
    network = _parse(NetworkFile, network_file, problems)
    if hosts and network:
        groups = tuple(hosts.all.children)
        problems += _machine_problems(hosts, network, hosts_file)
        problems += _network_problems(network, groups, network_file)
    if problems or hosts is None or network is None:
        raise _bad_inventory(problems, layout)
    machines = tuple(
        Machine(name, group, entry.ansible_host, entry.machine_memory_mib, entry.machine_cpus)
        for group, name, entry in _entries(hosts)
    )
    return Topology(machines, groups, network)


def _bad_inventory(problems: list[Problem], layout: Layout) -> BadInventory:
    lines = [f"{layout.shown(problem.file)}:{problem.line}: {problem.what}" for problem in problems]
    mends = [f"line {problem.line}: {problem.mend}" for problem in problems]
    many = "is 1 mistake" if len(problems) == 1 else f"are {len(problems)} mistakes"
    return BadInventory("\n  ".join([f"There {many} in the inventory:", *lines]), mend=mends)


def _parse(model: type[Model], file: MarkedFile, problems: list[Problem]) -> Model | None:
    problems += [
        Problem(file.path, file.line(place), f"'{place[-1]}' is written twice", "keep one of the two entries")
        for place in file.repeated
    ]
    try:
        return model.model_validate(file.data if file.data is not None else {})
    except ValidationError as error:
        problems += [_from_pydantic(file, found) for found in error.errors()]
        return None


def _from_pydantic(file: MarkedFile, found: Any) -> Problem:
    place: Place = tuple(part for part in found["loc"] if part != "[key]")
    name = _place_name(place)
    kind = EXPECTED.get(found["type"], found["msg"][:1].lower() + found["msg"][1:])
    return Problem(file.path, file.line(place), f"{name}: {kind}", _how_to_mend(found["type"], place))


def _place_name(place: Place) -> str:
    """`all.children.web.hosts.x.y` in words that a reader of the file knows: `x: y`."""
    parts = [str(part) for part in place]
    if parts[:2] == ["all", "children"]:
        parts = [part for index, part in enumerate(parts[2:]) if not (index == 1 and part == "hosts")]
        if len(parts) > 1:
            parts = parts[1:]
    return ": ".join(parts) or "the file"


def _how_to_mend(kind: str, place: Place) -> str:
    last = str(place[-1]) if place else ""
    if kind == "extra_forbidden" and place[:1] == ("all",):
        if place == ("all", "hosts"):
            return "move the machine under the group it belongs to, in all: children: GROUP: hosts:"
        if place[-1:] == ("vars",):
            return "variables live in inventory/lab/group_vars/<group>/<role>.yml"
        return f"remove '{last}', or write one of: {', '.join(MachineEntry.model_fields)}"
    if kind == "extra_forbidden":
        return f"remove '{last}', or write it as this file's other entries are"
    if kind == "missing":
        return f"add {last}: {_example(last)}"
    return f"correct {last}: {_example(last)}"


def _example(key: str) -> str:
    return {
        "ansible_host": "an address of the lab network, such as 192.168.56.70",
        "machine_memory_mib": "a whole number of MiB of at least 128, such as 512",
        "machine_cpus": "a whole number of at least 1",
        "all": "the groups and their machines",
    }.get(key, "see the other entries of the file")


def _entries(hosts: HostsFile) -> Iterator[tuple[str, str, MachineEntry]]:
    for group, members in hosts.all.children.items():
        for name, entry in members.hosts.items():
            yield group, name, entry


def _machine_problems(hosts: HostsFile, network: NetworkFile, file: MarkedFile) -> Iterator[Problem]:
    at_address: dict[IPv4Address, list[str]] = defaultdict(list)
    in_group: dict[str, list[str]] = defaultdict(list)

    for group, name, entry in _entries(hosts):
        line = file.line(("all", "children", group, "hosts", name))
        address = entry.ansible_host

        def problem(what: str, mend: str, line: int = line) -> Problem:
            return Problem(file.path, line, what, mend)

        if name in RESERVED_NAMES or name in hosts.all.children:
            yield problem(f"{name}: this name means something else already", "give the machine another name")
        if in_group[name]:
            yield problem(f"{name}: it is in two groups, {in_group[name][0]} and {group}", "keep it in one group")
        elif at_address[address]:
            yield problem(
                f"{name}: its address {address} is already that of {at_address[address][0]}",
                f"give {name} a free address of {network.lab_network}",
            )
        if address not in network.lab_network:
            yield problem(
                f"{name}: its address {address} is outside the lab network {network.lab_network}",
                f"give {name} an address of {network.lab_network}",
            )
        elif address in {
            network.lab_host_address,
            network.lab_network.network_address,
            network.lab_network.broadcast_address,
        }:
            yield problem(
                f"{name}: the address {address} belongs to the host or to the network itself",
                f"give {name} another address of {network.lab_network}",
            )
        at_address[address].append(name)
        in_group[name].append(group)
    if not at_address:
        yield Problem(file.path, 1, "there is no machine in the inventory", f"git checkout -- {file.path.name}")


def _network_problems(network: NetworkFile, groups: tuple[str, ...], file: MarkedFile) -> Iterator[Problem]:
    if not network.lab_network.subnet_of(HOST_ONLY_RANGE):
        yield Problem(
            file.path,
            file.line(("lab_network",)),
            f"lab_network: {network.lab_network} is outside the host-only range {HOST_ONLY_RANGE}",
            f"choose a network inside {HOST_ONLY_RANGE}, such as 192.168.56.0/24",
        )
    if network.lab_host_address not in network.lab_network:
        yield Problem(
            file.path,
            file.line(("lab_host_address",)),
            f"lab_host_address: {network.lab_host_address} is outside {network.lab_network}",
            f"choose an address of {network.lab_network} that no machine has",
        )
    ends = (HOST, ALL, *groups)
    for index, flow in enumerate(network.flows):
        line = file.line(("flows", index))
        for key, end in (("from", flow.source), ("to", flow.target)):
            if end not in ends:
                yield Problem(
                    file.path, line, f"flow: {key}: unknown group '{end}'", f"write one of: {', '.join(ends)}"
                )
        for port in flow.to_ports:
            if port not in network.service_ports:
                known = ", ".join(network.service_ports)
                yield Problem(file.path, line, f"flow: to_ports: unknown port name '{port}'", f"write one of: {known}")
    for name, model in network.execution_models.items():
        if model.group not in groups:
            line = file.line(("execution_models", name, "group"))
            what = f"execution_models: {name}: unknown group '{model.group}'"
            yield Problem(file.path, line, what, f"write one of: {', '.join(groups)}")
