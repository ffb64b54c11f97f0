"""Speaks to the front door byte by byte, so that it can be told what no HTTP client would send."""

import contextlib
import re
import socket
import ssl
from dataclasses import dataclass

from lab import LAYOUT, NETWORK, only_machine

NAME = NETWORK.lab_public_name
ADDRESS = str(only_machine("proxies").address)
CONNECT_SECONDS = 10
QUIET_SECONDS = 5
"""How long nothing may come before the exchange counts as over."""


@dataclass(frozen=True)
class Exchange:
    """What came back on one connection."""

    received: bytes
    closed: bool

    @property
    def statuses(self) -> list[int]:
        return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3})", self.received)]


def connect(*protocols: str) -> ssl.SSLSocket:
    """A TLS connection on which one of these protocols is agreed."""
    trust = ssl.create_default_context(cafile=str(LAYOUT.root_certificate))
    trust.set_alpn_protocols(list(protocols))
    plain = socket.create_connection((ADDRESS, NETWORK.service_ports["https"]), CONNECT_SECONDS)
    return trust.wrap_socket(plain, server_hostname=NAME)


def exchange(sent: bytes) -> Exchange:
    """Send it all at once, and take what comes until nothing comes any more."""
    with connect("http/1.1") as connection:
        connection.settimeout(QUIET_SECONDS)
        received = b""
        with contextlib.suppress(OSError):
            # Who is refused early is not heard to the end.
            connection.sendall(sent)
        try:
            while part := connection.recv(65536):
                received += part
        except TimeoutError:
            return Exchange(received, closed=False)
        except OSError:
            pass
        return Exchange(received, closed=True)
