"""Each source reaches what a rule allows it, and everything else is silent: nothing says that a port is closed."""

import asyncio
from pathlib import Path

import pytest
import scan
from machines import Machines

# Services listen on all of them, by TCP and UDP, but for SSH.
PORTS = [22, 80, 8080]
IPV6 = {"web": "fd00:56::1", "neighbour": "fd00:56::2"}
SECONDS = 1.8


@pytest.fixture(scope="module")
def ipv6(machines: Machines) -> str:
    """The machine's address by IPv6, after both machines got one."""
    for name, own in IPV6.items():
        card = machines[name].check_output("ip -oneline address show to %s", machines.addresses[name]).split()[1]
        machines[name].check_output("ip address replace %s/64 dev %s nodad", own, card)
    return IPV6["web"]


def seen_by_neighbour(machines: Machines, address: str, protocol: str) -> dict[str, str]:
    question = {"addresses": [address], "ports": PORTS, "seconds": SECONDS, "protocol": protocol}
    found: dict[str, dict[str, str]] = machines.python("neighbour", Path(scan.__file__), question)
    return found[address]


def states(*allowed: int) -> dict[str, str]:
    return {str(port): "open" if port in allowed else "silent" for port in PORTS}


@pytest.mark.parametrize(("protocol", "allowed"), [("tcp", 80), ("udp", 8080)])
def test_a_neighbour_reaches_what_it_is_allowed(protocol: str, allowed: int, machines: Machines, address: str) -> None:
    assert seen_by_neighbour(machines, address, protocol) == states(allowed)


@pytest.mark.parametrize(("protocol", "allowed"), [("tcp", [80, 8080]), ("udp", [])])
def test_ipv6_is_no_way_round(protocol: str, allowed: list[int], machines: Machines, ipv6: str) -> None:
    assert seen_by_neighbour(machines, ipv6, protocol) == states(*allowed)


def test_the_management_network_reaches_ssh_alone(address: str) -> None:
    found = asyncio.run(scan.scan([address], PORTS, SECONDS))
    assert {str(port): state for port, state in found[address].items()} == states(22)


def test_a_ping_is_answered(machines: Machines, address: str) -> None:
    assert machines["neighbour"].run("ping -c 1 -W 2 %s", address).succeeded
