"""What a run renews, and who notices. A run takes long, so one of them tells several things."""

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
MACHINES = 2
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


class Authority(NamedTuple):
    """Its certificates, and the one that a client sees."""

    root: x509.Certificate
    issuing: x509.Certificate
    leaf: x509.Certificate


@pytest.fixture(scope="module")
def renewed(host: Host, address: str, root: Path, old_root: Path) -> tuple[Authority, Authority]:
    """The authority before and after a run in which each of its certificates would be outlived by what it signs.

    Before it, the machine's key was opened to others.
    """

    def look() -> Authority:
        return Authority(read(root), read(root.with_name("issuing.crt")), proof(address, PORT, NAME, root))

    before = look()
    old_root.write_bytes(root.read_bytes())
    host.check_output("chmod 0644 %s", KEY)
    converge(
        pki_leaf_days=days_left(before.issuing) + 10,
        pki_issuing_days=days_left(before.root) + 10,
        pki_root_days=days_left(before.root) + 50,
    )
    return before, look()


@pytest.fixture(scope="module")
def old_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the root certificate is kept that the authority had before."""
    return tmp_path_factory.mktemp("old") / "root.crt"


@pytest.mark.parametrize(("name", "further_days"), [("issuing", 10), ("root", 50)])
def test_the_authority_outlives_what_it_signs(
    name: str, further_days: int, renewed: tuple[Authority, Authority]
) -> None:
    """Its certificates are renewed before they could sign something that lasts longer; the keys stay."""
    before, after = (getattr(authority, name) for authority in renewed)
    assert days_left(after) == days_left(renewed[0].root) + further_days - 1
    assert after.public_key() == before.public_key()


def test_what_a_renewed_authority_signed_stays_as_it_is(renewed: tuple[Authority, Authority]) -> None:
    before, after = renewed
    assert after.leaf == before.leaf


@pytest.mark.usefixtures("renewed")
def test_a_renewed_root_and_the_one_before_both_verify(address: str, root: Path, old_root: Path) -> None:
    """Who has not got the new root yet still trusts the machines."""
    assert proof(address, PORT, NAME, old_root) == proof(address, PORT, NAME, root)


@pytest.mark.usefixtures("renewed")
def test_a_key_that_others_could_read_is_closed_again(host: Host) -> None:
    """It stays the same key, as its certificate does."""
    assert host.file(KEY).mode == 0o640


def test_a_further_name_needs_another_certificate(address: str, root: Path) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        proof(address, PORT, "shop.example.test", root)
    before = proof(address, PORT, NAME, root)
    converge(pki_names=[NAME, f"www.{NAME}", "shop.example.test"])
    assert proof(address, PORT, "shop.example.test", root).public_key() == before.public_key()


def test_what_is_older_than_a_moment_is_renewed_once(address: str, root: Path) -> None:
    before = proof(address, PORT, NAME, root)
    moment = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    converge(pki_leaf_made_after=moment)
    after = proof(address, PORT, NAME, root)
    assert before.serial_number != after.serial_number
    assert before.public_key() == after.public_key()
    assert converge(pki_leaf_made_after=moment).count("changed=0 ") == MACHINES


def test_an_issuing_certificate_is_replaced_once(address: str, root: Path) -> None:
    """What it signs is trusted at once, because the root is the same."""
    before = read(root.with_name("issuing.crt"))
    moment = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    converge(pki_issuing_made_after=moment)
    after = read(root.with_name("issuing.crt"))
    proof(address, PORT, NAME, root).verify_directly_issued_by(after)
    assert (before.public_key() != after.public_key(), before.issuer) == (True, after.issuer)
    assert converge(pki_issuing_made_after=moment).count("changed=0 ") == MACHINES
