from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from browser import browser
from machines import Machines
from testinfra.host import Host


@pytest.fixture
def visitor(address: str, authority: Path) -> Iterator[httpx.Client]:
    """Somebody out there who opens the site over TLS and trusts the scenario's root alone."""
    with browser(address, "proxy", authority / "root.crt") as client:
        yield client


@pytest.fixture(scope="session")
def web(machines: Machines) -> Host:
    return machines["web"]
