"""Every certificate is renewed, and the authority that issues them replaced, while visitors come in."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from asking import Asked, asking
from handshake import proof
from lab import LAYOUT, NETWORK, TOPOLOGY, only_machine
from machines import Machines
from plays import Played, play

pytestmark = pytest.mark.reconfigures

CHAIN = "/etc/waslab/pki/chain.crt"
ASKERS = {"webservers": "proxies", "databases": "gunicorns"}
"""From where a server is asked that this computer may not reach."""

SHOWN = (
    "openssl s_client -connect %s:%s -servername %s {} -CAfile /etc/waslab/pki/root.crt -verify_return_error </dev/null"
)
SERVERS = {"proxies": "https", "webservers": "https", "databases": "postgresql"}


@dataclass(frozen=True)
class Certificates:
    """The serial numbers that the servers show and that the machines hold, and the issuing certificate."""

    shown: dict[str, int]
    held: dict[str, str]
    issuing: bytes


@dataclass(frozen=True)
class Rotation:
    """What there was before and after, and what came of the same run again."""

    before: Certificates
    after: Certificates
    played: Played
    again: Played
    asked: Asked


def shown(machines: Machines) -> dict[str, int]:
    """The serial number that a client of each TLS server sees; it verifies the chain with the root alone."""
    return {group: serial(machines, group) for group in SERVERS}


def serial(machines: Machines, group: str) -> int:
    server, port = only_machine(group), NETWORK.service_ports[SERVERS[group]]
    if group == "proxies":
        return proof(str(server.address), port, NETWORK.lab_public_name, LAYOUT.root_certificate).serial_number
    asker = machines[TOPOLOGY.members(ASKERS[group])[0].name]
    command = SHOWN.format("-starttls postgres" if group == "databases" else "")
    told = asker.check_output(f"{command} 2>&1 | openssl x509 -noout -serial", server.name, str(port), server.name)
    return int(told.partition("=")[2], 16)


def held(machines: Machines) -> dict[str, str]:
    return machines.everywhere(lambda name: machines[name].check_output("openssl x509 -noout -serial -in %s", CHAIN))


def certificates(machines: Machines) -> Certificates:
    return Certificates(shown(machines), held(machines), (LAYOUT.kept / "pki/issuing.crt").read_bytes())


@pytest.fixture(scope="module")
def rotation(machines: Machines) -> Rotation:
    before = certificates(machines)
    moment = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    moments = {"pki_leaf_made_after": moment, "pki_issuing_made_after": moment}
    with asking() as asked:
        played = play("rotate-certs.yml", **moments)
    after = certificates(machines)
    return Rotation(before, after, played, play("rotate-certs.yml", **moments), asked)


def test_no_visitor_notices(rotation: Rotation) -> None:
    assert rotation.asked.failures == []


def test_every_machine_has_a_new_certificate(rotation: Rotation) -> None:
    assert rotation.played.code == 0, rotation.played.told
    before, after = rotation.before.held, rotation.after.held
    assert [name for name in before if before[name] == after[name]] == []


def test_the_issuing_authority_is_another(rotation: Rotation) -> None:
    assert rotation.before.issuing != rotation.after.issuing


@pytest.mark.parametrize("group", SERVERS)
def test_every_server_shows_its_new_certificate(group: str, rotation: Rotation) -> None:
    """Which its clients verify by the root that they have had all the time."""
    machine = only_machine(group).name
    assert rotation.after.shown[group] == int(rotation.after.held[machine].partition("=")[2], 16)


def test_a_second_run_changes_nothing(rotation: Rotation) -> None:
    assert (rotation.again.code, rotation.again.changed) == (0, set()), rotation.again.told
