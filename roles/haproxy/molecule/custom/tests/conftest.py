from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from browser import browser


@pytest.fixture
def visitor(address: str, authority: Path) -> Iterator[httpx.Client]:
    """Somebody out there who opens the site over TLS and trusts the scenario's root alone."""
    with browser(address, "www.example.test", authority / "root.crt") as client:
        yield client
