"""Who comes in over SSH, and what the machine knows of itself."""

import subprocess
from ipaddress import ip_address
from pathlib import Path

import pytest
from knock import TURNED_AWAY, knock
from testinfra.host import Host


@pytest.mark.parametrize("user", ["vagrant", "guest"])
def test_every_user_with_a_key_comes_in(user: str, address: str, key: Path) -> None:
    assert knock(address, user, key) == ""


def test_root_is_refused_even_with_a_key(address: str, key: Path) -> None:
    assert knock(address, "root", key) == TURNED_AWAY


def test_nothing_but_a_key_is_asked_for(address: str) -> None:
    """A server that took passwords would name them among the ways in."""
    assert knock(address, "guest") == TURNED_AWAY


def test_who_tries_three_wrong_keys_is_not_heard_further(address: str, key: Path, tmp_path: Path) -> None:
    wrong = [tmp_path / name for name in ("first", "second", "third")]
    for file in wrong:
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file], check=True)
    assert knock(address, "guest", *wrong, key) == "Too many authentication failures"


@pytest.mark.parametrize("forwarded", ["allowagentforwarding", "x11forwarding"])
def test_nothing_of_the_client_is_forwarded(forwarded: str, host: Host) -> None:
    assert host.check_output("sshd -T | grep -w %s", forwarded) == f"{forwarded} no"


def test_the_machines_own_name_leads_to_its_own_address(host: Host, address: str) -> None:
    found = {line.split()[0] for line in host.check_output("getent ahosts web").splitlines()}
    assert address in found
    assert not [own for own in found if ip_address(own.partition("%")[0]).is_loopback]


def test_the_clock_shows_utc(host: Host) -> None:
    assert host.check_output("date +%Z") == "UTC"


def test_tls_by_public_authorities_can_be_verified(host: Host) -> None:
    """curl, openssl and the authorities' certificates are there."""
    host.check_output("curl --version")
    host.check_output("openssl crl2pkcs7 -nocrl -certfile /etc/ssl/certs/ca-certificates.crt")
