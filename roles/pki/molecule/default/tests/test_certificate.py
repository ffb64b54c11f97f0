"""A machine's key and certificate, as TLS servers use them and as their clients see them."""

import ssl
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree

import pytest
from handshake import proof
from patience import eventually
from playbooks import converge
from testinfra.host import Host

NAME = "web"
FOLDER = "/etc/pki/leaf"
START_SECONDS = 5

# By port, the files that a server is given: key and certificates apart, or joined.
SERVERS = {4433: ("leaf.key", "chain.crt"), 4434: ("leaf.pem", "leaf.pem")}
PORT = next(iter(SERVERS))


@pytest.fixture
def root(authority: Path) -> Path:
    return authority / "root.crt"


@pytest.fixture
def _servers(host: Host) -> Iterator[None]:
    """They are not root, and may read the key because they are of its group."""
    for port, (key, chain) in SERVERS.items():
        host.check_output(
            f"systemd-run --collect --unit tls-{port} "
            "--property DynamicUser=yes --property SupplementaryGroups=ssl-cert "
            f"openssl s_server -quiet -accept {port} "
            f"-key {FOLDER}/{key} -cert {FOLDER}/{chain} -cert_chain {FOLDER}/{chain}"
        )
    sockets = [host.socket(f"tcp://{port}") for port in SERVERS]
    eventually(lambda: all(server.is_listening for server in sockets), bool, START_SECONDS, "the servers listen")
    yield
    host.check_output("systemctl stop 'tls-*'")


@pytest.mark.usefixtures("_servers")
@pytest.mark.parametrize("port", SERVERS, ids=lambda port: SERVERS[port][0])
def test_chain_and_name_are_verified(port: int, address: str, root: Path) -> None:
    assert proof(address, port, NAME, root).subject.rfc4514_string() == f"CN={NAME}"


@pytest.mark.usefixtures("_servers")
def test_a_wrong_name_is_refused(address: str, root: Path) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        proof(address, PORT, f"not-{NAME}", root)


@pytest.mark.usefixtures("_servers")
def test_a_certificate_is_valid_for_ninety_days(address: str, root: Path) -> None:
    left = proof(address, PORT, NAME, root).not_valid_after_utc - datetime.now(UTC)
    assert timedelta(days=89) < left <= timedelta(days=90)


def test_the_machines_own_programs_trust_the_root(host: Host) -> None:
    verified = host.run(f"openssl verify -untrusted {FOLDER}/chain.crt {FOLDER}/chain.crt")
    assert verified.stdout.strip() == f"{FOLDER}/chain.crt: OK", verified.stderr


def test_only_root_and_the_group_read_the_key(host: Host) -> None:
    found = host.check_output(f"cd {FOLDER} && stat --format '%n %U %G %a' *")
    assert found.splitlines() == [
        "chain.crt root root 644",
        "leaf.key root ssl-cert 640",
        "leaf.pem root ssl-cert 640",
        "root.crt root root 644",
    ]


def test_the_key_never_leaves_the_machine(host: Host, authority: Path) -> None:
    """The authority keeps its own two keys, and nothing of the machine but its certificate."""
    kept = {path.name: path.read_text() for path in authority.rglob("*") if path.is_file()}
    assert {name for name, text in kept.items() if "PRIVATE KEY" in text} == {"root.key", "issuing.key"}
    assert host.check_output(f"cat {FOLDER}/leaf.key") not in kept.values()


def test_the_authority_is_for_its_owner_alone(authority: Path) -> None:
    assert f"{authority.stat().st_mode:o}"[-3:] == "700"
    assert {f"{path.stat().st_mode:o}"[-3:] for path in authority.glob("*.key")} == {"600"}


def test_the_authority_does_not_enter_version_control(authority: Path, tmp_path: Path) -> None:
    copytree(authority, tmp_path / "pki")
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    added = subprocess.run(
        ["git", "add", "--all", "--verbose"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert added.stdout == ""


def key_and_certificate(host: Host) -> tuple[str, str]:
    """The machine's public key and its certificate's serial number."""
    key = host.check_output(f"openssl pkey -in {FOLDER}/leaf.key -pubout")
    return key, host.check_output(f"openssl x509 -in {FOLDER}/chain.crt -noout -serial")


@pytest.mark.parametrize(("renew", "new_key"), [("certificate", False), ("key", True)])
def test_the_key_is_renewed_only_when_asked(renew: str, new_key: bool, host: Host) -> None:  # noqa: FBT001
    key_before, serial_before = key_and_certificate(host)
    converge(pki_renew=renew)
    key, serial = key_and_certificate(host)
    assert (key != key_before, serial != serial_before) == (new_key, True)
