"""The shop as an ASGI application."""

import os
from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import Any

import django
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse

from shop.limits import BODY_BYTES, DISCARDED_BYTES

_Message = dict[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]


class ShopHandler(ASGIHandler):
    """Django's handler, which holds neither a thread nor a large body for a request that waits."""

    async def __call__(self, scope: _Message, receive: _Receive, send: _Send) -> None:
        match scope["type"]:
            case "http":
                # Django would keep a thread for each request, for views that are not asynchronous; there is none.
                await self.handle(scope, receive, send)
            case "lifespan":
                await _live(receive, send)
            case _:
                await super().__call__(scope, receive, send)

    async def read_body(self, receive: _Receive) -> BytesIO:
        """The body, or of a large one as much as shows that it is too large."""
        body, size, more = BytesIO(), 0, True
        while more and size <= DISCARDED_BYTES:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise RequestAborted
            piece = message.get("body", b"")
            size += len(piece)
            body.write(piece[: BODY_BYTES + 1 - body.tell()])
            more = message.get("more_body", False)
        body.seek(0)
        return body

    async def listen_for_disconnect(self, receive: _Receive) -> None:
        """Wait until the client is gone; what still comes of a body that was too large is thrown away."""
        while (await receive())["type"] != "http.disconnect":
            pass
        raise RequestAborted

    def create_request(self, scope: _Message, body_file: BytesIO) -> tuple[HttpRequest | None, HttpResponse | None]:
        # As bytes, Django would decode it, and answer by itself where that fails; WSGI has it like this.
        query = scope["query_string"].decode("latin-1")
        created: tuple[HttpRequest | None, HttpResponse | None] = super().create_request(
            {**scope, "query_string": query}, body_file
        )
        return created


async def _live(receive: _Receive, send: _Send) -> None:
    """Begin and end with the server. It ends by a signal that leaves no other chance to say goodbye."""
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    if hasattr(connection, "close_pool"):
        connection.close_pool()
    await send({"type": "lifespan.shutdown.complete"})


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup(set_prefix=False)
application = ShopHandler()
