"""A difference in plain words: who reaches what, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from waslab.matrix import policy
from waslab.matrix.asking import Listener, State
from waslab.matrix.verdict import Difference
from waslab.matrix.ways import Family, Network, Transport
from waslab.topology import ALL, HOST, Topology

MOST_PORTS = 6
"""Ports that are named one by one."""

CAUSES = {
    State.SILENT: "A firewall drops what comes, or the machine stands still.",
    State.REFUSED: "Nothing listens there: its service has stopped.",
    State.UNREACHABLE: "There is no way through the network.",
}


def sentences(topology: Topology, found: Iterable[Difference]) -> Iterator[str]:
    """One for each target and kind of difference, whoever it is that reaches it."""
    by_pair: dict[tuple[object, ...], list[Difference]] = {}
    for one in found:
        way = one.way
        pair = (way.source, way.target, way.network, way.family, way.transport, one.allowed, one.state)
        by_pair.setdefault(pair, []).append(one)
    alike: dict[tuple[object, ...], list[list[Difference]]] = {}
    for (source, *kind), own in by_pair.items():
        ports = () if _is_a_sample(own[0]) else tuple(one.port for one in own)
        alike.setdefault((source == own[0].way.target, *kind, ports), []).append(own)
    for same in alike.values():
        yield _sentence(topology, [own[0].way.source for own in same], same[0])


def listening(listener: Listener) -> str:
    return (
        f"{listener.machine} listens on {listener.transport.value} port {listener.port}, which nobody may reach: "
        "only its firewall stands before it. What is not needed should not run."
    )


def _sentence(topology: Topology, sources: Sequence[str], own: Sequence[Difference]) -> str:
    first, who = own[0], _everybody(topology, sources, own[0].way.target)
    target, what, way = first.way.target, _ports(topology, own), _way(first)
    if first.way.source == target:
        return _to_itself(topology, own)
    if first.allowed:
        return f"{who} cannot reach {what} on {target}{way}, though {_reason(topology, first)}. {CAUSES[first.state]}"
    if first.state is State.OPEN:
        return f"{what} on {target} is open to {who}{way}. {_owners(topology, own)}"
    if first.state is State.REFUSED:
        return (
            f"{target} tells {who} that nothing listens on {what}{way}, where it should be silent: "
            "its firewall lets them through, and whatever is started there is open to them."
        )
    return (
        f"Something between {who} and {target} says that {what} is out of reach{way}, where silence should be: "
        "who looks for a way in learns that there is one to look for."
    )


def _reason(topology: Topology, first: Difference) -> str:
    if first.way.network is Network.MANAGEMENT:
        return "Vagrant needs it"
    flow = next(policy.flows_to(topology, topology.machine(first.way.target), first.port))
    return f"the table opens it: {flow.why}"


def _to_itself(topology: Topology, own: Sequence[Difference]) -> str:
    first = own[0]
    what, name = _ports(topology, own), first.way.target
    if first.allowed:
        return (
            f"{name} does not reach its own {what}: the service has stopped, or does not listen on {first.way.address}."
        )
    return f"{name} answers itself on {what}, which the table does not have: something runs that nobody asked for."


def _owners(topology: Topology, own: Sequence[Difference]) -> str:
    """Whose way it is, by the table."""
    target = topology.machine(own[0].way.target)
    owners = [flow.source for one in own for flow in policy.flows_to(topology, target, one.port)]
    named = [{HOST: "this computer", ALL: "every machine"}.get(owner, owner) for owner in dict.fromkeys(owners)]
    if not named:
        return "The table opens it to nobody: it is a way in that nobody has thought of."
    usual = own[0].way.family is Family.IPV4 and own[0].way.network is Network.LAB
    where = "" if usual else ", and only on the lab network over IPv4"
    return (
        f"The table opens it to {_and(named)} alone{where}: no server in front sees, limits or logs what is asked here."
    )


def _is_a_sample(one: Difference) -> bool:
    """A machine refuses only a few datagrams in a second: which of them, chance decides."""
    return one.way.transport is Transport.UDP and one.state is State.REFUSED


def _ports(topology: Topology, own: Sequence[Difference]) -> str:
    first = own[0]
    if _is_a_sample(first):
        return f"UDP ports such as {first.port}"
    kind = "UDP port" if first.way.transport is Transport.UDP else "port"
    if len(own) > MOST_PORTS:
        return f"{len(own)} of the {kind}s tried"
    named = [_named(topology, one) for one in own]
    return f"{kind}{'s' * (len(own) > 1)} {_and(named)}"


def _named(topology: Topology, one: Difference) -> str:
    name = policy.service(topology, topology.machine(one.way.target), one.port)
    return f"{one.port} ({name})" if name and one.way.transport is Transport.TCP else str(one.port)


def _everybody(topology: Topology, sources: Sequence[str], target: str) -> str:
    if len(sources) > 1 and {*policy.sources(topology)} - {target} == {*sources}:
        return "everybody"
    return _and([*(name for name in sources if name != HOST), *(["this computer"] if HOST in sources else [])])


def _way(first: Difference) -> str:
    """Nothing for the usual way."""
    network = "" if first.way.network is Network.LAB else f" through {first.way.network.value}"
    return network + ("" if first.way.family is Family.IPV4 else f" over {first.way.family.value}")


def _and(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
