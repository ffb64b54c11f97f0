"""A session's page, taken apart: prose, commands with their output, tasks and the drawing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import TemplateError

from waslab.errors import BadSession
from waslab.sessions import values
from waslab.sessions.reading import Session
from waslab.sessions.words import Language

RUN, OUTPUT = "sh run", "text output"
"""What stands behind the marks of a fence."""

ANYTHING = "…"
"""In an expected output: any text; alone on a line: any lines."""


@dataclass(frozen=True)
class Prose:
    markdown: str


@dataclass(frozen=True)
class Command:
    """To be typed in the clone's folder; `output`: what it has to print, where the page says so."""

    line: str
    output: str | None = None

    def printed(self, text: str) -> bool:
        return self.output is None or bool(re.fullmatch(_pattern(self.output), _even(text)))


@dataclass(frozen=True)
class TaskPlace:
    task: str


@dataclass(frozen=True)
class Picture:
    pass


Block = Prose | Command | TaskPlace | Picture


def read(session: Session, language: Language) -> list[Block]:
    """Raises BadSession where a text names a value that there is not."""
    file = session.page(language)
    if not file.exists():
        raise BadSession(f"The session has no {file.name}.", where=str(file), mend=f"Write {file.name}")
    try:
        text = values.rendered(file.read_text(encoding="utf-8"), session.known)
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        where = f"{file}:{line}" if line else str(file)
        raise BadSession(
            f"The page cannot be filled in: {error.message}.",
            where=where,
            mend=f"It may name: {', '.join(session.known)}",
        ) from error
    return list(blocks(text))


def blocks(text: str) -> Iterator[Block]:
    prose: list[str] = []
    command: str | None = None
    for kind, body in _pieces(text):
        if command is not None and kind != OUTPUT and body.strip():
            yield Command(command)
            command = None
        if kind == OUTPUT and command is not None:
            yield Command(command, body)
            command = None
        elif kind == RUN:
            yield from _prose(prose)
            command = body.strip()
        elif found := re.fullmatch(r"\[(drawing|task: ([a-z0-9-]+))\]", body.strip()) if kind == "" else None:
            yield from _prose(prose)
            yield TaskPlace(found[2]) if found[2] else Picture()
        elif kind:
            prose.append(f"```{kind}\n{body}```\n")
        else:
            prose.append(body)
    if command is not None:
        yield Command(command)
    yield from _prose(prose)


def _prose(lines: list[str]) -> Iterator[Prose]:
    text = "".join(lines).strip("\n")
    lines.clear()
    if text.strip():
        yield Prose(text + "\n")


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Each line outside of fences with an empty kind; each fence with what stands behind its mark."""
    kind: str | None = None
    body: list[str] = []
    for line in text.splitlines(keepends=True):
        if kind is None and line.startswith("```"):
            kind, body = line[3:].strip() or "text", []
        elif kind is not None and line.rstrip() == "```":
            yield kind, "".join(body)
            kind = None
        elif kind is not None:
            body.append(line)
        else:
            yield "", line


def _even(text: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in text.strip("\n").splitlines())


def _pattern(expected: str) -> str:
    lines = _even(expected).splitlines()
    return "".join(
        r"(?:.*\n)*?" if line.strip() == ANYTHING else re.escape(line).replace(ANYTHING, ".*") + r"\n" for line in lines
    )
