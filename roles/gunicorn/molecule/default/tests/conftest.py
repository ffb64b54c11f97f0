from collections.abc import Callable

import httpx
import pytest


@pytest.fixture
def ask(address: str) -> Callable[..., dict[str, object]]:
    """Ask the application through what is in front of it, over a connection of its own.

    Like any web server in front, it asks once more when the connection ends without an answer: a worker that is told to
    go closes those on which it has read nothing yet.
    """

    def asked(path: str = "/", headers: dict[str, str] | None = None) -> dict[str, object]:
        try:
            answer = httpx.get(f"http://{address}{path}", headers=headers, timeout=10)
        except httpx.RemoteProtocolError:
            answer = httpx.get(f"http://{address}{path}", headers=headers, timeout=10)
        answer.raise_for_status()
        return dict(answer.json())

    return asked
