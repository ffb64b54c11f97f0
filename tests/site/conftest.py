"""What the site tests share: the machines of the running lab and its front door."""

import signal
from types import FrameType

import pytest
from lab import LAYOUT
from lab_fixtures import front_door, machines
from machines import Machines
from stopped import StoppedServices

__all__ = ["front_door", "machines"]


def pytest_sessionstart() -> None:
    """A polite kill ends the tests as Ctrl-C does: what they stopped is started again."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)


@pytest.fixture(scope="session")
def stopped_services(machines: Machines) -> StoppedServices:
    return StoppedServices(machines, LAYOUT.kept)
