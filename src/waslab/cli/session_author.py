"""The commands `./lab session …` of authors and teachers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from waslab import drills, say
from waslab.cli.common import console, workshop
from waslab.drills.run import require_whole
from waslab.errors import Exit
from waslab.lock import only_one
from waslab.progress import Progress, display_for
from waslab.sessions import classroom, lint, proof, reading, skeleton
from waslab.sessions.aside import require_none
from waslab.sessions.stage import Stage

Ids = Annotated[list[str] | None, typer.Argument(metavar="ID…", help="Sessions; without one all of them.")]


def register(group: typer.Typer) -> None:
    group.command("lint")(lint_)
    group.command()(prove)
    group.command()(new)
    group.command()(report)


def _folders(at: Stage, ids: list[str] | None) -> list[Path]:
    return [reading.choose(at.home, typed) for typed in ids] if ids else reading.folders(at.home)


def lint_(ids: Ids = None) -> int:
    """For authors: look for mistakes that need no machine."""
    at = Stage.of(workshop())
    known = drills.Ground(at.shop).drills
    found = [
        problem for folder in _folders(at, ids) for problem in lint.problems(folder, at.shop.topology, tuple(known))
    ]
    for problem in found:
        console().print(f"✘ {problem}", markup=False, soft_wrap=True)
    return Exit.DOES_NOT_HOLD if found else Exit.HOLDS


def prove(ids: Ids = None) -> int:
    """For authors: on the running lab, the solution passes, each wrong one is caught, and nothing is left."""
    shop = workshop()
    at = proof.stage_for(shop)
    folders = _folders(at, ids)
    if lint_([folder.name for folder in folders]):
        return Exit.DOES_NOT_HOLD
    progress = Progress(display_for(shop.console))
    with only_one(shop.layout):
        require_none(shop)
        require_whole(drills.Ground(shop))
        proofs = [proof.prove(at, folder.name, progress) for folder in folders]
        left = proof.site_unchanged(at, progress)
    rows = [(one.session, f"{one.caught} of {one.wrong}", str(len(one.problems))) for one in proofs]
    say.table(shop.console, ("session", "wrong ones caught", "problems"), rows)
    problems = [f"{one.session}: {problem}" for one in proofs for problem in one.problems] + left
    for problem in problems:
        shop.console.print(f"✘ {problem}", markup=False, soft_wrap=True)
    return Exit.DOES_NOT_HOLD if problems else Exit.HOLDS


def new(name: Annotated[str, typer.Argument(metavar="NN-NAME", help="Such as 19-who-may-cache.")]) -> int:
    """For authors: begin a session, with files that lint."""
    at = Stage.of(workshop())
    folder = skeleton.make(at.home, name)
    say.commands(console(), "next", [f"./lab session lint {name}", f"ls {at.shop.layout.shown(folder)}"])
    return Exit.HOLDS


def report(
    handed_in: Annotated[
        list[Path], typer.Argument(metavar="PATH…", help="Files that learners handed in, or folders.")
    ],
) -> int:
    """For teachers: each learner by task, with hints, time, and what stops most."""
    say.table(console(), classroom.HEADINGS, [tuple(map(escape, row.cells)) for row in classroom.rows(handed_in)])
    return Exit.HOLDS
