"""Tells by whom it was asked, which process it is, and its settings."""

import json
import os
from collections.abc import Awaitable, Callable
from typing import Any

Message = dict[str, Any]


async def tell(
    scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    if scope["type"] != "http":
        raise NotImplementedError(scope["type"])
    while (await receive()).get("more_body"):
        pass
    told = {"client": scope["client"][0], "process": os.getpid(), "environment": dict(os.environ)}
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": json.dumps(told).encode()})
