"""What the variables change."""

from pathlib import Path

import pytest
from knock import TURNED_AWAY, knock
from testinfra.host import Host


def test_a_user_in_the_list_comes_in(address: str, key: Path) -> None:
    assert knock(address, "vagrant", key) == ""


def test_a_user_who_is_not_in_the_list_is_refused_even_with_a_key(address: str, key: Path) -> None:
    assert knock(address, "guest", key) == TURNED_AWAY


@pytest.mark.parametrize(
    ("kind", "agreed"),
    [
        ("KexAlgorithms", "curve25519-sha256"),
        ("HostKeyAlgorithms", "ssh-ed25519"),
        ("Ciphers", "aes256-ctr"),
        ("MACs", "hmac-sha2-512-etm@openssh.com"),
    ],
)
def test_ssh_agrees_on_what_was_chosen_and_on_nothing_else(kind: str, agreed: str, address: str, key: Path) -> None:
    options = {"Ciphers": "aes256-ctr"}
    assert knock(address, "vagrant", key, **{**options, kind: agreed}) == ""
    said = knock(address, "vagrant", key, LogLevel="INFO", **{**options, kind: f"-{agreed}"})
    assert [one for one in said.split(",") if not one.startswith(("ext-info", "kex-strict"))] == [agreed]


def addresses(host: Host, name: str) -> set[str]:
    return {line.split()[0] for line in host.check_output("getent ahosts %s", name).splitlines()}


@pytest.mark.parametrize("name", ["web", "web.example.test", "www.example.test"])
def test_every_own_name_leads_to_the_address_on_the_network(name: str, host: Host, address: str) -> None:
    assert addresses(host, name) == {address}


def test_a_name_may_have_addresses_of_both_families(host: Host) -> None:
    assert addresses(host, "proxy") == {"192.0.2.20", "2001:db8::20"}


def test_the_clock_shows_the_given_zone(host: Host) -> None:
    assert host.check_output("date +%z") == "+0545"


def test_a_package_in_the_list_is_there(host: Host) -> None:
    host.check_output("tree --version")
