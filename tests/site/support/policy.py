"""What the table of flows in network.yml allows, as names and port numbers."""

from waslab.topology import ALL, HOST, Machine, Topology

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
    group = HOST if source == HOST else topology.machine(source).group
    return {
        topology.network.service_ports[port]
        for flow in topology.network.flows
        if flow.source == group and flow.target in {ALL, target.group}
        for port in flow.to_ports
    }


def listening_ports(topology: Topology, target: Machine) -> set[int]:
    """The ports that somebody may connect to, and that must therefore be served."""
    return set().union(*(allowed_ports(topology, source, target) for source in sources(topology)))
