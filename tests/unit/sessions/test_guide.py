"""The guide in the terminal and in a browser."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
import taught
from rich.console import Console

from waslab import graph
from waslab.sessions import page, screen, web
from waslab.sessions.notebook import Notebook
from waslab.sessions.stage import Open
from waslab.sessions.words import Language


def drawing(folder: Path) -> graph.Drawing:
    playbooks = folder / "ansible"
    playbooks.mkdir(exist_ok=True)
    (playbooks / "site.yml").write_text("[]")
    return graph.part(graph.draw(taught.topology(folder), playbooks), ["clients", "proxies", "webservers"])


@pytest.fixture
def open_(tmp_path: Path) -> Open:
    book = Notebook(session=taught.NAME)
    return Open(taught.session(tmp_path), book, tmp_path / "progress.json")


def test_the_page_in_the_terminal_has_the_learner_s_values_and_ticks(tmp_path: Path, open_: Open) -> None:
    open_.notebook.task("own-page").passed = "now"
    console = Console(file=io.StringIO(), width=100)
    blocks = page.read(open_.session, Language.EN)
    console.print(screen.guide(open_.session, blocks, Language.EN, open_.notebook, drawing(tmp_path)))
    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue()
    assert f"/static/{open_.session.known['word']}.txt" in shown
    assert "✔ own-page" in shown
    assert "192.168.56.30" in shown


def test_a_task_names_the_drill_that_shows_it_under_load(tmp_path: Path) -> None:
    taught_with_drill = taught.session(tmp_path, lambda form: form["tasks"][0].update(drill="gunicorn-killed"))
    open_ = Open(taught_with_drill, Notebook(session=taught.NAME), tmp_path / "progress.json")
    blocks = page.read(open_.session, Language.EN)
    console = Console(file=io.StringIO(), width=100)
    console.print(screen.guide(open_.session, blocks, Language.EN, open_.notebook, drawing(tmp_path)))
    assert isinstance(console.file, io.StringIO)
    for shown in (console.file.getvalue(), web.html(open_, blocks, drawing(tmp_path))):
        assert shown.count("./lab drill run gunicorn-killed") == 1


def test_the_drawing_shows_only_what_the_session_is_about(tmp_path: Path) -> None:
    names = [machine.name for group in drawing(tmp_path).groups for machine in group.machines]
    assert names == ["client", "proxy", "web"]


def test_the_page_in_a_browser_has_tasks_commands_and_the_drawing(tmp_path: Path, open_: Open) -> None:
    made = web.html(open_, page.read(open_.session, Language.EN), drawing(tmp_path))
    assert '<section id="task-own-page">' in made
    assert "<svg" in made
    assert "ls /var/www/site/static" in made


def test_html_in_a_page_is_shown_as_text(tmp_path: Path, open_: Open) -> None:
    made = web.html(open_, [page.Prose("<script>alert(1)</script>")], drawing(tmp_path))
    assert "<script>alert(1)" not in made


@pytest.fixture
def address() -> Iterator[str]:
    ticks = web.Ticks([{"task": "own-page", "passed": True, "message": ""}])
    with ThreadingHTTPServer((web.ADDRESS, 0), partial(web.Handler, "<p>the page</p>", ticks)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://{web.ADDRESS}:{server.server_port}"
        server.shutdown()
        thread.join()


def test_the_page_and_its_ticks_are_served(address: str) -> None:
    assert httpx.get(f"{address}/").text == "<p>the page</p>"
    assert httpx.get(f"{address}/ticks").json()[0]["passed"] is True
    assert httpx.get(f"{address}/other").status_code == 404


def test_a_page_of_somebody_else_s_name_may_not_read_along(address: str) -> None:
    assert httpx.get(f"{address}/ticks", headers={"Host": "evil.example"}).status_code == 421
