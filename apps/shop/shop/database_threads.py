"""Database work of an event loop: drivers wait in their thread, so it is done in threads, and only in so many."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

from shop.limits import POOL_SECONDS, seconds_for_statement
from shop.problems import database_silent


class DatabaseThreads:
    """As many threads as the pool has connections.

    A request waits for its turn in the event loop, where waiting takes no thread, and no longer than for a connection.
    """

    def __init__(self, size: int) -> None:
        self._free = asyncio.Semaphore(size)
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="database")

    async def run(self, view: Callable[..., HttpResponse], request: HttpRequest, **captured: Any) -> HttpResponse:
        """What the view answers, from one of the threads.

        :raises Problem: 503 when none was free in time.
        """
        try:
            async with asyncio.timeout(min(POOL_SECONDS, seconds_for_statement())):
                await self._free.acquire()
        except TimeoutError as error:
            raise database_silent() from error
        work = partial(copy_context().run, _and_give_back, view, request, **captured)
        answer = asyncio.get_running_loop().run_in_executor(self._threads, work)
        answer.add_done_callback(lambda _: self._free.release())
        # A client that goes away stops nothing in a thread, so the turn ends with the work and not with the request.
        return await asyncio.shield(answer)


def _and_give_back(view: Callable[..., HttpResponse], request: HttpRequest, **captured: Any) -> HttpResponse:
    """Leave the thread without a connection, which others can have then."""
    try:
        return view(request, **captured)
    finally:
        connection.close()
