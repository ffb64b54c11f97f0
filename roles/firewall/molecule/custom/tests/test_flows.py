"""A flow that is allowed passes in its direction, and all else is silent: nothing says that a port is closed."""

import asyncio
from pathlib import Path

import pytest
from machines import Machines

from waslab.matrix import scan

# Services listen on all of them, by TCP and UDP, but for SSH.
PORTS = [22, 80, 8080]
IPV6 = {"web": "fd00:56::1", "neighbour": "fd00:56::2"}
SECONDS = 1.8


@pytest.fixture(scope="module")
def ipv6(machines: Machines) -> dict[str, str]:
    """The machines' addresses by IPv6, after both got one."""
    for name, own in IPV6.items():
        card = machines[name].check_output("ip -oneline address show to %s", machines.addresses[name]).split()[1]
        machines[name].check_output("ip address replace %s/64 dev %s nodad", own, card)
    return IPV6


def seen(machines: Machines, source: str, address: str, protocol: str) -> dict[str, str]:
    question = {"addresses": [address], "ports": PORTS, "seconds": SECONDS, "protocol": protocol}
    (found,) = machines.python(source, Path(scan.__file__), [question])
    states: dict[str, str] = found[address]
    return states


def states(*allowed: int) -> dict[str, str]:
    return {str(port): "open" if port in allowed else "silent" for port in PORTS}


@pytest.mark.parametrize(("protocol", "allowed"), [("tcp", 80), ("udp", 8080)])
def test_a_neighbour_reaches_what_it_is_allowed(protocol: str, allowed: int, machines: Machines, address: str) -> None:
    assert seen(machines, "neighbour", address, protocol) == states(allowed)


@pytest.mark.parametrize(("protocol", "allowed"), [("tcp", [80, 8080]), ("udp", [])])
def test_ipv6_is_no_way_in(protocol: str, allowed: list[int], machines: Machines, ipv6: dict[str, str]) -> None:
    assert seen(machines, "neighbour", ipv6["web"], protocol) == states(*allowed)


@pytest.mark.parametrize(("protocol", "allowed"), [("tcp", 80), ("udp", 8080)])
def test_the_machine_opens_what_it_is_allowed(protocol: str, allowed: int, machines: Machines) -> None:
    assert seen(machines, "web", machines.addresses["neighbour"], protocol) == states(allowed)


@pytest.mark.parametrize(("protocol", "allowed"), [("tcp", [8080]), ("udp", [])])
def test_ipv6_is_no_way_out(protocol: str, allowed: list[int], machines: Machines, ipv6: dict[str, str]) -> None:
    assert seen(machines, "web", ipv6["neighbour"], protocol) == states(*allowed)


def test_the_machine_still_reaches_itself(machines: Machines, address: str) -> None:
    assert set(seen(machines, "web", address, "tcp").values()) == {"open"}


def test_the_management_network_reaches_ssh_alone(address: str) -> None:
    found = asyncio.run(scan.scan([address], PORTS, SECONDS))
    assert {str(port): state for port, state in found[address].items()} == states(22)


@pytest.mark.parametrize(("source", "target"), [("neighbour", "web"), ("web", "neighbour")])
def test_a_ping_passes(source: str, target: str, machines: Machines) -> None:
    assert machines[source].run("ping -c 1 -W 2 %s", machines.addresses[target]).succeeded
