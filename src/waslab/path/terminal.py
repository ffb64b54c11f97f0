"""The way of a request for the terminal: from the visitor down to the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from waslab.path.story import Story
from waslab.path.way import Hop

LONGEST_STATEMENT = 300
"""Characters of a statement that are shown; the log has all of it."""

INDENT = " " * 13
"""Under the name of the server."""


def terminal(story: Story) -> Text:
    return Text("\n").join(_lines(story))


def _lines(story: Story) -> Iterator[Text]:
    visit = story.visit
    yield Text(f"{visit.question.method} {visit.question.url}", style="bold")
    yield Text(f"{visit.status} in {visit.ms:.1f} ms, request {visit.request_id}")
    yield Text()
    yield _stop("visitor", "this computer", story.outside_ms, visit.status)
    yield _note("│", "connecting, TLS and the network")
    yield from _header_notes(
        "│",
        ("the edge drops", story.headers.request_removed),
        ("the edge adds", story.headers.request_added),
    )
    for hop in story.hops:
        line = "│" if hop is not story.hops[-1] else " "
        yield _stop(hop.machine, hop.server, hop.own_ms, hop.status, found=hop.found)
        for note in _notes(hop):
            yield _note(line, note)
    yield Text()
    yield from _header_notes(
        "",
        ("dropped from the answer", story.headers.answer_removed),
        ("added to the answer", story.headers.answer_added),
    )
    if cache := visit.header("X-Cache"):
        yield Text(f"X-Cache: {cache}")


def _stop(machine: str, server: str, own_ms: float | None, status: int | None, *, found: bool = True) -> Text:
    time = "" if own_ms is None else f"{own_ms:.1f} ms"
    line = Text("▼ " if found else "✘ ", style="green" if found else "bold red")
    line.append(f"{machine:<10}", style="bold").append(f" {server:<29}", style="not bold")
    line.append(f"{time:>10}  {status or ''}")
    line.rstrip()
    return line


def _note(line: str, text: str) -> Text:
    return Text(f"{line}{INDENT[len(line) :]}{text}", style="dim")


def _notes(hop: Hop) -> Iterator[str]:
    if not hop.found:
        yield f"no line in {hop.log}"
    served_by = [f"process {hop.process}"] if hop.process else []
    served_by += [f"thread {hop.thread}"] if hop.thread else []
    if served_by:
        yield ", ".join(served_by)
    if hop.cache:
        yield f"cache {hop.cache}"
    if hop.database_ms:
        yield f"{hop.database_ms:g} ms for its statements, {hop.rows} {'row' if hop.rows == 1 else 'rows'}"
    for statement in hop.statements:
        yield f"{statement.ms:g} ms  {_short(statement.sql)}"


def _header_notes(line: str, *told: tuple[str, Sequence[str]]) -> Iterator[Text]:
    for what, names in told:
        if names:
            text = f"{what}: {', '.join(names)}"
            yield _note(line, text) if line else Text(text)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_STATEMENT else f"{text[:LONGEST_STATEMENT]}…"
