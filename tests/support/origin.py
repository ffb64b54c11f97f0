"""A web server for tests of what stands in front of it.

Runs on the machines as it is, so it needs nothing but Python itself.
Its arguments: NAME ADDRESS PORT, and a PEM file with key and certificate when it shall speak TLS.
It writes a line of JSON into /run/origin/log for each request before it answers.

It answers with the name and the headers that it saw, as JSON; each parameter of the query becomes a header of the
answer. Some paths are special:
.../PAGE      503 while there is a file /run/origin/NAME.PAGE
/once/...     the first request for it gets no answer: the connection is closed
.../held/FILE half of the answer comes only when there is this file in /run/origin
/silent       no answer for as long as the client stays
/status/N/... status N
.../bytes/N   N bytes instead of JSON
"""

import json
import ssl
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

FOLDER = Path("/run/origin")
LOG = FOLDER / "log"
PAUSE_SECONDS = 0.05


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    name: str

    def respond(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        url = urlsplit(self.path)
        known = LOG.exists() and f' "{self.path}"' in LOG.read_text()
        request = {"name": self.name, "method": self.command, "path": self.path, "headers": dict(self.headers)}
        with LOG.open("a") as log:
            log.write(json.dumps(request) + "\n")

        match url.path.split("/")[1:]:
            case ["once", *_] if not known:
                self.close_connection = True
            case [*_, page] if (FOLDER / f"{self.name}.{page}").exists():
                self.send(503, b"")
            case ["status", status, *_]:
                self.send(int(status), b"")
            case [*_, "bytes", count]:
                self.send(200, bytes(int(count)))
            case ["silent"]:
                self.rfile.read(1)
                self.close_connection = True
            case [*_, "held", file]:
                self.send(200, b"half", b"half", until=FOLDER / file)
            case _:
                self.send(200, json.dumps(request).encode())

    def send(self, status: int, body: bytes, rest: bytes = b"", until: Path | None = None) -> None:
        self.send_response(status)
        for name, value in parse_qsl(urlsplit(self.path).query):
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body + rest)))
        self.end_headers()
        if self.command == "HEAD":
            return
        self.wfile.write(body)
        while until and not until.exists():
            time.sleep(PAUSE_SECONDS)
        self.wfile.write(rest)

    do_GET = do_HEAD = do_OPTIONS = do_POST = do_PUT = do_PATCH = do_DELETE = respond  # noqa: N815 (the base class looks for these names)

    def log_message(self, *_words: object) -> None:
        """The log has the requests already."""


class Server(ThreadingHTTPServer):
    # One that stands still is connected to all the same, as often as a test asks.
    request_queue_size = 100


def serve(name: str, address: str, port: str, certificate: str = "") -> None:
    FOLDER.mkdir(exist_ok=True)
    server = Server((address, int(port)), type("Named", (Answer,), {"name": name}))
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        # The handshake is the business of the connection's own thread.
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.serve_forever()


if __name__ == "__main__":
    serve(*sys.argv[1:])
