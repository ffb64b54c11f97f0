"""Runs on the learner's desk: asks at a constant rate, whatever the answers take, until standard input ends.

    python3 load.py ORDERS

ORDERS is a JSON object:
    url: the front door;  rate: requests a second;  most_seconds: after which it ends by itself
    patience_seconds: how long an answer is awaited;  questions: asked in turn, each with
        method, path, and for an order product (the beginning of its name) and keyed
    products: so many are bought in turn;  most_pieces: of one order

Every order has a number of its own, from 0, which it tells by what it buys, so that the database knows it too:
the first buys 1 piece of the product PRODUCT-0, the next 1 of PRODUCT-1 … and then 2 of PRODUCT-0, until the most
pieces are reached, and then other products.
First the program asks itself for twice the rate, and gives up when it cannot keep it; then it asks the front door at
a part of the rate, because servers that began a moment ago are slow. Then it says `ready`.
At the end it prints a JSON list for each request:
    number of the order or null, index of the question, seconds from `ready` to the intended start,
    seconds by which it really began later, seconds from the intended start to the end of the answer,
    status or the name of the error, machine and pid that answered (from the JSON body) or null
It is sent to the machine as text, and needs Python and aiohttp.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from aiohttp import web

OK = 200
CHECK_SECONDS = 1.5
CHECKS = 3
"""A busy computer stalls once; one that is too slow is too slow each time."""

CHECK_LAG_SECONDS = 0.1
WARMING_SECONDS = 3
WARMING_SHARE = 0.3
IDLE_SECONDS = 5
"""Less than any server keeps an idle connection: no request begins on one that is just being closed."""

MOST_CONNECTIONS = 800
"""Each has a buffer of 256 KiB for its TLS; who gets none waits for one, and the wait counts."""

Row = list[Any]


async def at_rate(rate: float, most: float, ask: Callable[[int, float], Awaitable[None]], done: asyncio.Event) -> None:
    """Starts the n-th question n/rate seconds after now, late ones at once; comes back when all are answered."""
    began = time.monotonic()
    asked: set[asyncio.Task[None]] = set()
    number = 0
    while not done.is_set() and number < most * rate:
        intended = began + number / rate
        if (wait := intended - time.monotonic()) > 0:
            await asyncio.sleep(wait)
        task = asyncio.ensure_future(ask(number, intended))
        asked.add(task)
        task.add_done_callback(asked.discard)
        number += 1
    await asyncio.gather(*asked)


class Load:
    def __init__(self, session: aiohttp.ClientSession, orders: dict[str, Any], began: float) -> None:
        self.session = session
        self.url = orders["url"]
        self.questions = orders["questions"]
        self.products = orders.get("products", 1)
        self.most_pieces = orders.get("most_pieces", 1)
        self.began = began
        self.rows: list[Row] = []
        self.ordered = 0

    async def ask(self, number: int, intended: float) -> None:
        index = number % len(self.questions)
        question = self.questions[index]
        order, more = self.order(question) if question["method"] == "POST" else (None, {})
        lag = time.monotonic() - intended
        told: Any = {}
        outcome: int | str
        try:
            async with self.session.request(question["method"], self.url + question["path"], **more) as answer:
                body = await answer.read()
                outcome = answer.status
                told = json.loads(body) if answer.content_type == "application/json" else {}
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            outcome = type(error).__name__
        took = time.monotonic() - intended
        who = [told.get(name) if isinstance(told, dict) else None for name in ("machine", "pid")]
        self.rows.append([order, index, round(intended - self.began, 4), round(lag, 4), round(took, 4), outcome, *who])

    def order(self, question: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        number, self.ordered = self.ordered, self.ordered + 1
        turn, place = divmod(number, self.products)
        product = turn // self.most_pieces * self.products + place
        body = {"product": f"{question['product']}-{product}", "quantity": turn % self.most_pieces + 1}
        headers = {"Idempotency-Key": f"{question['product']}-{number}"} if question["keyed"] else {}
        return number, {"json": body, "headers": headers}


async def check(session: aiohttp.ClientSession, rate: float) -> None:
    """Ends the program when this machine is too slow to ask at the rate."""

    async def answer(_: web.BaseRequest) -> web.StreamResponse:
        return web.json_response({})

    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    asked = {"url": f"http://127.0.0.1:{runner.addresses[0][1]}", "questions": [{"method": "GET", "path": "/"}]}
    for _ in range(CHECKS):
        load = Load(session, asked, time.monotonic())
        await at_rate(2 * rate, CHECK_SECONDS, load.ask, asyncio.Event())
        late = statistics.quantiles([row[4] for row in load.rows], n=20)[-1]
        if late <= CHECK_LAG_SECONDS and all(row[5] == OK for row in load.rows):
            break
    else:
        sys.exit(f"this machine is too slow to ask {rate:g} times a second: it answers itself {late:.2f} s late")
    await runner.cleanup()


async def warm_up(session: aiohttp.ClientSession, orders: dict[str, Any]) -> None:
    """What only reads, and nobody counts."""
    reading = [question for question in orders["questions"] if question["method"] == "GET"]
    load = Load(session, {**orders, "questions": reading}, time.monotonic())
    await at_rate(WARMING_SHARE * orders["rate"], WARMING_SECONDS, load.ask, asyncio.Event())


async def main(orders: dict[str, Any]) -> None:
    timeout = aiohttp.ClientTimeout(total=orders["patience_seconds"])
    connector = aiohttp.TCPConnector(limit=MOST_CONNECTIONS, keepalive_timeout=IDLE_SECONDS)
    # Every visitor is a stranger to the others: no cookie is kept.
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(connector=connector, timeout=timeout, cookie_jar=jar) as session:
        await check(session, orders["rate"])
        await warm_up(session, orders)
        done = asyncio.Event()
        waiting = asyncio.create_task(asyncio.to_thread(sys.stdin.read))
        waiting.add_done_callback(lambda _: done.set())
        load = Load(session, orders, time.monotonic())
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await at_rate(orders["rate"], orders["most_seconds"], load.ask, done)
        for row in load.rows:
            sys.stdout.write(json.dumps(row) + "\n")
        await waiting


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
