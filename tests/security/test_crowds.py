"""One source that holds thousands of connections keeps nobody else from the front door."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import hold
import pytest
import raw
from front_door import visitor
from lab import NETWORK, only_machine
from machines import Machines

pytestmark = pytest.mark.usefixtures("alone_on_the_desk")

CONNECTIONS = 5000
HOLDING_SECONDS = 4
ROOT = "/etc/waslab/pki/root.crt"
PLACES = 512
"""Requests that HAProxy lets be at the web server at a time, by haproxy_web_max_connections."""

VISITS = [("GET", "/static/site.css", 200), ("GET", "/wsgi/healthz", 200), ("POST", "/wsgi/orders", 415)]


def visits() -> list[tuple[str, str, int]]:
    """A new visitor asks once for a file, for an answer of the database, and for an order that is none."""
    with visitor() as browser:
        return [(method, path, browser.request(method, path).status_code) for method, path, _ in VISITS]


@pytest.mark.parametrize("kind", hold.SENT)
def test_the_front_door_stays_usable(kind: str, machines: Machines) -> None:
    """Who says only half a request head is cut off after five seconds; these may last longer.

    Each visit may take its ten seconds, and none may fail; the crowd got more connections than there are places.
    """
    question = {
        "address": raw.ADDRESS,
        "port": NETWORK.service_ports["https"],
        "name": raw.NAME,
        "root": ROOT,
        "kind": kind,
        "connections": CONNECTIONS,
        "seconds": HOLDING_SECONDS,
    }
    desk = only_machine("clients").name
    seen: Counter[tuple[str, str, int]] = Counter()
    with ThreadPoolExecutor(1) as pool:
        crowd = pool.submit(machines.python, desk, Path(hold.__file__), question)
        while not crowd.done():
            seen.update(visits())
    assert {*seen} == {*VISITS}
    assert crowd.result()["held"] > PLACES
