"""The guide in a browser of this computer: the page, and ticks that follow what the learner does."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from typing import Any

from jinja2 import Environment, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from waslab import graph
from waslab.errors import BadUsage, CannotJudge
from waslab.sessions import learner, screen
from waslab.sessions.page import Block, Command, Picture, Prose
from waslab.sessions.stage import Open, Stage

ADDRESS = "127.0.0.1"

POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'"
"""Nothing of the page comes from elsewhere."""


@dataclass
class Ticks:
    """What the last look found, as the page asks for it."""

    told: list[dict[str, Any]] = field(default_factory=list)

    def follow(self, at: Stage, open_: Open) -> None:
        """Until all is passed, or the session ended; a machine that is lost for a while does not end it."""
        while True:
            try:
                for found in learner.watch(at, open_, open_.session.form.tasks):
                    self.told = [one.as_json(open_.notebook.language) for one in found]
            except CannotJudge:
                time.sleep(learner.WATCH_SECONDS)
                continue
            except BadUsage:
                pass
            return


def serve(at: Stage, open_: Open, blocks: Sequence[Block], drawing: graph.Drawing, say: Callable[[str], None]) -> None:
    """Until Ctrl-C; `say` is told the address, with a free port of loopback."""
    ticks = Ticks()
    page = html(open_, blocks, drawing)
    with ThreadingHTTPServer((ADDRESS, 0), partial(Handler, page, ticks)) as server:
        say(f"http://{ADDRESS}:{server.server_port}/")
        threading.Thread(target=ticks.follow, args=(at, open_), daemon=True).start()
        with suppress(KeyboardInterrupt):
            server.serve_forever()


def html(open_: Open, blocks: Sequence[Block], drawing: graph.Drawing) -> str:
    language = open_.notebook.language
    environment = Environment(undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    template = resources.files("waslab.sessions").joinpath("guide.html.j2").read_text(encoding="utf-8")
    return environment.from_string(template).render(
        language=language.value,
        title=open_.session.form.title[language],
        blocks=[_block(open_, block, drawing) for block in blocks],
    )


def _block(open_: Open, block: Block, drawing: graph.Drawing) -> dict[str, Any]:
    language = open_.notebook.language
    match block:
        case Prose():
            # The page's author is trusted as far as its code is; HTML in it is shown as text all the same.
            made = MarkdownIt("commonmark", {"html": False}).enable("table").render(block.markdown)
            return {"kind": "prose", "html": Markup(made)}  # noqa: S704
        case Command():
            return {"kind": "command", "line": block.line, "output": block.output}
        case Picture():
            return {"kind": "picture", "html": Markup(graph.svg(drawing))}  # noqa: S704 - made and escaped here
        case _:
            task = open_.session.task(block.task)
            notes = {screen.LOOK[language]: task.look[language], screen.UNDER_LOAD[language]: task.under_load}
            return {"kind": "task", "id": task.id, "say": task.say[language], "notes": notes}


class Handler(BaseHTTPRequestHandler):
    """Two addresses: the page, and the ticks."""

    def __init__(self, page: str, ticks: Ticks, *arguments: Any) -> None:
        self.page, self.ticks = page, ticks
        super().__init__(*arguments)

    def do_GET(self) -> None:
        # A page of somebody else's, whose name leads here, may not read along.
        if self.headers.get("Host", "").partition(":")[0] not in {ADDRESS, "localhost"}:
            self._answer(HTTPStatus.MISDIRECTED_REQUEST, "text/plain", "This is not the host that you asked for.\n")
        elif self.path == "/":
            self._answer(HTTPStatus.OK, "text/html", self.page)
        elif self.path == "/ticks":
            self._answer(HTTPStatus.OK, "application/json", json.dumps(self.ticks.told))
        else:
            self._answer(HTTPStatus.NOT_FOUND, "text/plain", "There is no such page.\n")

    def _answer(self, status: HTTPStatus, kind: str, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: Any) -> None:
        """The terminal stays the learner's."""
