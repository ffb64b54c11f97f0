"""Asks a servlet container by AJP, as a web server in front of it does."""

import socket
import struct

SECONDS = 5
FORWARD_REQUEST, GET, SECRET, END = 2, 2, 12, 255
REQUEST, ANSWER, HEADERS = 0x1234, 0x4142, 4


def status(server: tuple[str, int], path: str, secret: str | None = None) -> int:
    """The status of the answer to a GET."""
    request = struct.pack("!BB", FORWARD_REQUEST, GET)
    request += b"".join(map(_text, ["HTTP/1.1", path, "192.0.2.1", "client", "server"]))
    request += struct.pack("!HBH", 80, 0, 0)
    if secret is not None:
        request += bytes([SECRET]) + _text(secret)
    request += bytes([END])
    with socket.create_connection(server, SECONDS) as connection:
        connection.sendall(struct.pack("!HH", REQUEST, len(request)) + request)
        with connection.makefile("rb") as answer:
            begin, _, kind, code = struct.unpack("!HHBH", answer.read(7))
    assert (begin, kind) == (ANSWER, HEADERS)
    return int(code)


def _text(value: str) -> bytes:
    return struct.pack("!H", len(value)) + value.encode() + b"\0"
