"""What can be wrong with a session that no machine is needed to see."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import yaml

from waslab.errors import LabError
from waslab.sessions import handout, page, reading, spoiled
from waslab.sessions.course import SOLUTION
from waslab.sessions.page import Block, Command, Picture, TaskPlace
from waslab.sessions.reading import Session
from waslab.sessions.words import Language
from waslab.topology import Topology

SEEDS = ("one learner", "another")

HANGUL = re.compile("[가-힣]")


def problems(folder: Path, topology: Topology, drills: Collection[str]) -> list[str]:
    """One sentence each, with the file in front."""
    try:
        sessions = [reading.read(folder, topology, seed) for seed in SEEDS]
        return list(_problems(sessions[0], drills))
    except LabError as error:
        return [f"{error.where}: {error.what}"]


def _problems(session: Session, drills: Collection[str]) -> Iterator[str]:
    yield from _pages(session)
    yield from _solutions(session)
    yield from _wrong(session)
    for file in sorted((session.folder / "files").rglob("*.j2")):
        handout.filled_in(file, {**session.known, "workspace": ""})
    for task in session.form.tasks:
        if task.drill and task.drill not in drills:
            yield f"{session.id}/{reading.FILE}: {task.id}: there is no drill '{task.drill}'; ./lab drill list"
        if not task.hints:
            yield f"{session.id}/{reading.FILE}: {task.id}: it has no hint; write one to three"


def _pages(session: Session) -> Iterator[str]:
    shapes = {}
    names = [task.id for task in session.form.tasks]
    for language in Language:
        file = session.page(language)
        blocks = page.read(session, language)
        shapes[language] = [shape for shape in map(_shape, blocks) if shape]
        placed = [block.task for block in blocks if isinstance(block, TaskPlace)]
        if placed != names:
            yield f"{session.id}/{file.name}: it places the tasks {placed}, session.yml has {names}"
        if not any(isinstance(block, Picture) for block in blocks):
            yield f"{session.id}/{file.name}: it has no [drawing]"
        text = file.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#\s]+)", text):
            if "://" not in target and not (session.folder / target).exists():
                yield f"{session.id}/{file.name}: the link to {target} leads nowhere"
        if language is Language.KO and not HANGUL.search(text):
            yield f"{session.id}/{file.name}: there is no Korean in it"
    if shapes[Language.EN] != shapes[Language.KO]:
        first = next(
            (pair for pair in zip(shapes[Language.EN], shapes[Language.KO], strict=False) if pair[0] != pair[1]), ()
        )
        where = f": {first[0]!r} against {first[1]!r}" if first else ": one of them ends earlier"
        yield f"{session.id}: the pages have other tasks, commands or outputs{where}"


def _shape(block: Block) -> str | None:
    """What both languages have to have alike: everything but prose."""
    match block:
        case Command():
            return f"{block.line} → {block.output}"
        case TaskPlace():
            return f"task {block.task}"
        case Picture():
            return "drawing"
        case _:
            return None


def _solutions(session: Session) -> Iterator[str]:
    plays = _plays(session.folder / SOLUTION)
    if plays is None:
        yield f"{session.id}/{SOLUTION}: it has to be a list of plays"
        return
    tagged = {tag for play in plays for tag in spoiled.tags(play)}
    for name in [task.id for task in session.form.tasks if task.id not in tagged]:
        yield f"{session.id}/{SOLUTION}: no play has the tag '{name}', so nothing solves that task"


def _wrong(session: Session) -> Iterator[str]:
    told = {wrong.play for wrong in session.form.wrong}
    there = {str(file.relative_to(session.folder)) for file in (session.folder / "wrong").glob("*.yml")}
    for name in sorted(told - there):
        yield f"{session.id}/{name}: {reading.FILE} names it, and it is not there"
    for name in sorted(there - told):
        yield f"{session.id}/{name}: {reading.FILE} does not say which task has to catch it"
    for name in sorted(told & there):
        if _plays(session.folder / name) is None:
            yield f"{session.id}/{name}: it has to be a list of plays"


def _plays(file: Path) -> list[dict[str, Any]] | None:
    try:
        plays = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError):
        return None
    return plays if isinstance(plays, list) and all(isinstance(play, dict) for play in plays) else None
