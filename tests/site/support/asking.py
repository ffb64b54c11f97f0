"""Visitors who keep asking while something else is done to the lab."""

import itertools
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
from front_door import visitor
from lab import NETWORK

MODELS = tuple(model for model in NETWORK.execution_models if model != "cgi")
"""CGI starts a process for each request: with half of its machines a busy computer has no time for it."""

VISITORS = 6
PAUSE_SECONDS = 0.15
"""Between one visitor's answer and the next question: the machines share few cores with whatever is done to them."""

SLOW_MS = 700
"""A request that is still being answered when its server is told to end."""


@dataclass
class Asked:
    """What the visitors were told: how often each machine answered, by model, and every failure in words."""

    answers: Counter[tuple[str, str]] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def take(self, what: str, response: httpx.Response) -> None:
        if response.status_code not in {200, 201}:
            self.failures.append(f"{what}: {response.status_code} {response.headers.get('X-Request-ID')}")
        elif "machine" in (told := response.json()):
            self.answers[told["model"], told["machine"]] += 1


@contextmanager
def asking() -> Iterator[Asked]:
    """Until the context ends, ask the models who answers, for a slow answer, and for orders with and without a key."""
    asked = Asked()
    over = threading.Event()
    with ThreadPoolExecutor(VISITORS) as pool:
        visits = [pool.submit(_visit, number, asked, over) for number in range(VISITORS)]
        try:
            yield asked
        finally:
            over.set()
    for visit in visits:
        visit.result()
    assert {model for model, _ in asked.answers} == set(MODELS), "somebody has to be asked"


def _visit(first: int, asked: Asked, over: threading.Event) -> None:
    questions = itertools.islice(itertools.cycle(itertools.product(range(4), MODELS)), first, None)
    # Over HTTP/2 this client gives up what it has asked when a server that reloads says goodbye; a browser does not.
    with visitor(http2=False) as browser:
        for kind, model in questions:
            if over.wait(PAUSE_SECONDS):
                return
            began = time.strftime("%H:%M:%S")
            try:
                asked.take(f"{began} {model} {kind}", _ask(browser, model, kind))
            except httpx.RequestError as error:
                asked.failures.append(f"{began} {model} {kind}: {error!r}")


def _ask(browser: httpx.Client, model: str, kind: int) -> httpx.Response:
    order = {"product": "cup", "quantity": 1}
    match kind:
        case 0:
            return browser.get(f"/{model}/whoami")
        case 1:
            return browser.get(f"/{model}/slow", params={"ms": SLOW_MS})
        case 2:
            return browser.post(f"/{model}/orders", json=order)
        case _:
            return browser.post(f"/{model}/orders", json=order, headers={"Idempotency-Key": str(uuid.uuid4())})
