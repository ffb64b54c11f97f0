"""The host's own tools are read rightly."""

from __future__ import annotations

import json
import socket
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from pathlib import Path

import pytest
from fakes import FakeRunner

from waslab import host
from waslab.host import Interface, Route, ThisHost

ADDRESSES = [
    {"ifname": "lo", "addr_info": [{"local": "127.0.0.1", "prefixlen": 8}]},
    {"ifname": "down0", "addr_info": [{}]},
]
ROUTES = [
    {"dst": "default", "dev": "eth0"},
    {"dst": "10.0.3.0/24", "dev": "lxcbr0"},
    {"dst": "10.9.9.9", "dev": "tun0"},
]


def test_addresses_and_routes_are_read_from_ip() -> None:
    """The default route overlaps with everything and is left out."""
    this = ThisHost(FakeRunner({"address show": (0, json.dumps(ADDRESSES)), "route show": (0, json.dumps(ROUTES))}))
    assert this.interfaces() == (Interface("lo", IPv4Interface("127.0.0.1/8")),)
    assert this.routes() == (
        Route("lxcbr0", IPv4Network("10.0.3.0/24")),
        Route("tun0", IPv4Network("10.9.9.9/32")),
    )


def test_without_ip_nothing_is_known() -> None:
    """As on macOS."""
    this = ThisHost(FakeRunner({"ip -json": (127, "")}))
    assert (this.interfaces(), this.routes()) == ((), ())


@pytest.mark.parametrize(
    ("line", "holder"),
    [
        ('udp UNCONN 0 0 0.0.0.0:53 0.0.0.0:* users:(("unbound",pid=1,fd=4))', "unbound"),
        ("udp UNCONN 0 0 *:53 *:*", "a program of another user"),
        ('udp UNCONN 0 0 127.0.0.53%lo:53 0.0.0.0:* users:(("resolved",pid=1,fd=4))', None),
        ("", None),
    ],
)
def test_only_a_port_held_on_every_address_is_taken(line: str, holder: str | None) -> None:
    """A resolver on the loopback address is in nobody's way."""
    assert ThisHost(FakeRunner({"ss ": (0, line)})).listener(53) == holder


def test_an_address_answers_when_its_port_is_open_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both show that a machine is there."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setattr(host, "SSH_PORT", server.getsockname()[1])
        here = IPv4Address("127.0.0.1")
        assert ThisHost(FakeRunner()).answering([here]) == {here}
    assert ThisHost(FakeRunner()).answering([here]) == {here}
    assert ThisHost(FakeRunner()).answering([]) == frozenset()


def test_the_disk_is_asked_where_a_folder_will_be_made(tmp_path: Path) -> None:
    """The folder itself need not exist yet."""
    assert ThisHost(FakeRunner()).disk_free_mib(tmp_path / "not" / "yet") > 0


@pytest.mark.parametrize(
    ("release", "system"),
    [
        ({"ID": "ubuntu", "ID_LIKE": "debian"}, "debian"),
        ({"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, "fedora"),
        ({"ID": "arch"}, "arch"),
        ({"ID": "opensuse-leap", "ID_LIKE": "suse opensuse"}, "suse"),
        ({"ID": "alpine"}, "other"),
    ],
)
def test_systems_are_known_by_their_kin(monkeypatch: pytest.MonkeyPatch, release: dict[str, str], system: str) -> None:
    """As os-release tells it."""
    monkeypatch.setattr("platform.system", lambda: "Linux")
    monkeypatch.setattr("platform.freedesktop_os_release", lambda: release)
    monkeypatch.setattr("shutil.which", lambda program: f"/usr/bin/{program}")
    assert ThisHost(FakeRunner()).system() == system
