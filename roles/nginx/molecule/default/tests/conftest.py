from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from browser import browser


@pytest.fixture
def web(address: str, authority: Path) -> Iterator[httpx.Client]:
    """A browser that opens the machine's own name over HTTPS."""
    with browser(address, "web", authority / "root.crt") as client:
        yield client


@pytest.fixture
def plain(address: str, authority: Path) -> Iterator[httpx.Client]:
    """The same over plain HTTP."""
    with browser(address, "web", authority / "root.crt", "http") as client:
        yield client
