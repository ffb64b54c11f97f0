"""Asks every machine and the host, side by side: which cards and listeners it has, and what it can reach."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from importlib import resources
from ipaddress import IPv4Interface, ip_address
from shlex import join
from typing import Any, Protocol, TypeAlias

from waslab import ssh
from waslab.errors import CannotJudge
from waslab.layout import Layout
from waslab.matrix.ways import Card, End, Transport, Way, cards
from waslab.processes import Runner
from waslab.topology import HOST, Topology

ASKING_SECONDS = 30
CONNECT_SECONDS = 1.8
"""Time for a second SYN, which a sender repeats after one second when the first was lost."""

CARDS = "ip -json address"
LISTENERS = f"{CARDS} && echo && cat /proc/sys/net/ipv4/ip_local_port_range && ss -H -ltnu"


class State(Enum):
    """What came of trying a port; scan.py says when."""

    OPEN = "open"
    REFUSED = "refused"
    SILENT = "silent"
    UNREACHABLE = "unreachable"


Seen: TypeAlias = Mapping[tuple[Way, int], State]


@dataclass(frozen=True)
class Listener:
    machine: str
    transport: Transport
    port: int


class Lab(Protocol):
    """The ends of the lab, as the matrix sees them. Tests pass their own."""

    def ends(self) -> tuple[tuple[End, ...], tuple[Listener, ...]]:
        """The host and the machines, and what the machines listen on besides loopback."""

    def look(self, wanted: Mapping[Way, Sequence[int]]) -> Seen:
        """Try these ports by these ways, each source by itself."""


@dataclass(frozen=True)
class OverSSH:
    """The Lab of the real world."""

    layout: Layout
    runner: Runner
    topology: Topology

    def ends(self) -> tuple[tuple[End, ...], tuple[Listener, ...]]:
        told = self._everywhere(dict.fromkeys(self.topology.names, LISTENERS))
        ends = [self._host()]
        listeners: list[Listener] = []
        for name, output in told.items():
            own_cards, _, rest = output.partition("\n\n")
            ends.append(End(name, self.topology.machine(name).address, tuple(_cards(own_cards))))
            listeners += _listeners(name, rest.splitlines())
        return tuple(ends), tuple(listeners)

    def look(self, wanted: Mapping[Way, Sequence[int]]) -> Seen:
        by_source: dict[str, list[tuple[Way, Sequence[int]]]] = {}
        for way, ports in wanted.items():
            by_source.setdefault(way.source, []).append((way, ports))
        text = resources.files("waslab.matrix").joinpath("scan.py").read_text(encoding="utf-8")
        asked = {source: json.dumps([_question(*one) for one in own]) for source, own in by_source.items()}
        answers = self._everywhere({source: join(["python3", "-c", text, words]) for source, words in asked.items()})
        return {
            (way, int(port)): State(state)
            for source, own in by_source.items()
            for (way, _), answer in zip(own, json.loads(answers[source]), strict=True)
            for port, state in answer[way.address].items()
        }

    def _host(self) -> End:
        """A computer that cannot tell its cards, as a Mac, has at least the one on the lab network."""
        network = self.topology.network
        told = self.runner.capture(CARDS.split())
        lab = Card("", IPv4Interface(f"{network.lab_host_address}/{network.lab_network.prefixlen}"), None)
        return End(HOST, network.lab_host_address, tuple(_cards(told.output)) if told.ok else (lab,))

    def _everywhere(self, commands: Mapping[str, str]) -> dict[str, str]:
        with ThreadPoolExecutor(len(commands)) as pool:
            return dict(zip(commands, pool.map(self._output, commands, commands.values()), strict=True))

    def _output(self, name: str, command: str) -> str:
        # This computer's own python3 may be too old for the script, and the lab's is not.
        local = ["sh", "-c", command.replace("python3", sys.executable, 1)]
        line = local if name == HOST else ssh.unattended(self.layout, self.topology.machine(name), [command])
        done = self.runner.capture(line, timeout=ASKING_SECONDS)
        if not done.ok:
            said = (done.errors.strip() or "no answer").splitlines()[-1]
            raise CannotJudge(f"{name} could not be asked: {said}", mend=("./lab status", "./lab up"))
        return done.output


def _question(way: Way, ports: Sequence[int]) -> dict[str, Any]:
    return {
        "addresses": [way.address],
        "ports": list(ports),
        "seconds": CONNECT_SECONDS,
        "protocol": way.transport.value,
    }


def _cards(told: str) -> Iterable[Card]:
    return cards(json.loads(told))


def _listeners(machine: str, lines: Sequence[str]) -> Iterable[Listener]:
    """Loopback is a machine's own business, and so are the ports that its clients ask name servers from."""
    first_client_port = int(lines[0].split()[0])
    for line in lines[1:]:
        protocol, _state, _received, _sent, local, *_ = line.split()
        address, number = local.rsplit(":", 1)
        address, port = address.strip("[]").split("%")[0], int(number)
        if address != "*" and ip_address(address).is_loopback:
            continue
        if protocol == "udp" and port >= first_client_port:
            continue
        yield Listener(machine, Transport(protocol), port)
