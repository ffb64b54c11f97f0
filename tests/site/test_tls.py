"""Every hop that speaks TLS: who it proves to be, to whom, and how old a protocol it still takes."""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import tls_probe
from lab import LAYOUT, NETWORK, TOPOLOGY
from machines import Machines

from waslab.matrix import policy
from waslab.topology import HOST

PROBE = Path(tls_probe.__file__)
ROOT_ON_MACHINES = "/etc/waslab/pki/root.crt"
DAYS_LEFT = 20
"""The pki role renews earlier than that."""


@dataclass(frozen=True)
class Hop:
    """A connection that the lab's traffic takes, from a machine (or the host) to a server by its name."""

    source: str
    target: str
    name: str
    port: int
    postgresql: bool = False

    @property
    def question(self) -> dict[str, object]:
        """What the probe wants to know."""
        asked = {key: value for key, value in asdict(self).items() if key not in {"source", "target"}}
        root = str(LAYOUT.root_certificate) if self.source == HOST else ROOT_ON_MACHINES
        address = str(TOPOLOGY.machine(self.target).address)
        return {**asked, "address": address, "wrong_name": f"not-{self.name}", "root": root}


def hops() -> list[Hop]:
    """The flows whose target speaks TLS, with the name by which the source asks for it."""
    ports = NETWORK.service_ports
    https, postgresql = ports["https"], ports["postgresql"]
    return [
        Hop(
            source,
            target.name,
            NETWORK.lab_public_name if target.group == "proxies" else target.name,
            port,
            postgresql=port == postgresql,
        )
        for target in TOPOLOGY.machines
        for source in policy.sources(TOPOLOGY)
        if source != target.name
        for port in sorted(policy.allowed_ports(TOPOLOGY, source, target) & {https, postgresql})
    ]


every_hop = pytest.mark.parametrize("hop", hops(), ids=lambda hop: f"{hop.source}-{hop.target}:{hop.port}")
every_machine = pytest.mark.parametrize("name", TOPOLOGY.names)

Findings: TypeAlias = dict[Hop, dict[str, Any]]


@pytest.fixture(scope="module")
def found(machines: Machines) -> Findings:
    """What the probe found at each hop, by one run of it on each machine."""
    by_source: dict[str, list[Hop]] = {}
    for hop in hops():
        by_source.setdefault(hop.source, []).append(hop)

    def probe(source: str) -> list[dict[str, Any]]:
        questions = [hop.question for hop in by_source[source]]
        answers: list[dict[str, Any]] = (
            json.loads(subprocess.check_output([sys.executable, PROBE, json.dumps(questions)]))
            if source == HOST
            else machines.python(source, PROBE, questions)
        )
        return answers

    answers = machines.everywhere(probe, by_source)
    return {
        hop: answer for source, asked in by_source.items() for hop, answer in zip(asked, answers[source], strict=True)
    }


@every_hop
def test_the_chain_and_the_name_are_verified(hop: Hop, found: Findings) -> None:
    assert found[hop]["verified"] == ""


@every_hop
def test_a_wrong_name_is_refused(hop: Hop, found: Findings) -> None:
    assert "Hostname mismatch" in found[hop]["wrong name"]


@every_hop
def test_who_does_not_know_the_root_trusts_nobody(hop: Hop, found: Findings) -> None:
    assert "unable to get local issuer certificate" in found[hop]["unknown root"]


@every_hop
@pytest.mark.parametrize("version", ["TLSv1", "TLSv1.1"])
def test_an_old_protocol_is_refused_by_the_server(hop: Hop, version: str, found: Findings) -> None:
    """The reason is the server's own alert, not the client's reluctance."""
    assert found[hop][version] == "TLSV1_ALERT_PROTOCOL_VERSION"


@every_hop
@pytest.mark.parametrize("version", ["TLSv1.2", "TLSv1.3"])
def test_a_current_protocol_is_spoken(hop: Hop, version: str, found: Findings) -> None:
    assert found[hop][version] == ""


@every_hop
def test_both_sides_agree_on_the_newest_protocol(hop: Hop, found: Findings) -> None:
    assert found[hop]["version"] == "TLSv1.3"


@every_hop
def test_the_certificate_does_not_end_soon(hop: Hop, found: Findings) -> None:
    assert found[hop]["days_left"] > DAYS_LEFT


@pytest.mark.parametrize("hop", [hop for hop in hops() if hop.postgresql], ids=lambda hop: f"{hop.source}-{hop.target}")
def test_the_database_takes_nothing_in_the_clear(hop: Hop, found: Findings) -> None:
    """A client that may connect is turned away before it is asked for its password."""
    assert "no encryption" in found[hop]["in the clear"]


@every_machine
def test_the_keys_are_for_root_and_the_key_group(name: str, machines: Machines) -> None:
    found = machines[name].check_output("cd /etc/waslab/pki && stat --format '%n %U %G %a' leaf.key leaf.pem")
    assert found.splitlines() == ["leaf.key root ssl-cert 640", "leaf.pem root ssl-cert 640"]


@every_machine
def test_nobody_else_reads_the_key(name: str, machines: Machines) -> None:
    """The folder is open, the key is not."""
    look = "cd / && runuser -u nobody -- find /etc/waslab/pki -type f -readable -printf '%f '"
    readable = machines[name].check_output(look)
    assert sorted(readable.split()) == ["chain.crt", "root.crt"]


@every_machine
def test_the_machines_own_programs_trust_the_root(name: str, machines: Machines) -> None:
    """The root is in the system's store, so curl on a machine needs no option to trust the lab."""
    done = machines[name].run("openssl verify -untrusted /etc/waslab/pki/chain.crt /etc/waslab/pki/chain.crt")
    assert done.stdout.strip().endswith(": OK"), done.stderr
