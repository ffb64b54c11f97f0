"""What the security tests share with the site tests: the machines of the running lab and its front door."""

import fcntl
from collections.abc import Iterator

import pytest
from lab import LAYOUT
from lab_fixtures import front_door, machines

__all__ = ["front_door", "machines"]


@pytest.fixture(scope="module")
def alone_on_the_desk() -> Iterator[None]:
    """One file of tests at a time: a crowd from the desk leaves no connection to others there."""
    with (LAYOUT.kept / "desk.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
