"""What the container does with clients that do not keep to the rules."""

import json
import socket
import time
from collections.abc import Iterator

import httpx
import pytest

IDLE_SECONDS = 3


@pytest.fixture
def connection(address: str) -> Iterator[socket.socket]:
    with socket.create_connection((address, 8180), timeout=10) as connection:
        yield connection


def rest(connection: socket.socket) -> bytes:
    """Everything until the container closes the connection."""
    with connection.makefile("rb") as answer:
        return answer.read()


@pytest.mark.parametrize(
    "request_text",
    [
        pytest.param("GET / HTTP/1.1\r\n\r\n", id="no Host"),
        pytest.param("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", id="two Hosts"),
        pytest.param("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", id="half an escape"),
        pytest.param("GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", id="above the root"),
        pytest.param("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", id="two lengths"),
        pytest.param("GET / HTTP/1.1\r\nHost: a\r\nBad Name: b\r\n\r\n", id="a space in a header's name"),
        pytest.param("G@T / HTTP/1.1\r\nHost: a\r\n\r\n", id="no method"),
    ],
)
def test_a_malformed_request_is_refused(request_text: str, connection: socket.socket) -> None:
    connection.sendall(request_text.encode())
    head, _, body = rest(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert json.loads(body)["status"] == 400


@pytest.mark.parametrize("header", ["Authorization", "Cookie"])
def test_trace_gives_no_secret_back(header: str, client: httpx.Client) -> None:
    """A servlet that does not refuse TRACE answers it with the request."""
    answer = client.request("TRACE", "/probe/client", headers={header: "secret", "X-Other": "seen"})
    assert ("secret" in answer.text, "seen" in answer.text) == (False, True)


def test_half_a_head_is_not_waited_for(connection: socket.socket) -> None:
    begun = time.monotonic()
    connection.sendall(b"GET / HTTP/1.1\r\nHost:")
    rest(connection)
    assert IDLE_SECONDS - 0.1 < time.monotonic() - begun < IDLE_SECONDS + 2


def test_an_idle_connection_is_closed(connection: socket.socket) -> None:
    begun = time.monotonic()
    connection.sendall(b"GET /pages/ HTTP/1.1\r\nHost: a\r\n\r\n")
    assert rest(connection).startswith(b"HTTP/1.1 200 ")
    assert IDLE_SECONDS - 0.1 < time.monotonic() - begun < IDLE_SECONDS + 2
