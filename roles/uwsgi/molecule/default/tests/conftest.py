from collections.abc import Callable

import httpx
import pytest


@pytest.fixture
def ask(address: str) -> Callable[..., dict[str, object]]:
    """Ask the application through the web server, over a connection of its own."""

    def asked(path: str = "", body: bytes = b"") -> dict[str, object]:
        answer = httpx.request("POST" if body else "GET", f"http://{address}/app/{path}", content=body, timeout=20)
        answer.raise_for_status()
        return dict(answer.json())

    return asked
