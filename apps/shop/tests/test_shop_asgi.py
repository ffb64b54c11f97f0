"""The shop in an event loop."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from asgi_visitor import Answer, ask
from django.core.exceptions import RequestAborted
from django.db import connections
from django.test import override_settings
from problem_shape import assert_problem

from shop.asgi import ShopHandler

SHOP = Path(__file__).parents[1]
POST = {"method": "POST", "headers": [("Content-Type", "application/json")]}
LARGEST_BODY = 65_536


@pytest.fixture
def application() -> Iterator[ShopHandler]:
    with override_settings(SHOP_MODEL="asgi", ROOT_URLCONF="shop.async_urls"):
        yield ShopHandler()


def answer(application: ShopHandler, target: str, **request: Any) -> Answer:
    return asyncio.run(ask(application, target, **request))


def test_whoami_tells_who_answers(application: ShopHandler) -> None:
    """The same fields as from every other server, though nothing here speaks WSGI."""
    headers = [("X-Request-ID", "r-1"), ("X-Forwarded-For", "198.51.100.7"), ("X-Forwarded-Proto", "https")]
    fields = answer(application, "/wsgi/whoami", headers=headers).json()
    server, version = fields.pop("server").split("/")
    assert (server, version[0].isdigit()) == ("uvicorn", True)
    assert fields == {
        "machine": "desk",
        "model": "asgi",
        "version": "2.1",
        "pid": os.getpid(),
        "thread": threading.current_thread().name,
        "requests": 1,
        "client": "198.51.100.7",
        "scheme": "https",
        "request_id": "r-1",
    }


def test_waiting_requests_hold_no_threads(application: ShopHandler) -> None:
    """Two hundred wait at the same time, in one thread."""
    threads: list[int] = []

    async def crowd() -> list[Answer]:
        waiting = asyncio.gather(*(ask(application, "/wsgi/slow?ms=300") for _ in range(200)))
        while not waiting.done():
            threads.append(threading.active_count())
            await asyncio.sleep(0.02)
        return await waiting

    before, began = threading.active_count(), monotonic()
    answers = asyncio.run(crowd())
    assert monotonic() - began < 2
    assert [200] * 200 == [answer.status for answer in answers]
    # One of asgiref's closes the answers.
    assert max(threads) <= before + 1


@pytest.mark.parametrize("target", ["/wsgi/hello?name=%FF", "/wsgi/hello?name=\xff", "/wsgi/slow?ms=10001"])
def test_a_malformed_query_is_refused_as_everywhere(application: ShopHandler, target: str) -> None:
    """Django's own handler would answer the second one by itself."""
    assert_problem(400, answer(application, target))


def test_other_methods_and_paths_are_refused_as_everywhere(application: ShopHandler) -> None:
    """405 with the allowed ones, and 404."""
    refused = answer(application, "/wsgi/slow", method="POST")
    assert_problem(405, refused)
    assert refused["Allow"] == "GET, HEAD"
    assert_problem(404, answer(application, "/wsgi/nothing"))


@pytest.mark.parametrize(("size", "status"), [(LARGEST_BODY, 400), (LARGEST_BODY + 1, 413), (4_000_000, 413)])
@pytest.mark.parametrize("announced", [True, False])
def test_a_body_that_is_too_large_is_refused(
    application: ShopHandler, size: int, status: int, *, announced: bool
) -> None:
    """The largest that is taken is looked at, and is no JSON here."""
    pieces = [b"x" * min(60_000, size - start) for start in range(0, size, 60_000)]
    headers = [*POST["headers"], *([("Content-Length", str(size))] if announced else [])]
    assert_problem(status, answer(application, "/wsgi/orders", method="POST", headers=headers, pieces=pieces))


def test_of_a_large_body_little_is_kept(application: ShopHandler) -> None:
    """And after a mebibyte no more is read before the answer."""
    given = 0

    async def receive() -> dict[str, Any]:
        nonlocal given
        given += 60_000
        return {"type": "http.request", "body": b"x" * 60_000, "more_body": True}

    body = asyncio.run(application.read_body(receive))
    assert len(body.read()) == LARGEST_BODY + 1
    assert given <= 1_048_576 + 60_000


def test_a_client_that_leaves_in_its_body_gets_no_answer(application: ShopHandler) -> None:
    """There is nobody to read it, and no order is taken."""

    async def leave() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    with pytest.raises(RequestAborted):
        asyncio.run(application.read_body(leave))


def test_events_come_one_by_one(application: ShopHandler) -> None:
    """Each when it is time, none held back."""
    streamed = answer(application, "/wsgi/stream?events=3&ms=50", headers=[("X-Request-ID", "r-1")])
    events = [json.loads(event.removeprefix("data: ")) for event in streamed.content.decode().split("\n\n")[:-1]]
    same = {"machine": "desk", "model": "asgi", "request_id": "r-1"}
    assert [{"number": number, **same} for number in (1, 2, 3)] == events
    assert all(later - earlier >= 0.045 for earlier, later in pairwise(streamed.arrivals))
    expected = ("text/event-stream", "no", "no-store")
    assert expected == (streamed["Content-Type"], streamed["X-Accel-Buffering"], streamed["Cache-Control"])


def test_a_stream_ends_when_its_client_leaves(application: ShopHandler) -> None:
    """Not after its hundredth event."""
    began = monotonic()
    streamed = answer(application, "/wsgi/stream?events=100&ms=100", stays=0.25)
    assert monotonic() - began < 2
    assert 1 <= len(streamed.arrivals) <= 4


@pytest.mark.parametrize("query", ["", "events=1", "ms=1", "events=0&ms=1", "events=101&ms=1", "events=1&ms=1001"])
def test_other_streams_are_refused(application: ShopHandler, query: str) -> None:
    """1 to 100 events, 0 to 1000 milliseconds apart."""
    assert_problem(400, answer(application, f"/wsgi/stream?{query}"))


def test_a_stream_is_only_for_get(application: ShopHandler) -> None:
    """A HEAD would have to wait for nothing."""
    refused = answer(application, "/wsgi/stream?events=1&ms=1", method="HEAD")
    assert (405, "GET") == (refused.status, refused["Allow"])


@pytest.mark.usefixtures("_tables")
def test_the_database_is_asked_in_a_thread(application: ShopHandler, caplog: pytest.LogCaptureFixture) -> None:
    """And its statements are counted as everywhere."""
    caplog.set_level("INFO", "shop")
    assert answer(application, "/wsgi/healthz").json() == {"status": "ok", "database": "ok"}
    (record,) = caplog.records
    assert record.fields["database_ms"] > 0


def test_the_pool_is_closed_when_the_server_ends(application: ShopHandler, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the server learns when that is done."""
    story: list[str] = []
    backend = type(connections["default"])
    monkeypatch.setattr(backend, "close_pool", lambda _: story.append("pool closed"), raising=False)
    news = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]

    async def receive() -> dict[str, str]:
        return news.pop(0)

    async def send(message: dict[str, str]) -> None:
        story.append(message["type"])

    asyncio.run(application({"type": "lifespan"}, receive, send))
    assert story == ["lifespan.startup.complete", "pool closed", "lifespan.shutdown.complete"]


def test_uvicorn_ends_soon_after_it_is_told() -> None:
    """Though a client keeps its connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "shop.asgi:application", f"--port={port}", "--log-level=warning"]
    variables = os.environ | {"PYTHONPATH": f"{SHOP}:{SHOP}/tests", "SHOP_MODEL": "asgi"}
    with subprocess.Popen(command, env=variables) as server:
        try:
            with connected(port) as kept:
                kept.sendall(b"GET /wsgi/whoami HTTP/1.1\r\nHost: desk\r\n\r\n")
                assert kept.recv(100).startswith(b"HTTP/1.1 200")
                server.send_signal(signal.SIGTERM)
                server.wait(timeout=5)
        finally:
            server.kill()


def connected(port: int) -> socket.socket:
    deadline = monotonic() + 20
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port))
        except ConnectionRefusedError:
            if monotonic() > deadline:
                raise
            sleep(0.05)
