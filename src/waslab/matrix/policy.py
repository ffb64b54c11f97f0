"""What the table of flows in network.yml allows, as names and port numbers."""

from __future__ import annotations

from collections.abc import Iterator

from waslab.topology import ALL, HOST, Flow, Machine, Topology

UNUSED_PORTS = (
    21,
    23,
    25,
    53,
    111,
    139,
    445,
    631,
    873,
    2049,
    3306,
    5433,
    6379,
    8005,
    8009,
    8081,
    8443,
    9000,
    9090,
    11211,
)
"""A sample of ports that no service of the lab has: those of common services and neighbours of the lab's own."""


def sources(topology: Topology) -> tuple[str, ...]:
    return (HOST, *topology.names)


def scanned_ports(topology: Topology) -> list[int]:
    return sorted({*topology.network.service_ports.values(), *UNUSED_PORTS})


def allowed_ports(topology: Topology, source: str, target: Machine) -> set[int]:
    """The ports of the target that the source, a machine's name or `host`, may connect to."""
    ends = {HOST} if source == HOST else {ALL, topology.machine(source).group}
    return {
        topology.network.service_ports[name]
        for flow in topology.network.flows
        if flow.source in ends and flow.target in {ALL, target.group}
        for name in flow.to_ports
    }


def listening_ports(topology: Topology, target: Machine) -> set[int]:
    """The ports that somebody may connect to, and that must therefore be served."""
    return set().union(*(allowed_ports(topology, source, target) for source in sources(topology)))


def flows_to(topology: Topology, target: Machine, port: int) -> Iterator[Flow]:
    """The rows of the table that open this port of the target to somebody."""
    for flow in topology.network.flows:
        if flow.target in {ALL, target.group} and port in _numbers(topology, flow):
            yield flow


def service(topology: Topology, target: Machine, port: int) -> str:
    """The service that the table has behind the port of the target; of what it does not have, any of that number."""
    served = [
        name
        for flow in flows_to(topology, target, port)
        for name in flow.to_ports
        if topology.network.service_ports[name] == port
    ]
    known = [name for name, number in topology.network.service_ports.items() if number == port]
    return next(iter([*served, *known]), "")


def _numbers(topology: Topology, flow: Flow) -> set[int]:
    return {topology.network.service_ports[name] for name in flow.to_ports}
