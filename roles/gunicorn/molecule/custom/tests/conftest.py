from collections.abc import Iterator

import httpx
import pytest


@pytest.fixture
def shop(address: str) -> Iterator[httpx.Client]:
    """A client on the control host, which is no trusted web server."""
    with httpx.Client(base_url=f"http://{address}:8080/shop", timeout=20) as client:
        yield client
