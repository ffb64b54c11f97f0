"""Who comes in over SSH, and what the machine knows of itself."""

import socket
import subprocess
from ipaddress import ip_address
from pathlib import Path

import pytest
from knock import SETTINGS, TURNED_AWAY, knock
from testinfra.host import Host

SECONDS = 5


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


@pytest.fixture(scope="module")
def offered(address: str, key: Path) -> dict[str, list[str]]:
    """The algorithms of each kind that the server names in its greeting.

    One login tells them all; who only tries algorithms and leaves is soon kept out for a while.
    """
    line = ["ssh", "-vv", "-F", "none", "-i", str(key), *(f"-o{name}={value}" for name, value in SETTINGS.items())]
    line = [word for word in line if not word.startswith("-oLogLevel")]
    done = subprocess.run([*line, f"vagrant@{address}", "true"], capture_output=True, text=True, check=True)
    greeting = done.stderr.partition("peer server KEXINIT proposal")[2].partition("first_kex_follows")[0]
    named = (said.rpartition("debug2: ")[2].partition(": ") for said in greeting.splitlines() if ": " in said)
    return {kind: names.split(",") for kind, _, names in named}


@pytest.mark.parametrize(
    ("kind", "doubted"),
    [
        ("KEX algorithms", "ecdh-sha2-nistp256"),
        ("KEX algorithms", "diffie-hellman-group14-sha256"),
        ("host key algorithms", "ecdsa-sha2-nistp256"),
        ("ciphers stoc", "aes128-cbc"),
        ("MACs stoc", "hmac-sha1-etm@openssh.com"),
        ("MACs stoc", "hmac-sha2-256"),
    ],
)
def test_nothing_that_is_doubted_is_offered(kind: str, doubted: str, offered: dict[str, list[str]]) -> None:
    assert offered[kind] != [""]
    assert doubted not in offered[kind]


def test_the_greeting_does_not_tell_the_packages_version(address: str) -> None:
    with socket.create_connection((address, 22), SECONDS) as connection:
        assert b"Debian" not in connection.recv(100)


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
