"""Requests about whose end two servers could disagree: none of them hides a second one.

Each attack carries another request in its body or behind it, with a mark of its own.
HAProxy reads what it takes and writes it anew, so that Nginx and the applications meet no doubtful request at all.
"""

import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
import raw
import stories
from lab import only_machine
from machines import Machines

EDGE, WEB = only_machine("proxies").name, only_machine("webservers").name

HEAD = f"POST /wsgi/orders HTTP/1.1\r\nHost: {raw.NAME}\r\nContent-Type: application/json\r\n"
HIDDEN = f"GET /wsgi/whoami?hidden-MARK HTTP/1.1\r\nHost: {raw.NAME}\r\n\r\n"
LENGTH, LONGER = len(HIDDEN.replace("MARK", uuid.uuid4().hex)), len(HIDDEN) + 40
CHUNKED = "Transfer-Encoding: chunked\r\n\r\n"
NOTHING = "0\r\n\r\n"

REFUSED = {
    "two lengths": f"{HEAD}Content-Length: 0\r\nContent-Length: {LENGTH}\r\n\r\n{HIDDEN}",
    "a list of lengths": f"{HEAD}Content-Length: 0, {LENGTH}\r\n\r\n{HIDDEN}",
    "a length with a sign": f"{HEAD}Content-Length: +{LENGTH}\r\n\r\n{HIDDEN}",
    "a length below nothing": f"{HEAD}Content-Length: -1\r\n\r\n{HIDDEN}",
    "a length in hexadecimal": f"{HEAD}Content-Length: 0x10\r\n\r\n{HIDDEN}",
    "a length of two numbers": f"{HEAD}Content-Length: 1 0\r\n\r\n{HIDDEN}",
    "an empty length": f"{HEAD}Content-Length: \r\n\r\n{HIDDEN}",
    "a space before the colon": f"{HEAD}Transfer-Encoding : chunked\r\n\r\n{NOTHING}{HIDDEN}",
    "an unknown encoding": f"{HEAD}Transfer-Encoding: xchunked\r\n\r\n{NOTHING}{HIDDEN}",
    "chunked and then another": f"{HEAD}Transfer-Encoding: chunked, identity\r\n\r\n{NOTHING}{HIDDEN}",
    "two encodings": f"{HEAD}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n{NOTHING}{HIDDEN}",
    "an encoding behind a control character": f"{HEAD}Transfer-Encoding: \x0bchunked\r\n\r\n{NOTHING}{HIDDEN}",
    "an encoding in HTTP/1.0": f"{HEAD.replace('1.1', '1.0')}{CHUNKED}{NOTHING}{HIDDEN}",
    "a line that ends in a carriage return": f"{HEAD}X-A: b\rTransfer-Encoding: chunked\r\n\r\n{NOTHING}{HIDDEN}",
    "a zero byte in a value": f"{HEAD}X-A: b\0c\r\n\r\n{HIDDEN}",
    "a zero byte in a name": f"{HEAD}X\0A: b\r\n\r\n{HIDDEN}",
    "a header without a name": f"{HEAD}: b\r\n\r\n{HIDDEN}",
    "a first line that goes on": HEAD.replace("Host", " Host") + f"\r\n{HIDDEN}",
    "a chunk size in hexadecimal notation": f"{HEAD}{CHUNKED}0x2\r\n{{}}\r\n{NOTHING}{HIDDEN}",
    "a chunk size below nothing": f"{HEAD}{CHUNKED}-1\r\n{{}}\r\n{NOTHING}{HIDDEN}",
    "a chunk size beyond all numbers": f"{HEAD}{CHUNKED}10000000000000002\r\n{{}}\r\n{NOTHING}{HIDDEN}",
    "a chunk longer than it says": f"{HEAD}{CHUNKED}2\r\n{{}}xx\r\n{NOTHING}{HIDDEN}",
    "a chunk size that ends in a line feed": f"{HEAD}{CHUNKED}2\n{{}}\n0\n\n{HIDDEN}",
    "a chunk extension that ends in a line feed": f"{HEAD}{CHUNKED}2;\nxx\r\n{{}}\r\n{NOTHING}{HIDDEN}",
    "two names of the host": HEAD + f"Host: evil.example\r\n\r\n{HIDDEN}",
}
"""What the edge takes for no request at all, and closes the connection."""

READ_ALIKE = {
    "a length longer than the chunks": f"{HEAD}Content-Length: {LONGER}\r\n{CHUNKED}{NOTHING}{HIDDEN}",
    "a length and longer chunks": f"{HEAD}Content-Length: 4\r\n{CHUNKED}{LENGTH:x}\r\n{HIDDEN}\r\n{NOTHING}",
    "a length and a tab before chunked":
        f"{HEAD}Content-Length: {LENGTH}\r\nTransfer-Encoding:\tchunked\r\n\r\n{NOTHING}{HIDDEN}",
    "a length and chunked on a line that goes on":
        f"{HEAD}Content-Length: {LENGTH}\r\nTransfer-Encoding:\r\n chunked\r\n\r\n{NOTHING}{HIDDEN}",
    "a header that ends in a line feed": f"{HEAD}X-A: b\nContent-Length: {LENGTH}\r\n\r\n{HIDDEN}",
    "a header that goes on": f"{HEAD}X-A: b\r\n Transfer-Encoding: chunked\r\nContent-Length: {LENGTH}\r\n\r\n{HIDDEN}",
    "a chunk with an extension": f"{HEAD}{CHUNKED}{LENGTH:x};a=b\r\n{HIDDEN}\r\n{NOTHING}",
    "headers behind the last chunk": f"{HEAD}{CHUNKED}{LENGTH:x}\r\n{HIDDEN}\r\n0\r\nContent-Length: 5\r\n\r\n",
}  # fmt: skip
"""What the edge takes in one way: as the body of the order, which is none, or as nothing behind the end."""


@dataclass(frozen=True)
class Attack:
    mark: str
    seen: raw.Exchange


@pytest.fixture(scope="module")
def attacks(machines: Machines) -> Mapping[str, Attack]:
    """Each attack on a connection of its own, all together; afterwards a request of which every log tells."""

    def attack(sent: str) -> Attack:
        mark = uuid.uuid4().hex
        return Attack(mark, raw.exchange(sent.replace("MARK", mark).encode("latin-1")))

    everything = {**REFUSED, **READ_ALIKE}
    with ThreadPoolExecutor(16) as pool:
        done = dict(zip(everything, pool.map(attack, everything.values()), strict=True))
    last = uuid.uuid4().hex
    assert raw.exchange(HIDDEN.replace("MARK", last).encode()).statuses == [200]
    for name, server in ((EDGE, "HAProxy"), (WEB, "Nginx")):
        stories.seen(machines, [name], server, last)
    return done


@pytest.fixture(scope="module")
def logged(attacks: Mapping[str, Attack], machines: Machines) -> list[dict[str, Any]]:
    """What HAProxy and Nginx wrote about requests with a mark, once all was written."""
    assert attacks
    return [
        line
        for name, server in ((EDGE, "HAProxy"), (WEB, "Nginx"))
        for line in stories.lines(machines, name, server, "?hidden-")
    ]


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_and_the_connection_is_closed(name: str, attacks: Mapping[str, Attack]) -> None:
    seen = attacks[name].seen
    assert (seen.statuses, seen.closed) == ([400], True)


@pytest.mark.parametrize("name", READ_ALIKE)
def test_it_is_one_request_with_one_answer(name: str, attacks: Mapping[str, Attack]) -> None:
    """The application answers that the body is no order."""
    assert attacks[name].seen.statuses == [400]
    assert b"problem+json" in attacks[name].seen.received


@pytest.mark.parametrize("name", [*REFUSED, *READ_ALIKE])
def test_no_server_has_met_the_hidden_request(
    name: str, attacks: Mapping[str, Attack], logged: list[dict[str, Any]]
) -> None:
    assert len(logged) >= 2
    assert [line for line in logged if attacks[name].mark in line["query"]] == []


def test_a_request_behind_another_is_its_own() -> None:
    """So a second answer would have been seen."""
    request = f"GET /wsgi/whoami HTTP/1.1\r\nHost: {raw.NAME}\r\n"
    found = raw.exchange(f"{request}\r\n{request}Connection: close\r\n\r\n".encode())
    assert found.statuses == [200, 200]
