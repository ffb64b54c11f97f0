"""The smallest application that tells what it was asked, and by which process; it reads the whole request first."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

WORD = "hello"

Message = dict[str, Any]


async def application(
    scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    if scope["type"] != "http":
        raise NotImplementedError(scope["type"])
    read, more = 0, True
    while more:
        message = await receive()
        read, more = read + len(message["body"]), message["more_body"]
    await asyncio.sleep(float(parse_qs(scope["query_string"].decode()).get("seconds", ["0"])[0]))
    seen = {name: scope[name] for name in ("path", "scheme", "client")}
    told = {"word": WORD, "process": str(os.getpid()), "read": read, **seen}
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(told).encode()})
