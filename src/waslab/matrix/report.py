"""The whole matrix: looks at every way and port, and a second time at what differs."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from waslab.matrix import policy, words
from waslab.matrix.asking import Lab, Listener, Seen, State
from waslab.matrix.verdict import Difference, differences, unknown
from waslab.matrix.ways import Family, Network, Transport, Way, ways
from waslab.topology import Topology


@dataclass(frozen=True)
class Matrix:
    """What was seen, and where it is not as the table has it."""

    topology: Topology
    seen: Seen
    differences: tuple[Difference, ...]
    unknown_listeners: tuple[Listener, ...]
    seconds: float

    @property
    def holds(self) -> bool:
        return not self.differences and not self.unknown_listeners

    @property
    def sentences(self) -> tuple[str, ...]:
        return (*words.sentences(self.topology, self.differences), *map(words.listening, self.unknown_listeners))

    @property
    def counts(self) -> Mapping[State, int]:
        return Counter(self.seen.values())

    def open_ports(self, source: str, target: str) -> tuple[int, ...]:
        """On the lab network, over IPv4 and TCP: where the table allows something."""
        return tuple(
            port
            for (way, port), state in self.seen.items()
            if (way.source, way.target) == (source, target) and is_the_tables(way) and state is State.OPEN
        )

    def as_json(self) -> dict[str, Any]:
        topology = self.topology
        return {
            "holds": self.holds,
            "seconds": round(self.seconds, 1),
            "tried": len(self.seen),
            "states": {state.value: self.counts[state] for state in State},
            "open": {
                source: {name: list(self.open_ports(source, name)) for name in topology.names}
                for source in policy.sources(topology)
            },
            "differences": [_difference(one) for one in self.differences],
            "unknown_listeners": [
                {"machine": one.machine, "transport": one.transport.value, "port": one.port}
                for one in self.unknown_listeners
            ],
            "sentences": list(self.sentences),
        }


def is_the_tables(way: Way) -> bool:
    return (way.network, way.family, way.transport) == (Network.LAB, Family.IPV4, Transport.TCP)


def draw_up(topology: Topology, lab: Lab) -> Matrix:
    """Raises CannotJudge when a machine could not be asked."""
    began = time.monotonic()
    ends, listeners = lab.ends()
    ports = policy.scanned_ports(topology)
    wanted = {
        way: ports
        for source in ends
        for target in ends
        if target.name in topology.names
        for way in ways(source, target)
    }
    seen = dict(lab.look(wanted))
    if again := _by_way(differences(topology, seen)):
        # A busy computer is late with an answer once; what is wrong is wrong twice.
        seen |= lab.look(again)
    return Matrix(
        topology,
        seen,
        tuple(differences(topology, seen)),
        tuple(unknown(topology, listeners)),
        time.monotonic() - began,
    )


def _by_way(found: Any) -> dict[Way, list[int]]:
    ports: dict[Way, list[int]] = {}
    for one in found:
        ports.setdefault(one.way, []).append(one.port)
    return ports


def _difference(one: Difference) -> dict[str, Any]:
    return {
        "source": one.way.source,
        "target": one.way.target,
        "network": one.way.network.value,
        "family": one.way.family.value,
        "transport": one.way.transport.value,
        "port": one.port,
        "allowed": one.allowed,
        "state": one.state.value,
    }
