"""Fixtures of all tests that look at the running lab: its machines and its front door."""

from collections.abc import Iterator

import httpx
import pytest
from front_door import visitor
from lab import LAYOUT, TOPOLOGY
from machines import Machines
from stopped import StoppedServices

from waslab import ssh
from waslab.processes import Processes

NOT_JUDGED = 2


@pytest.fixture(scope="session")
def machines() -> Iterator[Machines]:
    silent = [
        name for name, answers in ssh.all_reachable(LAYOUT, TOPOLOGY.machines, Processes()).items() if not answers
    ]
    if silent:
        pytest.exit(f"not judged: {', '.join(silent)} cannot be reached. Type: ./lab up", returncode=NOT_JUDGED)
    addresses = {machine.name: str(machine.address) for machine in TOPOLOGY.machines}
    with Machines(addresses, LAYOUT.ssh_key) as reached:
        StoppedServices(reached, LAYOUT.kept).start_again()
        yield reached


@pytest.fixture(scope="session")
def front_door() -> Iterator[httpx.Client]:
    """One browser for all tests that do not mind which connection they use."""
    with visitor() as browser:
        yield browser
