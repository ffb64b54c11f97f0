from collections.abc import Iterator

import httpx
import pytest
from browser import plain


@pytest.fixture
def shop(address: str) -> Iterator[httpx.Client]:
    """A client on the control host, which is no trusted web server."""
    with plain(f"http://{address}:8080/shop", seconds=20) as client:
        yield client
