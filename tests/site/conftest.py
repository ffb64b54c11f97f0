"""What the site tests share: the machines of the running lab and its front door."""

import signal
from collections.abc import Iterator
from types import FrameType

import httpx
import pytest
from front_door import visitor
from lab import LAYOUT, TOPOLOGY
from machines import Machines
from stopped import StoppedServices

from waslab import ssh
from waslab.processes import Processes

NOT_JUDGED = 2


def pytest_sessionstart() -> None:
    """A polite kill ends the tests as Ctrl-C does: what they stopped is started again."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)


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
def stopped_services(machines: Machines) -> StoppedServices:
    return StoppedServices(machines, LAYOUT.kept)


@pytest.fixture(scope="session")
def front_door() -> Iterator[httpx.Client]:
    """One browser for all tests that do not mind which connection they use."""
    with visitor() as browser:
        yield browser
