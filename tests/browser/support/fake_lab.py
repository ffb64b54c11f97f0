"""The lab's front door on this computer: the real site with the real policy, and made-up answers of the shop."""

import itertools
import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lab import LAYOUT, NETWORK, TOPOLOGY
from policy_of_site import content_security_policy

SITE = LAYOUT.root / "apps/site"


class FakeShop:
    """Each model answers from the machines of its group in turn."""

    def __init__(self) -> None:
        self._asked: Counter[str] = Counter()
        self._lock = Lock()
        self._turns = {
            name: itertools.cycle([machine.name for machine in TOPOLOGY.members(model.group)])
            for name, model in NETWORK.execution_models.items()
        }

    def answer(self, model: str, endpoint: str, query: str) -> tuple[str, str] | None:
        """Content type and body; None where there is no such endpoint."""
        with self._lock:
            self._asked[model] += 1
            machine, count = next(self._turns[model]), self._asked[model]
        common: dict[str, Any] = {"machine": machine, "model": model}
        match endpoint:
            case "whoami":
                served = {"server": "made-up/1.0", "pid": 1234, "thread": "<b>MainThread</b>", "requests": count}
                return "application/json", json.dumps({**common, **served})
            case "visits":
                return "application/json", json.dumps({**common, "visits": count})
            case "slow":
                wait = int(parse_qs(query)["ms"][0])
                time.sleep(wait / 1000)
                return "application/json", json.dumps({**common, "ms": wait})
            case "hello":
                return "text/html; charset=utf-8", f"<h1>Hello!</h1><p>Made by {machine} ({model})</p>"
        return None


class Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, shop: FakeShop, *args: Any) -> None:
        self._shop = shop
        super().__init__(*args, directory=str(SITE))

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        model, _, endpoint = url.path.removeprefix("/").partition("/")
        if model not in NETWORK.execution_models:
            super().do_GET()
            return
        answer = self._shop.answer(model, endpoint, url.query)
        if answer is None:
            self.send_error(404)
            return
        kind, body = answer
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", content_security_policy())
        super().end_headers()

    def log_message(self, *_args: Any) -> None:
        """Quiet: a failed test shows what the browser saw."""


@contextmanager
def running() -> Iterator[str]:
    """Its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, FakeShop())) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
