from collections.abc import Iterator

import httpx
import pytest


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"http://{address}/tenant/", timeout=20) as client:
        yield client
