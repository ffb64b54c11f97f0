"""The ways by which one end of the lab can try to reach another: networks, families of addresses, protocols."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Address, IPv4Interface
from typing import Any


class Network(Enum):
    LAB = "the lab network"
    MANAGEMENT = "the management network"
    """The card through which Vagrant reaches a machine."""


class Family(Enum):
    IPV4 = "IPv4"
    LINK_LOCAL = "IPv6"
    """The address that every card gives itself, also where nobody has thought of IPv6."""


class Transport(Enum):
    TCP = "tcp"
    UDP = "udp"


@dataclass(frozen=True)
class Card:
    name: str
    address: IPv4Interface
    link_local: str | None


@dataclass(frozen=True)
class End:
    """A machine, or the host, with its network cards."""

    name: str
    address: IPv4Address
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Way:
    """How a source reaches a target; `address` is what the source types."""

    source: str
    target: str
    network: Network
    family: Family
    transport: Transport
    address: str


def cards(told: Sequence[dict[str, Any]]) -> Iterator[Card]:
    """The cards in what `ip -json address` tells, loopback left out."""
    for entry in told:
        own = entry.get("addr_info", [])
        links = [one["local"] for one in own if one["family"] == "inet6" and one["scope"] == "link"]
        for one in own:
            if one["family"] == "inet" and one["scope"] == "global":
                address = IPv4Interface(f"{one['local']}/{one['prefixlen']}")
                yield Card(entry["ifname"], address, next(iter(links), None))


def ways(source: End, target: End) -> Iterator[Way]:
    """A machine asks itself by its address on the lab network alone: there its firewall has no say."""
    if source.name == target.name:
        yield Way(source.name, target.name, Network.LAB, Family.IPV4, Transport.TCP, str(target.address))
        return
    for near in source.cards:
        for far in target.cards:
            if near.address.network != far.address.network or near.address.ip == far.address.ip:
                continue
            network = Network.LAB if far.address.ip == target.address else Network.MANAGEMENT
            for family, address in _addresses(near, far):
                for transport in Transport:
                    yield Way(source.name, target.name, network, family, transport, address)


def _addresses(near: Card, far: Card) -> Iterator[tuple[Family, str]]:
    yield Family.IPV4, str(far.address.ip)
    if near.link_local and far.link_local:
        yield Family.LINK_LOCAL, f"{far.link_local}%{near.name}"
