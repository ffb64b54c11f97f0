"""What passes and what does not, seen from the computer that configures the machine."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from machines import Machines
from patience import eventually
from playbooks import converge, refusal
from testinfra.host import Host

from waslab.matrix import scan

# Services listen on all of them, by TCP and UDP, but for SSH.
SSH, HTTP, OTHER = PORTS = [22, 80, 8080]
SECONDS = 1.8
"""For a port to answer a second time it is asked."""

BOOT_SECONDS = 60

SSH_ALONE = {SSH: "open", HTTP: "silent", OTHER: "silent"}
NOTHING = dict.fromkeys(PORTS, "silent")

ROUTER = """
sysctl -q net.ipv4.ip_forward=1
for side in left:192.0.2 right:198.51.100; do
    name=${side%:*} network=${side#*:}
    ip netns add $name
    ip link add $name type veth peer name eth0 netns $name
    ip address add $network.1/24 dev $name
    ip link set $name up
    ip -netns $name address add $network.2/24 dev eth0
    ip -netns $name link set eth0 up
    ip -netns $name route add default via $network.1
done
systemd-run --quiet --unit right ip netns exec right python3 /usr/local/lib/echo.py 80
"""
NO_ROUTER = "systemctl stop right; ip netns delete left; ip netns delete right; sysctl -q net.ipv4.ip_forward=0"
CONNECT = "timeout 2 bash -c '</dev/tcp/198.51.100.2/80'"
TIMED_OUT = 124


def seen(address: str, protocol: str = "tcp") -> dict[int, str]:
    return asyncio.run(scan.scan([address], PORTS, SECONDS, protocol))[address]


@pytest.mark.parametrize(("protocol", "expected"), [("tcp", SSH_ALONE), ("udp", NOTHING)])
def test_nothing_passes_but_ssh(protocol: str, expected: dict[int, str], address: str) -> None:
    """Nothing tells that a port is closed, either."""
    assert seen(address, protocol) == expected


@pytest.mark.parametrize("own", ["127.0.0.1", "::1"])
@pytest.mark.parametrize("protocol", ["tcp", "udp"])
def test_the_machine_reaches_itself(protocol: str, own: str, machines: Machines) -> None:
    question = {"addresses": [own], "ports": [HTTP, 9], "seconds": SECONDS, "protocol": protocol}
    (found,) = machines.python("web", Path(scan.__file__), [question])
    assert found[own] == {"80": "open", "9": "refused"}


def test_the_machine_opens_what_it_wants(host: Host, address: str) -> None:
    """Here to a port of this computer that no rule names."""
    with socket.create_connection((address, SSH)) as connection:
        own_address = connection.getsockname()[0]
    with socket.create_server((own_address, 0)) as server:
        port = server.getsockname()[1]
        assert host.run(f"timeout 20 bash -c '</dev/tcp/{own_address}/{port}'").succeeded


@pytest.fixture
def _router(host: Host) -> Iterator[None]:
    """The machine stands between two networks; a server listens in the right one."""
    host.check_output(ROUTER)
    try:
        eventually(lambda: host.run(CONNECT).succeeded, bool, 30, "the machine itself reaches the server")
        yield
    finally:
        host.check_output(NO_ROUTER)


@pytest.mark.usefixtures("_router")
def test_nothing_is_forwarded(host: Host) -> None:
    assert host.run(f"ip netns exec left {CONNECT}").rc == TIMED_OUT


@pytest.fixture
def connection(address: str) -> Iterator[socket.socket]:
    """Opened while a rule allowed it; the rule is gone."""
    converge(firewall_allowed=[{"comment": "For a while", "sources": [f"{address}/24"], "ports": [HTTP]}])
    with socket.create_connection((address, HTTP), 20) as opened:
        converge()
        yield opened


def test_an_established_connection_survives_new_rules(connection: socket.socket, address: str) -> None:
    connection.sendall(b"still there\n")
    assert connection.recv(100) == b"still there\n"
    assert seen(address) == SSH_ALONE


def test_broken_rules_are_refused_before_they_are_loaded(host: Host) -> None:
    state = "cat /etc/nftables.conf && nft list ruleset"
    before = host.check_output(state)
    said = refusal(firewall_allowed=[{"comment": "No such port", "sources": ["192.0.2.1"], "ports": [70000]}])
    assert "70000" in said
    assert host.check_output(state) == before


def booted_at(host: Host) -> str:
    """When the machine's first process started; nothing while it is away."""
    try:
        return str(host.check_output("stat --format %Z /proc/1"))
    except RuntimeError:
        return ""


def test_the_rules_survive_a_reboot(host: Host, address: str) -> None:
    before = booted_at(host)
    with suppress(RuntimeError):  # the connection may end before the command does
        host.run("systemctl reboot")
    eventually(lambda: booted_at(host), lambda now: now not in {"", before}, BOOT_SECONDS, "the machine is back")
    eventually(lambda: host.socket(f"tcp://{HTTP}").is_listening, bool, BOOT_SECONDS, "its services listen")
    assert seen(address) == SSH_ALONE
