"""What the site tests share: the machines of the running lab and its front door."""

import signal
from collections.abc import Iterator
from types import FrameType

import front_door as http
import httpx
import pytest
from lab import LAYOUT, NETWORK, TOPOLOGY, only_machine
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
    with Machines(LAYOUT, TOPOLOGY) as reached:
        StoppedServices(reached, LAYOUT.kept).start_again()
        yield reached


@pytest.fixture(scope="session")
def stopped_services(machines: Machines) -> StoppedServices:
    return StoppedServices(machines, LAYOUT.kept)


@pytest.fixture(scope="session")
def front_door() -> Iterator[httpx.Client]:
    """A browser on this computer, at https://www.waslab.test."""
    name = NETWORK.lab_public_name
    address = str(only_machine("proxies").address)
    with http.client(LAYOUT.root_certificate, {name: address}, f"https://{name}") as client:
        yield client
