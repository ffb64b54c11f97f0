from collections.abc import Callable
from contextlib import suppress

import httpx
import pytest

FURTHER_TRIES = 4


@pytest.fixture
def ask(address: str) -> Callable[..., dict[str, object]]:
    """Ask the application through what is in front of it, over a connection of its own.

    Like any web server in front, it asks again when the connection ends without an answer: workers that are told to go
    close those on which they have read nothing yet.
    """

    def asked_once(path: str, headers: dict[str, str] | None) -> dict[str, object]:
        answer = httpx.get(f"http://{address}{path}", headers=headers, timeout=10)
        answer.raise_for_status()
        return dict(answer.json())

    def asked(path: str = "/", headers: dict[str, str] | None = None) -> dict[str, object]:
        for _ in range(FURTHER_TRIES):
            with suppress(httpx.RemoteProtocolError):
                return asked_once(path, headers)
        return asked_once(path, headers)

    return asked
