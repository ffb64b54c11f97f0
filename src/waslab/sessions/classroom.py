"""What the progress files of many learners tell a teacher."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from waslab.errors import BadUsage
from waslab.sessions import notebook as notebooks
from waslab.sessions.notebook import Notebook


@dataclass(frozen=True)
class Row:
    """One learner in one session. `tasks`: by name, ✔ passed, ● solved by the lab, ✘ tried in vain, · not tried."""

    learner: str
    session: str
    tasks: dict[str, str]
    hints: int
    minutes: int
    stopped_by: str

    @property
    def cells(self) -> tuple[str, ...]:
        told = " ".join(f"{mark} {name}" for name, mark in self.tasks.items())
        return (self.learner, self.session, told, str(self.hints), str(self.minutes), self.stopped_by)


HEADINGS = ("learner", "session", "tasks", "hints", "minutes", "stops most")


def rows(given: Sequence[Path]) -> list[Row]:
    """By session and learner. Raises BadUsage where there is nothing to read."""
    found = [_row(notebook) for path in given for notebook in _notebooks(path)]
    if not found:
        asked = ", ".join(map(str, given))
        raise BadUsage(f"There is no progress file in {asked}.", mend="ls .lab/sessions   # what a learner hands in")
    return sorted(found, key=lambda row: (row.session, row.learner))


def _notebooks(given: Path) -> Iterator[Notebook]:
    if not given.exists():
        raise BadUsage(f"There is no {given}.", mend="./lab session report FILE_OR_FOLDER…")
    for file in [given] if given.is_file() else sorted(given.rglob("*.json")):
        if _is_progress(file) and (notebook := notebooks.read(file)):
            yield notebook


def _is_progress(file: Path) -> bool:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadUsage(f"This is not JSON: {error}.", where=str(file), mend=f"rm {file}") from error
    return isinstance(told, dict) and "session" in told


def _row(notebook: Notebook) -> Row:
    notes = notebook.tasks
    causes: Counter[str] = Counter()
    for name, note in notes.items():
        causes.update({f"{name}: {cause}": count for cause, count in note.causes.items()})
    most = causes.most_common(1)
    return Row(
        learner=notebook.learner,
        session=notebook.session,
        tasks={name: _mark(note) for name, note in notes.items()},
        hints=sum(note.hints for note in notes.values()),
        minutes=_minutes(notebook),
        stopped_by=f"{most[0][0]} ({most[0][1]})" if most else "",
    )


def _mark(note: notebooks.TaskNote) -> str:
    if note.passed:
        return "●" if note.solved else "✔"
    return "✘" if note.tried else "·"


def _minutes(notebook: Notebook) -> int:
    """From the beginning to the last task that was passed."""
    passed = [note.passed for note in notebook.tasks.values() if note.passed]
    if not passed:
        return 0
    spent = datetime.fromisoformat(max(passed)) - datetime.fromisoformat(notebook.began)
    return max(0, round(spent.total_seconds() / 60))
