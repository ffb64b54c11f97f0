"""What a learner does with a session that is under way: check, watch, take a hint."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from waslab.errors import BadUsage
from waslab.sessions import judging
from waslab.sessions.form import Task
from waslab.sessions.judging import Judged
from waslab.sessions.stage import Open, Stage
from waslab.sessions.words import Language, Words

WATCH_SECONDS = 2

Look = Callable[[Sequence[Task]], list[Judged]]

NO_HINT = Words(en="There is no further hint.", ko="더 이상 힌트가 없습니다.")


@contextmanager
def looking(at: Stage, open_: Open) -> Iterator[Look]:
    """Connections stay open between looks; what is found goes into the notebook's file."""
    with at.eyes(open_) as eyes, at.copies(open_.session) as copies:

        def look(tasks: Sequence[Task]) -> list[Judged]:
            seen = judging.see(open_.session, tasks, eyes, copies.configuration)
            with open_.latest() as notebook:
                return judging.write_down(seen, notebook)

        yield look


def chosen(open_: Open, name: str | None) -> tuple[Task, ...]:
    return (open_.session.task(name),) if name else open_.session.form.tasks


def watch(at: Stage, open_: Open, tasks: Sequence[Task]) -> Iterator[list[Judged]]:
    """Again and again, until all are passed."""
    with looking(at, open_) as look:
        while True:
            found = look(tasks)
            yield found
            if all(one.passed for one in found):
                return
            time.sleep(WATCH_SECONDS)


def hint(open_: Open, name: str | None, language: Language) -> str:
    """The next one of the task, or of the first task that is not passed."""
    task = open_.session.task(name) if name else _first_open(open_)
    with open_.latest() as notebook:
        note = notebook.task(task.id)
        if note.hints >= len(task.hints):
            given = "\n".join(words[language] for words in task.hints)
            return f"{task.id}: {given}\n{NO_HINT[language]}"
        note.hints += 1
        return f"{task.id}, {note.hints}/{len(task.hints)}: {task.hints[note.hints - 1][language]}"


def _first_open(open_: Open) -> Task:
    for task in open_.session.form.tasks:
        if not open_.notebook.task(task.id).passed:
            return task
    raise BadUsage("Every task is passed.", mend="./lab session finish")
