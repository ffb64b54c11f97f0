"""What a run renews, and who notices: each test configures the machines once more."""

import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509
from handshake import proof
from patience import eventually
from playbooks import converge
from testinfra.host import Host

NAME = "front.example.test"
PORTS = {"reloads": 4433, "restarts": 4434}
PORT = PORTS["reloads"]
START_SECONDS = 5
KEY = "/srv/tls/leaf.key"


class Server(NamedTuple):
    """What a client and the machine see of it."""

    certificate: x509.Certificate
    process: str


@pytest.fixture(scope="module", autouse=True)
def _servers(host: Host) -> None:
    host.check_output(f"systemctl start {' '.join(PORTS)}")


@pytest.fixture(scope="module")
def root(authority: Path) -> Path:
    return authority / "root.crt"


@pytest.fixture(scope="module")
def seen(host: Host, address: str, root: Path) -> tuple[Mapping[str, Server], Mapping[str, Server]]:
    """The servers before and after a run for which twenty days are too few."""

    def look() -> Mapping[str, Server]:
        sockets = [host.socket(f"tcp://{port}") for port in PORTS.values()]
        eventually(lambda: all(socket.is_listening for socket in sockets), bool, START_SECONDS, "both servers listen")
        return {
            unit: Server(proof(address, port, NAME, root), host.check_output("systemctl show -P MainPID %s", unit))
            for unit, port in PORTS.items()
        }

    before = look()
    converge(pki_leaf_days=50, pki_renewal_days=30)
    return before, look()


def read(file: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(file.read_bytes())


def days_left(certificate: x509.Certificate) -> int:
    return (certificate.not_valid_after_utc - datetime.now(UTC)).days


@pytest.mark.parametrize("unit", PORTS)
def test_services_take_up_a_certificate_that_was_due(
    unit: str, seen: tuple[Mapping[str, Server], Mapping[str, Server]]
) -> None:
    before, after = (servers[unit].certificate for servers in seen)
    assert (days_left(before), days_left(after)) == (19, 49)
    assert before.public_key() == after.public_key()


@pytest.mark.parametrize(("unit", "stays"), [("reloads", True), ("restarts", False)])
def test_a_service_is_restarted_only_when_it_cannot_reload(
    unit: str,
    stays: bool,  # noqa: FBT001
    seen: tuple[Mapping[str, Server], Mapping[str, Server]],
) -> None:
    before, after = (servers[unit].process for servers in seen)
    assert (before == after) == stays


def test_a_key_that_others_could_read_is_closed_again(host: Host, address: str, root: Path) -> None:
    """It stays the same key, and its certificate the same."""
    before = proof(address, PORT, NAME, root)
    host.check_output("chmod 0644 %s", KEY)
    converge()
    assert host.file(KEY).mode == 0o640
    assert proof(address, PORT, NAME, root) == before


def test_the_issuing_certificate_outlives_what_it_signs(address: str, root: Path) -> None:
    """It is renewed before it could sign something that lasts longer; what it signed stays as it is."""
    issuing = root.with_name("issuing.crt")
    before, machines = read(issuing), proof(address, PORT, NAME, root)
    days = days_left(before)
    converge(pki_leaf_days=days + 10, pki_issuing_days=days + 50)
    assert days_left(read(issuing)) == days + 49
    assert read(issuing).public_key() == before.public_key()
    assert proof(address, PORT, NAME, root) == machines


def test_a_renewed_root_and_the_one_before_both_verify(address: str, root: Path, tmp_path: Path) -> None:
    """Who has not got the new root yet still trusts the machines."""
    old_root = tmp_path / "old.crt"
    old_root.write_bytes(root.read_bytes())
    days = days_left(read(root))
    converge(pki_issuing_days=days + 10, pki_root_days=days + 50)
    assert days_left(read(root)) == days + 49
    assert proof(address, PORT, NAME, old_root) == proof(address, PORT, NAME, root)


def test_a_further_name_needs_another_certificate(address: str, root: Path) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        proof(address, PORT, "shop.example.test", root)
    before = proof(address, PORT, NAME, root)
    converge(pki_names=[NAME, f"www.{NAME}", "shop.example.test"])
    assert proof(address, PORT, "shop.example.test", root).public_key() == before.public_key()
