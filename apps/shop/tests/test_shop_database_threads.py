import asyncio
import threading
from time import sleep
from typing import Any

import pytest

from shop.database_threads import DatabaseThreads
from shop.limits import database_time, seconds_for_statement
from shop.problems import Problem

REQUEST: Any = None
LONG_SECONDS = 10


class Work:
    """Begins in a thread, and goes on until it is told to end."""

    def __init__(self) -> None:
        self._begun, self._told = threading.Event(), threading.Event()

    def __call__(self, _: Any) -> None:
        self._begun.set()
        self._told.wait(LONG_SECONDS)

    async def begins(self) -> None:
        assert await asyncio.to_thread(self._begun.wait, LONG_SECONDS)

    def end(self) -> None:
        self._told.set()


def test_no_more_work_at_once_than_threads() -> None:
    """So no more connections are asked for than there are."""
    running, most = 0, 0
    lock = threading.Lock()

    def view(_: Any) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        sleep(0.02)
        with lock:
            running -= 1

    async def crowd() -> None:
        threads = DatabaseThreads(2)
        await asyncio.gather(*(threads.run(view, REQUEST) for _ in range(10)))

    asyncio.run(crowd())
    assert most == 2


def test_whose_turn_does_not_come_is_told_so() -> None:
    """503 with the time to try again, when its time for the database is over."""

    async def two() -> None:
        threads, work = DatabaseThreads(1), Work()
        first = asyncio.create_task(threads.run(work, REQUEST))
        await work.begins()
        with database_time(0.05), pytest.raises(Problem) as refusal:
            await threads.run(lambda _: None, REQUEST)
        assert (503, "1") == (refusal.value.status, refusal.value.headers["Retry-After"])
        work.end()
        await first

    asyncio.run(two())


def test_the_time_of_a_request_goes_with_it_to_its_thread() -> None:
    """And does not stay there for the next."""

    async def two() -> tuple[float, float]:
        threads = DatabaseThreads(1)
        with database_time(1):
            first = await threads.run(lambda _: seconds_for_statement(), REQUEST)
        return first, await threads.run(lambda _: seconds_for_statement(), REQUEST)

    limited, unlimited = asyncio.run(two())
    assert 0.5 < limited <= 1 < unlimited


def test_a_turn_ends_with_its_work() -> None:
    """Not when the client leaves: the thread is busy all the same."""

    async def two() -> None:
        threads, work = DatabaseThreads(1), Work()
        first = asyncio.create_task(threads.run(work, REQUEST))
        await work.begins()
        first.cancel()
        with database_time(0.1), pytest.raises(Problem):
            await threads.run(lambda _: None, REQUEST)
        work.end()
        await threads.run(lambda _: None, REQUEST)

    asyncio.run(two())
