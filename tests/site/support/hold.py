"""Opens many connections to the front door at once, and holds them in one of several ways.

Runs on a machine as it is, so it needs nothing but Python itself.
Its argument is JSON: {"address", "port", "name", "root": path, "kind", "connections", "seconds"}.
When every attempt has come to something it holds for so many seconds what is held, and tells as JSON how much that was.
"""

import json
import resource
import socket
import ssl
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

ORDER = "POST /wsgi/orders HTTP/1.1\r\nHost: {name}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{"
STREAM = "GET /asgi/stream?events=100&ms=1000 HTTP/1.1\r\nHost: {name}\r\n\r\n"

SENT = {
    "nothing said": "",
    "half a body": ORDER,
    "nothing read": STREAM,
}
AT_ONCE = 100
"""Handshakes under way at a time."""
CONNECT_SECONDS = 5
OPENING_SECONDS = 12
"""After these a busy computer opens no more."""
SMALLEST_BUFFER = 4096


@dataclass
class Crowd:
    """The connections of one run. Plain sockets, each with some 50 KiB of TLS, where streams would have 300."""

    address: str
    port: int
    name: str
    root: str
    kind: str
    connections: int
    seconds: float

    def run(self) -> dict[str, int]:
        context = ssl.create_default_context(cafile=self.root)
        end = time.monotonic() + OPENING_SECONDS
        with ThreadPoolExecutor(AT_ONCE) as pool:
            attempts = pool.map(lambda _: self._open(context, end), range(self.connections))
            opened = [held for held in attempts if held]
        time.sleep(self.seconds)
        return {"held": len(opened)}

    def _open(self, context: ssl.SSLContext, end: float) -> socket.socket | None:
        if time.monotonic() > end:
            return None
        try:
            plain = socket.create_connection((self.address, self.port), CONNECT_SECONDS)
            if self.kind == "nothing read":
                plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALLEST_BUFFER)
            if self.kind == "nothing said":
                return plain
            held = context.wrap_socket(plain, server_hostname=self.name)
            held.sendall(SENT[self.kind].format(name=self.name).encode())
        except OSError:
            return None
        return held


if __name__ == "__main__":
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    json.dump(Crowd(**json.loads(sys.argv[1])).run(), sys.stdout)
