"""What every form of the picture shows: groups in columns, in the direction of the requests."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from waslab.topology import ALL, HOST, Machine, Topology

SPELLINGS = {
    "apache": "Apache httpd",
    "gunicorn": "Gunicorn",
    "haproxy": "HAProxy",
    "nginx": "Nginx",
    "postgresql": "PostgreSQL",
    "squid": "Squid",
    "tomcat": "Tomcat",
    "uvicorn": "Uvicorn",
    "uwsgi": "uWSGI",
}
"""How the roles' products write their own names."""


@dataclass(frozen=True)
class Group:
    name: str
    software: str
    column: int
    machines: tuple[Machine, ...]


@dataclass(frozen=True)
class Edge:
    """Who may talk to whom, from group to group, and on which ports."""

    source: str
    target: str
    label: str


@dataclass(frozen=True)
class Drawing:
    groups: tuple[Group, ...]
    edges: tuple[Edge, ...]
    host: tuple[Edge, ...]
    """What the host may open, without what it may open everywhere."""

    everywhere: tuple[Edge, ...]
    """Flows to or from every machine."""

    host_address: str
    public_name: str

    @property
    def columns(self) -> tuple[tuple[Group, ...], ...]:
        last = max((group.column for group in self.groups), default=-1)
        return tuple(tuple(group for group in self.groups if group.column == index) for index in range(last + 1))


def draw(topology: Topology, playbooks: Path) -> Drawing:
    edges = tuple(_edge(topology, flow.source, flow.target, flow.to_ports) for flow in topology.network.flows)
    between = tuple(edge for edge in edges if not {edge.source, edge.target} & {HOST, ALL})
    groups = tuple(group for group in topology.groups if topology.members(group))
    software = _software(playbooks)
    return Drawing(
        groups=tuple(
            Group(group, software.get(group, ""), _column(group, between), topology.members(group)) for group in groups
        ),
        edges=tuple(edge for edge in between if edge.source in groups and edge.target in groups),
        host=tuple(edge for edge in edges if edge.source == HOST and edge.target in groups),
        everywhere=tuple(edge for edge in edges if ALL in (edge.source, edge.target)),
        host_address=str(topology.network.lab_host_address),
        public_name=topology.network.lab_public_name,
    )


def part(drawing: Drawing, groups: Collection[str]) -> Drawing:
    """Only these groups, and who of them may talk to whom."""
    kept = [group for group in drawing.groups if group.name in groups]
    columns = sorted({group.column for group in kept})
    return replace(
        drawing,
        groups=tuple(replace(group, column=columns.index(group.column)) for group in kept),
        edges=tuple(edge for edge in drawing.edges if edge.source in groups and edge.target in groups),
        host=tuple(edge for edge in drawing.host if edge.target in groups),
        everywhere=(),
    )


def _edge(topology: Topology, source: str, target: str, ports: tuple[str, ...]) -> Edge:
    numbers = dict.fromkeys(topology.network.service_ports[port] for port in ports)
    return Edge(source, target, ", ".join(map(str, numbers)))


def _column(group: str, edges: tuple[Edge, ...], seen: frozenset[str] = frozenset()) -> int:
    """The longest way from a group that nobody talks to; a circle of flows is followed once."""
    sources = {edge.source for edge in edges if edge.target == group} - {group} - seen
    return max((_column(source, edges, seen | {group}) + 1 for source in sources), default=0)


def _software(playbooks: Path) -> dict[str, str]:
    """By group: the products among the roles of the group's play in the site."""
    found: dict[str, str] = {}
    site = (entry.items() for entry in _plays(playbooks / "site.yml"))
    for playbook in (name for entry in site for key, name in entry if key.endswith("import_playbook")):
        for play in _plays(playbooks / playbook):
            products = [SPELLINGS[role] for role in map(_role_name, play.get("roles", ())) if role in SPELLINGS]
            if products:
                found.setdefault(str(play.get("hosts")), ", ".join(products))
    return found


def _plays(playbook: Path) -> list[dict[str, Any]]:
    plays = yaml.safe_load(playbook.read_text(encoding="utf-8"))
    return plays if isinstance(plays, list) else []


def _role_name(role: Any) -> str:
    return str(role.get("role", role.get("name", ""))) if isinstance(role, dict) else str(role)
