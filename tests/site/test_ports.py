"""Who can connect where: exactly what the table of flows in network.yml allows."""

import json
import subprocess
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import TypeAlias

import policy
import pytest
import scan as port_scan
from lab import NETWORK, TOPOLOGY
from machines import Machines

from waslab.topology import HOST, Machine

SCAN = Path(port_scan.__file__)
CONNECT_SECONDS = 1.8
"""Time for a second SYN, which a sender repeats after one second when the first was lost."""

Scan: TypeAlias = dict[str, dict[str, dict[int, str]]]
"""source: address: port: what came of connecting."""


def states(found: dict[str, dict[str, str]]) -> dict[str, dict[int, str]]:
    return {address: {int(port): state for port, state in ports.items()} for address, ports in found.items()}


@pytest.fixture(scope="module")
def other_addresses(machines: Machines) -> dict[str, str]:
    """By machine, its address on the provider's management network, where it has one of its own."""

    def look(name: str) -> list[str]:
        found = json.loads(machines[name].check_output("ip -json -4 address show scope global"))
        own = str(TOPOLOGY.machine(name).address)
        return [entry["local"] for card in found for entry in card["addr_info"] if entry["local"] != own]

    found = machines.everywhere(look)
    everybodys = [address for addresses in found.values() for address in addresses]
    return {
        name: addresses[0] for name, addresses in found.items() if addresses and everybodys.count(addresses[0]) == 1
    }


@pytest.fixture(scope="module")
def scan(machines: Machines, other_addresses: dict[str, str]) -> Scan:
    """One scan from every machine and from the host, side by side."""
    question = {
        "addresses": [*(str(machine.address) for machine in TOPOLOGY.machines), *other_addresses.values()],
        "ports": policy.scanned_ports(TOPOLOGY),
        "seconds": CONNECT_SECONDS,
    }
    with subprocess.Popen([sys.executable, SCAN, json.dumps(question)], stdout=subprocess.PIPE, text=True) as here:
        found = machines.everywhere(lambda name: states(machines.python(name, SCAN, question)))
        seen_from_here, _ = here.communicate()
    return {HOST: states(json.loads(seen_from_here)), **found}


@pytest.mark.parametrize(
    ("source", "target"),
    [
        pytest.param(source, target, id=f"{source}-{target.name}")
        for source in policy.sources(TOPOLOGY)
        for target in TOPOLOGY.machines
        if source != target.name
    ],
)
def test_what_the_table_allows_is_open_and_the_rest_is_silent(source: str, target: Machine, scan: Scan) -> None:
    """A denied connection gets no answer at all: not even that the port is closed."""
    allowed = policy.allowed_ports(TOPOLOGY, source, target)
    expected = {port: "open" if port in allowed else "silent" for port in policy.scanned_ports(TOPOLOGY)}
    assert scan[source][str(target.address)] == expected


@pytest.mark.parametrize("machine", TOPOLOGY.machines, ids=lambda machine: machine.name)
def test_a_machine_reaches_its_own_services_and_no_other(machine: Machine, scan: Scan) -> None:
    served = policy.listening_ports(TOPOLOGY, machine)
    expected = {port: "open" if port in served else "refused" for port in policy.scanned_ports(TOPOLOGY)}
    assert scan[machine.name][str(machine.address)] == expected


@pytest.mark.parametrize("target", TOPOLOGY.names)
def test_the_management_network_carries_nothing_but_the_hosts_ssh(
    target: str, scan: Scan, other_addresses: dict[str, str]
) -> None:
    """The card through which Vagrant reaches a machine is no way round the table of flows."""
    if target not in other_addresses:
        pytest.skip("no address of its own on a management network")
    seen = {
        (source, port): state
        for source in policy.sources(TOPOLOGY)
        if source != target
        for port, state in scan[source][other_addresses[target]].items()
    }
    ssh = NETWORK.service_ports["ssh"]
    assert {key for key, state in seen.items() if state == "open"} == {(HOST, ssh)}


@pytest.mark.parametrize("machine", TOPOLOGY.machines, ids=lambda machine: machine.name)
def test_nothing_listens_outside_the_table(machine: Machine, machines: Machines) -> None:
    """Loopback is a machine's own business, and so are the ports that its clients ask name servers from."""
    host = machines[machine.name]
    first_client_port = int(host.check_output("sysctl -n net.ipv4.ip_local_port_range").split()[0])
    listening = set()
    for line in host.check_output("ss -H -ltnu").splitlines():
        protocol, _state, _received, _sent, local, *_ = line.split()
        address, port = local.rsplit(":", 1)
        address = address.strip("[]").split("%")[0]
        if address != "*" and ip_address(address).is_loopback:
            continue
        if protocol == "udp" and int(port) >= first_client_port:
            continue
        listening.add((protocol, int(port)))
    assert listening == {("tcp", port) for port in policy.listening_ports(TOPOLOGY, machine)}
