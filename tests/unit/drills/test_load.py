"""The load: at its rate whatever the answers take, and each order with a number that the database can tell."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from patience import eventually

from waslab.drills import answers, load
from waslab.drills.books import number_of

RUN = "drill-1"


def test_a_stall_does_not_keep_others_from_asking() -> None:
    """All twenty are under way before the first is answered."""

    async def stalled() -> int:
        asked = 0
        everybody = asyncio.Event()

        async def ask(_number: int, _intended: float) -> None:
            nonlocal asked
            asked += 1
            if asked == 20:
                everybody.set()
            await asyncio.wait_for(everybody.wait(), 10)

        await load.at_rate(1000, 20 / 1000, ask, asyncio.Event())
        return asked

    assert asyncio.run(stalled()) == 20


@pytest.mark.parametrize("number", [0, 1, 19, 20, 19_999, 20_000, 123_456])
def test_an_orders_number_can_be_told_from_what_it_buys(number: int) -> None:
    orders = {"url": "", "questions": [], "products": answers.PRODUCTS, "most_pieces": answers.MOST_PIECES}
    loading = load.Load(None, orders, 0.0)  # type: ignore[arg-type]
    loading.ordered = number
    _, more = loading.order({"product": RUN, "keyed": True})
    bought = more["json"]
    assert number_of(int(bought["product"].removeprefix(f"{RUN}-")), bought["quantity"]) == number
    assert more["headers"] == {"Idempotency-Key": f"{RUN}-{number}"}


class Shop(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    orders: ClassVar[list[bytes]] = []

    def do_GET(self) -> None:
        self._answer(200, {"machine": "gunicorn1", "pid": 7})

    def do_POST(self) -> None:
        self.orders.append(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(503, {"status": 503})

    def _answer(self, status: int, told: dict[str, Any]) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the same
        pass


@pytest.fixture
def shop() -> Iterator[ThreadingHTTPServer]:
    Shop.orders.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Shop) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_every_request_is_told(shop: ThreadingHTTPServer) -> None:
    """With its question, its outcome, and who answered; it ends when standard input does."""
    asked = answers.questions(["wsgi"], RUN)
    orders = {
        "url": f"http://127.0.0.1:{shop.server_address[1]}",
        "rate": 20,
        "most_seconds": 60,
        "patience_seconds": 5,
        "products": answers.PRODUCTS,
        "most_pieces": answers.MOST_PIECES,
        "questions": [vars(question) for question in asked],
    }
    command = [sys.executable, str(Path(load.__file__)), json.dumps(orders)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as asking:
        every_order = sum(question.method == "POST" for question in asked) + 1
        eventually(lambda: len(Shop.orders), lambda count: count >= every_order, 30, "every question was asked")
        said, _ = asking.communicate(timeout=30)
    ready, _, rows = said.partition("\n")
    given = answers.read(rows, asked)
    assert ready == "ready"
    assert {answer.question for answer in given} == {*asked}
    assert {(answer.question.method, answer.outcome) for answer in given} == {("GET", 200), ("POST", 503)}
    assert {(answer.machine, answer.pid) for answer in given if answer.good} == {("gunicorn1", 7)}
    assert [answer.order for answer in given if answer.order is not None] == [*range(len(Shop.orders))]
