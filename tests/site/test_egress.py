"""Egress control: with the switch on, the machines that run the shop reach the outside through the forward proxy alone.

The tests run with it turned and then as the inventory has it, so a run after one that was killed leaves it there, too.
"""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from browsing import browse, through_squid
from egress import ONE_OF_EACH, Switch
from lab import NETWORK, TOPOLOGY, only_machine
from machines import Machines
from outside import Outside, serving

from waslab.matrix import policy, scan
from waslab.topology import Machine

pytestmark = pytest.mark.reconfigures

PROXY = only_machine("proxies")
CONNECT_SECONDS = 1.8
"""Time for a second SYN, which a sender repeats after one second when the first was lost."""

every_kind = pytest.mark.parametrize("machine", ONE_OF_EACH, ids=lambda machine: machine.name)


@pytest.fixture(scope="module")
def outside(machines: Machines) -> Iterator[Outside]:
    with serving(machines) as server:
        yield server


@pytest.fixture(scope="module")
def switch(machines: Machines) -> Iterator[Switch]:  # noqa: ARG001 - nothing is turned on machines that do not answer
    switch = Switch()
    try:
        yield switch
    finally:
        switch.turn_back()


@pytest.fixture(
    scope="module",
    params=[not NETWORK.egress_control, NETWORK.egress_control],
    ids=lambda on: "controlled" if on else "free",
)
def controlled(request: pytest.FixtureRequest, switch: Switch) -> bool:
    switch.turn(on=request.param)
    return bool(request.param)


@every_kind
def test_only_without_control_a_machine_reaches_the_outside_itself(
    machine: Machine, machines: Machines, outside: Outside, *, controlled: bool
) -> None:
    page = outside.page()
    answer = browse(machines, machine.name, page, f"--connect-timeout {CONNECT_SECONDS}")
    assert answer.status == ("000" if controlled else "200")
    seen = [] if controlled else [str(machine.address)]
    assert [arrival.client for arrival in outside.arrived(page)] == seen


@every_kind
def test_the_forward_proxy_fetches_for_it(
    machine: Machine, machines: Machines, outside: Outside, *, controlled: bool
) -> None:
    page = outside.page()
    assert through_squid(machines, machine.name, page).status == "200", f"controlled: {controlled}"
    assert [arrival.client for arrival in outside.arrived(page)] == [str(PROXY.address)]


@every_kind
def test_apt_knows_the_way_out(machine: Machine, machines: Machines, outside: Outside, *, controlled: bool) -> None:
    page = outside.page()
    machines[machine.name].check_output("/usr/lib/apt/apt-helper download-file %s /tmp/page && rm /tmp/page", page)
    way = PROXY if controlled else machine
    assert [arrival.client for arrival in outside.arrived(page)] == [str(way.address)]


def test_the_machines_reach_each_other_as_before(machines: Machines, *, controlled: bool) -> None:
    """New connections: those that were open go on anyway."""
    addresses = {machine.name: str(machine.address) for machine in TOPOLOGY.machines}
    question = {
        "addresses": [*addresses.values()],
        "ports": sorted(NETWORK.service_ports.values()),
        "seconds": CONNECT_SECONDS,
    }
    names = [machine.name for machine in ONE_OF_EACH]
    found = machines.everywhere(lambda name: machines.python(name, Path(scan.__file__), [question])[0], names)
    opened = {
        (source, target.name): {int(port) for port, state in ports[addresses[target.name]].items() if state == "open"}
        for source, ports in found.items()
        for target in TOPOLOGY.machines
        if target.name != source
    }
    assert opened == {
        (source, target): policy.allowed_ports(TOPOLOGY, source, TOPOLOGY.machine(target)) for source, target in opened
    }, f"controlled: {controlled}"


@pytest.mark.parametrize("prefix", NETWORK.execution_models)
def test_the_shop_answers_with_its_database(prefix: str, front_door: httpx.Client, *, controlled: bool) -> None:
    told = front_door.get(f"/{prefix}/healthz")
    assert (told.status_code, told.json()["database"]) == (200, "ok"), f"controlled: {controlled}"
