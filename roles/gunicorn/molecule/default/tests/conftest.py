from collections.abc import Callable

import httpx
import pytest


@pytest.fixture
def ask(address: str) -> Callable[..., dict[str, object]]:
    """Ask the application through what is in front of it, over a connection of its own."""

    def asked(path: str = "/", headers: dict[str, str] | None = None) -> dict[str, object]:
        answer = httpx.get(f"http://{address}{path}", headers=headers, timeout=10)
        answer.raise_for_status()
        return dict(answer.json())

    return asked
