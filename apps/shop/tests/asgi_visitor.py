"""A client that speaks ASGI to the shop, in the same process."""

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any


@dataclass
class Answer:
    """What came back; ``arrivals`` has the moment of each piece of the body."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""
    arrivals: list[float] = field(default_factory=list)

    @property
    def status_code(self) -> int:
        return self.status

    def __getitem__(self, name: str) -> str:
        return self.headers[name.lower()]

    def json(self) -> Any:
        return json.loads(self.content)


async def ask(  # noqa: PLR0913 - a request has as many parts
    application: Any,
    target: str,
    *,
    method: str = "GET",
    headers: Iterable[tuple[str, str]] = (),
    pieces: Sequence[bytes] = (b"",),
    stays: float = 60,
) -> Answer:
    """Send a request whose body comes in pieces, and stay so many seconds for the answer."""
    path, _, query = target.partition("?")
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "query_string": query.encode("latin-1"),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
        "client": ("192.0.2.30", 1),
        "server": ("192.0.2.51", 8001),
    }
    answer, left = Answer(), list(pieces)

    async def receive() -> dict[str, Any]:
        if left:
            return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}
        await asyncio.sleep(stays)
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode().lower(): value.decode() for name, value in message["headers"]}
        elif message.get("body"):
            answer.content += message["body"]
            answer.arrivals.append(monotonic())

    await application(scope, receive, send)
    return answer
