"""Clients whose requests trickle in."""

from __future__ import annotations

import math
import socket
import subprocess
import sys

from waslab.claims import slow_clients

PATIENCE_SECONDS = 20

BEGINNING = b"GET / HTTP/1.1\r\nX-Slow: "


def test_each_holds_a_connection_and_never_ends_its_request() -> None:
    """Until standard input ends; then all are gone."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        command = [sys.executable, slow_clients.__file__, "127.0.0.1", port, "3"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as clients:
            assert clients.stdout is not None
            assert clients.stdout.readline() == "ready\n"
            server.settimeout(PATIENCE_SECONDS)
            held = [server.accept()[0] for _ in range(3)]
            said = [received(connection, len(BEGINNING) + 1) for connection in held]
            assert clients.poll() is None
            clients.communicate(timeout=PATIENCE_SECONDS)
        assert clients.returncode == 0
    for connection, beginning in zip(held, said, strict=True):
        with connection:
            whole = beginning + received(connection, math.inf)
            assert whole.startswith(BEGINNING)
            assert b"\r\n\r\n" not in whole


def received(connection: socket.socket, enough: float) -> bytes:
    """So many bytes, or all until the other side ends."""
    connection.settimeout(PATIENCE_SECONDS)
    said = b""
    while len(said) < enough and (more := connection.recv(100)):
        said += more
    return said
