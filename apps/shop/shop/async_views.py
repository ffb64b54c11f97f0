"""The endpoints of apps/CONTRACT.md for an event loop: nothing waits in it.

What only computes runs in the loop, what asks the database in a thread.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from shop import parsing, views
from shop.database_threads import DatabaseThreads
from shop.limits import HEALTH_SECONDS, database_time
from shop.views import check_method, json_response, who_answers

_View = Callable[..., HttpResponse]
_AsyncView = Callable[..., Awaitable[HttpResponse]]

_threads = DatabaseThreads(settings.SHOP_DATABASE_POOL_SIZE)


def _in_the_loop(view: _View) -> _AsyncView:
    @wraps(view)
    async def answer(request: HttpRequest, **captured: Any) -> HttpResponse:
        return view(request, **captured)

    return answer


def _in_a_thread(view: _View) -> _AsyncView:
    @wraps(view)
    async def answer(request: HttpRequest, **captured: Any) -> HttpResponse:
        return await _threads.run(view, request, **captured)

    return answer


whoami = _in_the_loop(views.whoami)
hello = _in_the_loop(views.hello)
visits = _in_a_thread(views.visits)
orders = _in_a_thread(views.orders)
order = _in_a_thread(views.order)


async def slow(request: HttpRequest) -> HttpResponse:
    """Waits, while the event loop goes on with other requests."""
    check_method(request, "GET", "HEAD")
    milliseconds = parsing.pause(request)
    await asyncio.sleep(milliseconds / 1000)
    return json_response({"ms": milliseconds, **who_answers(request)})


async def healthz(request: HttpRequest) -> HttpResponse:
    # The turn among the threads is part of the time.
    with database_time(HEALTH_SECONDS):
        return await _threads.run(views.healthz, request)


async def stream(request: HttpRequest) -> StreamingHttpResponse:
    check_method(request, "GET")
    events = _events(parsing.events(request), parsing.interval(request) / 1000, who_answers(request))
    # Nginx would wait for a full buffer.
    return StreamingHttpResponse(events, content_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def _events(count: int, seconds: float, fields: dict[str, object]) -> AsyncIterator[str]:
    for number in range(1, count + 1):
        if number > 1:
            await asyncio.sleep(seconds)
        yield f"data: {json.dumps({'number': number, **fields})}\n\n"
