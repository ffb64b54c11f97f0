"""The commands `./lab session …` of a learner; those of authors and teachers are in session_author."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from waslab import graph, say
from waslab.cli import session_author
from waslab.cli.common import Json, console, error_console, print_json, workshop
from waslab.errors import Exit
from waslab.lock import only_one
from waslab.progress import Progress, display_for
from waslab.sessions import course, learner, page, reading, screen, stage, web
from waslab.sessions.stage import Stage
from waslab.sessions.words import Language

Task = Annotated[str | None, typer.Argument(metavar="TASK", help="One task; without it all of them.")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        name="session", help="Hands-on sessions: a guide, and tasks that the lab checks.", no_args_is_help=True
    )
    for command in (start, guide, status, check, hint, solve, reset, finish):
        group.command()(command)
    group.command("list")(list_)
    session_author.register(group)
    app.add_typer(group)


def _stage() -> Stage:
    return Stage.of(workshop())


def _progress(at: Stage) -> Progress:
    return Progress(display_for(at.shop.console))


def _own_language() -> Language:
    """That of the computer, where the sessions have it."""
    asked = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return next((language for language in Language if asked.startswith(f"{language.value}_")), Language.EN)


def list_(*, json: Json = False) -> int:
    """The sessions, in the order in which they build on each other."""
    at, language = _stage(), _own_language()
    found = [reading.read(folder, at.shop.topology, seed="list") for folder in reading.folders(at.home)]
    if json:
        print_json([{"id": one.id, "title": one.form.title[language], "minutes": one.form.minutes} for one in found])
        return Exit.HOLDS
    now = at.under_way()
    rows = [
        (one.id, one.form.title[language], str(one.form.minutes), "under way" if now and one.id == now.session else "")
        for one in found
    ]
    say.table(console(), ("session", "title", "minutes", ""), rows)
    say.commands(console(), "next", ["./lab session guide" if now else "./lab session start 01"])
    return Exit.HOLDS


def start(
    session: Annotated[str, typer.Argument(metavar="ID", help="A number or name of ./lab session list.")],
    *,
    language: Annotated[Language | None, typer.Option(help="Of the guide and of all that the checks say.")] = None,
) -> int:
    """Prepare the lab for a session, and hand out its files."""
    at = _stage()
    with only_one(at.shop.layout):
        open_ = course.start(at, session, language or _own_language(), _progress(at))
    at.shop.console.print(open_.session.form.starts_from[open_.notebook.language], highlight=False, markup=False)
    say.commands(at.shop.console, "next", ["./lab session guide", "./lab session check"])
    return Exit.HOLDS


def guide(
    *,
    on_the_web: Annotated[
        bool, typer.Option("--web", help="In your browser, with ticks that follow what you do.")
    ] = False,
) -> int:
    """The session's page, with your own values and the state of each task."""
    at = _stage()
    open_ = stage.opened(at)
    language = open_.notebook.language
    blocks = page.read(open_.session, language)
    drawing = graph.part(graph.draw(at.shop.topology, at.shop.layout.playbooks), open_.session.form.needs)
    if on_the_web:
        web.serve(at, open_, blocks, drawing, lambda address: say.commands(at.shop.console, "open", [address]))
    else:
        at.shop.console.print(screen.guide(open_.session, blocks, language, open_.notebook, drawing))
    return Exit.HOLDS


def status(*, json: Json = False) -> int:
    """Which tasks are passed."""
    at = _stage()
    open_ = stage.opened(at)
    if json:
        print_json(screen.as_json(open_.session, open_.notebook))
    else:
        say.table(at.shop.console, ("task", "state", "tried", "hints"), screen.rows(open_.session, open_.notebook))
        say.commands(at.shop.console, "next", ["./lab session check", "./lab session hint"])
    passed = all(open_.notebook.task(task.id).passed for task in open_.session.form.tasks)
    return Exit.HOLDS if passed else Exit.DOES_NOT_HOLD


def check(
    task: Task = None,
    *,
    watch: Annotated[bool, typer.Option("--watch", help="Go on until all is passed.")] = False,
    json: Json = False,
) -> int:
    """Look what is reached, and say what is not right yet. Exit code 1 when something is not."""
    at = _stage()
    open_ = stage.opened(at)
    language, tasks = open_.notebook.language, learner.chosen(open_, task)
    found = []
    for found in learner.watch(at, open_, tasks):
        if json:
            print_json([one.as_json(language) for one in found])
        elif watch:
            at.shop.console.clear()
        if not json:
            at.shop.console.print(screen.judged(found, language), highlight=False, soft_wrap=True)
        if not watch:
            break
    if all(one.passed for one in found):
        return Exit.HOLDS
    say.commands(error_console(), "next", ["./lab session hint"])
    return Exit.DOES_NOT_HOLD


def hint(task: Task = None) -> int:
    """The next hint for a task, or for the first one that is not passed."""
    at = _stage()
    open_ = stage.opened(at)
    at.shop.console.print(
        learner.hint(open_, task, open_.notebook.language), highlight=False, markup=False, soft_wrap=True
    )
    return Exit.HOLDS


def solve(task: Task = None) -> int:
    """Let the lab do it."""
    at = _stage()
    open_ = stage.opened(at)
    with only_one(at.shop.layout):
        course.solve(at, open_, [one.id for one in learner.chosen(open_, task)], _progress(at))
    say.commands(at.shop.console, "next", ["./lab session check"])
    return Exit.HOLDS


def reset() -> int:
    """Take the session back to its beginning; your own files are put aside."""
    at = _stage()
    open_ = stage.opened(at)
    with only_one(at.shop.layout):
        course.reset(at, open_, _progress(at))
    say.commands(at.shop.console, "see", [at.shop.layout.shown(at.kept / open_.session.id)])
    return Exit.HOLDS


def finish() -> int:
    """Leave the lab as it was before; your progress and your files are kept."""
    at = _stage()
    open_ = stage.opened(at)
    with only_one(at.shop.layout):
        course.finish(at, open_, _progress(at))
    say.commands(at.shop.console, "see", [at.shop.layout.shown(open_.file)])
    return Exit.HOLDS
