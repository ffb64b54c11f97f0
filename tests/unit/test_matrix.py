"""What was seen is held against the table of flows, and a difference is told in plain words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Interface
from pathlib import Path
from typing import Any

import fakes
import pytest
from fakes import FakeRunner
from rich.console import Console

from waslab.errors import CannotJudge
from waslab.layout import Layout
from waslab.matrix import Matrix, OverSSH, draw_up, policy, terminal
from waslab.matrix.asking import Listener, Seen, State
from waslab.matrix.verdict import expected
from waslab.matrix.ways import Card, End, Family, Network, Transport, Way, cards, ways
from waslab.topology import HOST, Topology

HOSTS_ADDRESS = IPv4Address("192.168.56.1")
MANAGEMENT = {HOST: 1, "client": 10, "proxy": 20, "app1": 51, "app2": 52}

Wrong = dict[tuple[str, str, Network, Family, Transport, int], State]


@dataclass
class FakeLab:
    """Answers as the table demands, but for what is wrong with it."""

    topology: Topology
    wrong: Wrong = field(default_factory=dict)
    once: Wrong = field(default_factory=dict)
    listeners: tuple[Listener, ...] = ()
    looks: int = 0

    def ends(self) -> tuple[tuple[End, ...], tuple[Listener, ...]]:
        addresses = {HOST: HOSTS_ADDRESS, **{machine.name: machine.address for machine in self.topology.machines}}
        return tuple(end(name, address) for name, address in addresses.items()), self.listeners

    def look(self, wanted: Mapping[Way, Sequence[int]]) -> Seen:
        self.looks += 1
        wrong = {**self.wrong, **(self.once if self.looks == 1 else {})}
        return {
            (way, port): wrong.get(
                (way.source, way.target, way.network, way.family, way.transport, port),
                expected(self.topology, way, port),
            )
            for way, ports in wanted.items()
            for port in ports
        }


def end(name: str, address: IPv4Address) -> End:
    number = MANAGEMENT[name]
    return End(
        name,
        address,
        (
            Card("eth0", IPv4Interface(f"10.0.3.{number}/24"), f"fe80::3:{number}"),
            Card("eth1", IPv4Interface(f"{address}/24"), f"fe80::56:{number}"),
        ),
    )


def usual(source: str, target: str, port: int, state: State) -> Wrong:
    return {(source, target, Network.LAB, Family.IPV4, Transport.TCP, port): state}


@pytest.fixture
def topology(tmp_path: Path) -> Topology:
    return fakes.topology(tmp_path)


def sentences(topology: Topology, wrong: Wrong) -> tuple[str, ...]:
    return draw_up(topology, FakeLab(topology, wrong)).sentences


def test_a_lab_that_is_as_the_table_has_it_holds(topology: Topology) -> None:
    matrix = draw_up(topology, FakeLab(topology))
    assert (matrix.holds, matrix.sentences) == (True, ())
    assert matrix.open_ports("client", "proxy") == (443,)


def test_each_pair_is_tried_on_both_networks_by_both_families_and_protocols() -> None:
    found = list(ways(end("client", IPv4Address("192.168.56.10")), end("proxy", IPv4Address("192.168.56.20"))))
    assert [(way.network, way.family, way.transport) for way in found] == [
        (network, family, transport)
        for network in (Network.MANAGEMENT, Network.LAB)
        for family in Family
        for transport in Transport
    ]
    assert {way.address for way in found if way.family is Family.LINK_LOCAL} == {"fe80::3:20%eth0", "fe80::56:20%eth1"}


def test_a_network_where_everybody_has_the_same_address_joins_nobody() -> None:
    """So it is with VirtualBox, behind whose translation each machine is alone."""
    both = [
        End(name, IPv4Address(address), (Card("eth0", IPv4Interface("10.0.2.15/24"), "fe80::1"),))
        for name, address in (("client", "192.168.56.10"), ("proxy", "192.168.56.20"))
    ]
    assert list(ways(*both)) == []


def test_a_machine_asks_itself_by_its_own_address() -> None:
    client = end("client", IPv4Address("192.168.56.10"))
    assert [way.address for way in ways(client, client)] == ["192.168.56.10"]


def test_the_management_network_is_for_the_hosts_ssh(topology: Topology) -> None:
    def way(source: str) -> Way:
        return Way(source, "app1", Network.MANAGEMENT, Family.IPV4, Transport.TCP, "10.0.3.51")

    opened = {
        (source, port)
        for source in policy.sources(topology)
        for port in policy.scanned_ports(topology)
        if source != "app1" and expected(topology, way(source), port) is State.OPEN
    }
    assert opened == {(HOST, 22)}


def test_a_way_that_nobody_should_have_is_told_with_whose_it_is(topology: Topology) -> None:
    (told,) = sentences(topology, usual("client", "app1", 8000, State.OPEN))
    assert told == (
        "port 8000 (gunicorn) on app1 is open to client. "
        "The table opens it to proxies and apps alone: no server in front sees, limits or logs what is asked here."
    )


def test_a_port_that_the_table_does_not_know_is_nobodys(topology: Topology) -> None:
    (told,) = sentences(topology, usual("client", "app1", 6379, State.OPEN))
    assert told.startswith("port 6379 on app1 is open to client. The table opens it to nobody")


def test_a_refusal_tells_that_the_firewall_let_it_through(topology: Topology) -> None:
    (told,) = sentences(topology, usual("client", "app1", 6379, State.REFUSED))
    assert "app1 tells client that nothing listens on port 6379" in told
    assert "its firewall lets them through" in told


@pytest.mark.parametrize(
    ("state", "cause"),
    [
        (State.SILENT, "A firewall drops what comes"),
        (State.REFUSED, "its service has stopped"),
        (State.UNREACHABLE, "no way through the network"),
    ],
)
def test_what_is_missing_is_told_with_its_cause(state: State, cause: str, topology: Topology) -> None:
    (told,) = sentences(topology, usual("proxy", "app1", 8000, state))
    assert told.startswith(
        "proxy cannot reach port 8000 (gunicorn) on app1, though the table opens it: dynamic requests."
    )
    assert cause in told


def test_those_who_reach_the_same_are_told_together(topology: Topology) -> None:
    others = {name: usual(name, "app1", 6379, State.OPEN) for name in (HOST, "client", "proxy", "app2")}
    (told,) = sentences(topology, others["client"] | others[HOST])
    assert "is open to client and this computer." in told
    (told,) = sentences(topology, {key: state for wrong in others.values() for key, state in wrong.items()})
    assert "is open to everybody." in told


def test_another_way_is_named(topology: Topology) -> None:
    wrong: Wrong = {("client", "app1", Network.MANAGEMENT, Family.LINK_LOCAL, Transport.TCP, 22): State.OPEN}
    (told,) = sentences(topology, wrong)
    assert told.startswith("port 22 (ssh) on app1 is open to client through the management network over IPv6. ")
    assert "and only on the lab network over IPv4" in told


def test_refused_datagrams_are_a_sample(topology: Topology) -> None:
    """Which of them a machine refuses, chance decides: they make one sentence."""
    wrong: dict[Any, State] = {}
    for source, port in (("client", 21), ("client", 23), ("proxy", 25)):
        wrong[source, "app1", Network.LAB, Family.IPV4, Transport.UDP, port] = State.REFUSED
    (told,) = sentences(topology, wrong)
    assert "app1 tells client and proxy that nothing listens on UDP ports such as 21" in told


def test_what_listens_for_nobody_is_named(topology: Topology) -> None:
    lab = FakeLab(topology, listeners=(Listener("app1", Transport.UDP, 111), Listener("app1", Transport.TCP, 8000)))
    matrix = draw_up(topology, lab)
    (told,) = matrix.sentences
    assert (matrix.holds, told.startswith("app1 listens on udp port 111")) == (False, True)


def test_what_differs_is_looked_at_twice(topology: Topology) -> None:
    """A busy computer is late once."""
    lab = FakeLab(topology, once=usual("proxy", "app1", 8000, State.SILENT))
    assert (draw_up(topology, lab).holds, lab.looks) == (True, 2)


def test_json_has_every_pair_and_difference(topology: Topology) -> None:
    told = draw_up(topology, FakeLab(topology, usual("client", "app1", 8000, State.OPEN))).as_json()
    assert told["open"]["client"] == {"client": [22], "proxy": [443], "app1": [8000], "app2": []}
    (difference,) = told["differences"]
    assert (difference["source"], difference["port"], difference["state"]) == ("client", 8000, "open")


def drawn(matrix: Matrix) -> list[str]:
    console = Console(width=100)
    with console.capture() as capture:
        console.print(terminal(matrix))
    return capture.get().splitlines()


def test_the_table_marks_what_differs(topology: Topology) -> None:
    wrong = {
        **usual("client", "app1", 8000, State.OPEN),
        **usual("proxy", "app1", 8000, State.SILENT),
        **usual("proxy", "app2", 6379, State.REFUSED),
    }
    rows = {line.split()[0]: line.split()[1:] for line in drawn(draw_up(topology, FakeLab(topology, wrong))) if line}
    assert rows["client"] == ["22", "443", "+8000", "·"]
    assert rows["proxy"] == ["·", "22", "443", "8404", "-8000", "8000", "!"]


CARDS: list[dict[str, Any]] = [
    {"ifname": "lo", "addr_info": [{"family": "inet", "local": "127.0.0.1", "prefixlen": 8, "scope": "host"}]},
    {
        "ifname": "eth1",
        "addr_info": [
            {"family": "inet", "local": "192.168.56.10", "prefixlen": 24, "scope": "global"},
            {"family": "inet6", "local": "fe80::1", "prefixlen": 64, "scope": "link"},
        ],
    },
    {"ifname": "eth2"},
]


def test_loopback_and_cards_without_an_address_are_no_way() -> None:
    assert list(cards(CARDS)) == [Card("eth1", IPv4Interface("192.168.56.10/24"), "fe80::1")]


LISTENERS = f"""\
{json.dumps(CARDS)}

32768\t60999
tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:*
tcp LISTEN 0 128 127.0.0.1:9000 0.0.0.0:*
tcp LISTEN 0 128 *:8080 *:*
udp UNCONN 0 0 127.0.0.53%lo:53 0.0.0.0:*
udp UNCONN 0 0 0.0.0.0:111 0.0.0.0:*
udp UNCONN 0 0 0.0.0.0:40000 0.0.0.0:*
"""


def test_what_a_machine_keeps_to_itself_is_no_listener(topology: Topology, tmp_path: Path) -> None:
    runner = FakeRunner({"vagrant@": (0, LISTENERS), "ip -json": (0, json.dumps(CARDS))})
    _, listeners = OverSSH(Layout(tmp_path), runner, topology).ends()
    assert [(one.transport.value, one.port) for one in listeners if one.machine == "client"] == [
        ("tcp", 22),
        ("tcp", 8080),
        ("udp", 111),
    ]


def test_a_host_that_cannot_tell_its_cards_has_the_one_on_the_lab_network(topology: Topology, tmp_path: Path) -> None:
    runner = FakeRunner({"vagrant@": (0, LISTENERS), "ip -json": (127, "")})
    (host, *_), _ = OverSSH(Layout(tmp_path), runner, topology).ends()
    assert [str(card.address) for card in host.cards] == ["192.168.56.1/24"]


def test_a_machine_that_cannot_be_asked_makes_no_verdict(topology: Topology, tmp_path: Path) -> None:
    runner = FakeRunner({"vagrant@192.168.56.51": (255, "")})
    with pytest.raises(CannotJudge, match="app1 could not be asked"):
        draw_up(topology, OverSSH(Layout(tmp_path), runner, topology))
