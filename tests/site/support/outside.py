"""A web server on this computer: an origin outside the shop.

Every provider gives this computer its address on the lab network, no machine has to change for it, the machines reach
it with and without the forward proxy, and a learner can do the same without being root.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from browsing import browse
from lab import NETWORK, only_machine
from machines import Machines

ADDRESS, PORT = str(NETWORK.lab_host_address), NETWORK.service_ports["origin"]


@dataclass(frozen=True)
class Arrival:
    """A request as it came: from which address, and with which headers."""

    client: str
    headers: dict[str, str]


class Outside(ThreadingHTTPServer):
    """Keeps what arrives, by URL."""

    def __init__(self) -> None:
        super().__init__((ADDRESS, PORT), Answer)
        self.arrivals: dict[str, list[Arrival]] = {}

    def page(self, rule: str = "no-store") -> str:
        """The URL of a page that nobody has asked for yet; the rule is its Cache-Control."""
        url = f"http://{ADDRESS}:{PORT}/{uuid.uuid4()}?Cache-Control={quote(rule)}"
        self.arrivals[urlsplit(url).path] = []
        return url

    def arrived(self, url: str) -> list[Arrival]:
        return self.arrivals[urlsplit(url).path]


class Answer(BaseHTTPRequestHandler):
    server: Outside

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        self.server.arrivals.setdefault(url.path, []).append(Arrival(self.client_address[0], dict(self.headers)))
        self.send_response(200)
        for name, value in parse_qsl(url.query):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(url.path.encode())

    def log_message(self, *_words: object) -> None:
        """The arrivals are the log."""


@contextmanager
def serving(machines: Machines) -> Iterator[Outside]:
    """The server while it runs."""
    try:
        server = Outside()
    except OSError as error:
        pytest.fail(
            f"{ADDRESS}:{PORT} of this computer is needed by a test: {error.strerror}. Stop what uses the port."
        )
    with server:
        Thread(target=server.serve_forever).start()
        try:
            desk = only_machine("clients").name
            if browse(machines, desk, server.page(), "--connect-timeout 3").status != "200":
                pytest.skip(f"a firewall of this computer keeps {desk} from {ADDRESS}:{PORT}")
            yield server
        finally:
            server.shutdown()
