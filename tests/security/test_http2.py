"""Requests over HTTP/2 that would be two requests, or somebody else's, when HAProxy writes them as HTTP/1.1."""

from collections.abc import Sequence

import pytest
import raw
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import ConnectionTerminated, Event, ResponseReceived, StreamReset

Header = tuple[str, str]

ASKED: list[Header] = [
    (":method", "POST"),
    (":scheme", "https"),
    (":authority", raw.NAME),
    (":path", "/wsgi/orders"),
    ("content-type", "application/json"),
]
HIDDEN = f"GET /wsgi/whoami HTTP/1.1\r\nHost: {raw.NAME}\r\n\r\n"

REFUSED = {
    "an encoding": [*ASKED, ("transfer-encoding", "chunked")],
    "a connection's own header": [*ASKED, ("connection", "keep-alive")],
    "two lengths": [*ASKED, ("content-length", "2"), ("content-length", "5")],
    "a length below the body": [*ASKED, ("content-length", "0")],
    "a length above the body": [*ASKED, ("content-length", "1000")],
    "a line end in a value": [*ASKED, ("x-a", f"b\r\n\r\n{HIDDEN}")],
    "a line feed in a value": [*ASKED, ("x-a", "b\ntransfer-encoding: chunked")],
    "a line end in a name": [*ASKED, ("x-a: b\r\ntransfer-encoding", "chunked")],
    "a colon in a name": [*ASKED, ("transfer-encoding: chunked", "")],
    "a capital in a name": [*ASKED, ("Transfer-Encoding", "chunked")],
    "a line end in the path": [*ASKED[:3], (":path", f"/wsgi/orders HTTP/1.1\r\n\r\n{HIDDEN}"), *ASKED[4:]],
    "a line end in the method": [(":method", f"GET / HTTP/1.1\r\n\r\n{HIDDEN}"), *ASKED[1:]],
    "a space in the method": [(":method", "GET /static/ HTTP/1.1"), *ASKED[1:]],
    "two paths": [*ASKED[:4], (":path", "/wsgi/whoami"), *ASKED[4:]],
    "no path": [*ASKED[:3], *ASKED[4:]],
    "a path behind the headers": [*ASKED[:3], *ASKED[4:], ASKED[3]],
    "a response's header": [*ASKED[:4], (":status", "200"), *ASKED[4:]],
}


def ask(headers: Sequence[Header], body: bytes = b"{}") -> Event:
    """What comes of a request that no library would send; the stream or the connection ends when it is refused."""
    loose = H2Configuration(
        validate_outbound_headers=False, normalize_outbound_headers=False, header_encoding="latin-1"
    )
    h2 = H2Connection(loose)
    with raw.connect("h2") as connection:
        connection.settimeout(raw.CONNECT_SECONDS)
        h2.initiate_connection()
        h2.send_headers(1, headers)
        h2.send_data(1, body, end_stream=True)
        connection.sendall(h2.data_to_send())
        while part := connection.recv(65536):
            for event in h2.receive_data(part):
                if isinstance(event, ResponseReceived | StreamReset | ConnectionTerminated):
                    return event
            connection.sendall(h2.data_to_send())
    return ConnectionTerminated()


def test_an_order_that_is_none_is_told_so_by_the_application() -> None:
    """So the refusals are about what is odd."""
    event = ask(ASKED)
    assert isinstance(event, ResponseReceived)
    assert told(event)[":status"] == "400"
    assert "date" in told(event)


@pytest.mark.parametrize("name", REFUSED)
def test_it_gets_no_further_than_the_edge(name: str) -> None:
    """HAProxy ends the stream, or answers 400 itself: an answer of a server behind it would have a date."""
    event = ask(REFUSED[name])
    if isinstance(event, ResponseReceived):
        assert told(event)[":status"] == "400"
        assert "date" not in told(event)


def test_the_authority_is_the_host_whatever_else_is_said() -> None:
    """One name reaches the servers behind: with the other one Nginx would answer 421."""
    event = ask([*ASKED, ("host", "evil.example")])
    assert isinstance(event, ResponseReceived)
    assert told(event)[":status"] == "400"
    assert "date" in told(event)


def told(event: ResponseReceived) -> dict[str, str]:
    return {str(name): str(value) for name, value in event.headers or []}
