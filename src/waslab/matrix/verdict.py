"""What the table of flows demands of every way and port, and where the lab differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from waslab.matrix import policy
from waslab.matrix.asking import Listener, Seen, State
from waslab.matrix.ways import Family, Network, Transport, Way
from waslab.topology import HOST, Topology


@dataclass(frozen=True)
class Difference:
    """A port that is not as the table has it."""

    way: Way
    port: int
    allowed: bool
    state: State


def expected(topology: Topology, way: Way, port: int) -> State:
    """A denied connection gets no answer at all: not even that the port is closed."""
    target = topology.machine(way.target)
    if way.source == way.target:
        return State.OPEN if port in policy.listening_ports(topology, target) else State.REFUSED
    return State.OPEN if port in allowed(topology, way) else State.SILENT


def allowed(topology: Topology, way: Way) -> set[int]:
    """The table knows IPv4 and TCP. The management network carries nothing but the host's SSH."""
    if (way.family, way.transport) != (Family.IPV4, Transport.TCP):
        return set()
    if way.network is Network.MANAGEMENT:
        return {topology.network.service_ports["ssh"]} if way.source == HOST else set()
    return policy.allowed_ports(topology, way.source, topology.machine(way.target))


def differences(topology: Topology, seen: Seen) -> Iterator[Difference]:
    for (way, port), state in seen.items():
        demanded = expected(topology, way, port)
        if state is not demanded:
            yield Difference(way, port, demanded is State.OPEN, state)


def unknown(topology: Topology, listeners: Iterable[Listener]) -> Iterator[Listener]:
    """What listens though nobody may reach it."""
    for listener in listeners:
        served = policy.listening_ports(topology, topology.machine(listener.machine))
        if listener.transport is not Transport.TCP or listener.port not in served:
            yield listener
