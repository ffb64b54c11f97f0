"""Who can connect where: exactly what the table of flows in network.yml allows."""

import json
from collections.abc import Iterator

import pytest
from lab import LAYOUT, NETWORK, TOPOLOGY, only_machine
from machines import Machines

from waslab import cli
from waslab.matrix import Matrix, OverSSH, draw_up, policy
from waslab.matrix.ways import Family
from waslab.processes import Processes
from waslab.topology import HOST, Machine

CLIENT, DATABASE = only_machine("clients"), only_machine("databases")
POSTGRESQL = NETWORK.service_ports["postgresql"]
LET_IN = f"nft insert rule inet filter input ip saddr {CLIENT.address} tcp dport {POSTGRESQL} accept"

every_machine = pytest.mark.parametrize("machine", TOPOLOGY.machines, ids=lambda machine: machine.name)


@pytest.fixture(scope="module")
def matrix(machines: Machines) -> Matrix:  # noqa: ARG001 - nothing is looked at while machines do not answer
    return draw_up(TOPOLOGY, OverSSH(LAYOUT, Processes(), TOPOLOGY))


@pytest.mark.parametrize("source", policy.sources(TOPOLOGY))
@every_machine
def test_what_the_table_allows_is_open_and_the_rest_is_silent(source: str, machine: Machine, matrix: Matrix) -> None:
    """By every way: both networks, IPv4 and IPv6, TCP and UDP. A machine finds what it does not serve refused."""
    differing = [one for one in matrix.differences if (one.way.source, one.way.target) == (source, machine.name)]
    assert differing == [], "\n".join(matrix.sentences)


@pytest.mark.parametrize("source", policy.sources(TOPOLOGY))
@every_machine
def test_every_machine_is_tried_by_both_families(source: str, machine: Machine, matrix: Matrix) -> None:
    """A way that was not tried would hold by itself. This computer may have no IPv6."""
    tried = {way.family for way, _ in matrix.seen if (way.source, way.target) == (source, machine.name)}
    assert tried >= ({Family.IPV4} if source in {HOST, machine.name} else {*Family})


@every_machine
def test_nothing_listens_outside_the_table(machine: Machine, matrix: Matrix) -> None:
    assert [one for one in matrix.unknown_listeners if one.machine == machine.name] == []


@pytest.fixture
def _let_in(machines: Machines) -> Iterator[None]:
    """The firewall of the database lets the learner's desk in."""
    machines[DATABASE.name].check_output(LET_IN)
    try:
        yield
    finally:
        machines[DATABASE.name].check_output("systemctl restart nftables")


@pytest.mark.usefixtures("_let_in")
def test_a_way_that_the_table_does_not_have_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.run(["matrix", "--json"])
    told, said = capsys.readouterr()
    (difference,) = json.loads(told)["differences"]
    assert code == 1
    assert (difference["source"], difference["target"], difference["port"]) == (CLIENT.name, DATABASE.name, POSTGRESQL)
    assert f"port {POSTGRESQL} (postgresql) on {DATABASE.name} is open to {CLIENT.name}" in said
