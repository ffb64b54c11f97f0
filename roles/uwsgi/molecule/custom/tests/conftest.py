from collections.abc import Iterator

import httpx
import pytest
from browser import plain


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with plain(f"http://{address}/tenant/", seconds=20) as client:
        yield client
