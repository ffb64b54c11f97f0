import pytest


@pytest.fixture
def proxy(address: str) -> str:
    return f"http://{address}:3128"
