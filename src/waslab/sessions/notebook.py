"""What a learner has reached: one file for each session in .lab/sessions, which can be handed in."""

from __future__ import annotations

import fcntl
import getpass
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from waslab.errors import BadUsage
from waslab.sessions.words import Language


def now() -> str:
    """RFC 3339, UTC, as the servers' logs write it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _moment(told: str) -> str:
    if datetime.fromisoformat(told).tzinfo is None:
        raise ValueError("a time zone is expected, such as Z at the end")
    return told


Moment = Annotated[str, AfterValidator(_moment)]
"""RFC 3339."""


class Held(BaseModel):
    """The facts of a task that were seen under one configuration."""

    configuration: str = ""
    facts: set[int] = Field(default_factory=set)


class TaskNote(BaseModel):
    """`passed`: when for the first time. `causes`: how often each one stopped the learner."""

    passed: Moment | None = None
    tried: int = 0
    hints: int = 0
    solved: bool = False
    causes: dict[str, int] = Field(default_factory=dict)
    held: Held = Field(default_factory=Held)


class Notebook(BaseModel):
    """`seed` draws the learner's values, so that they stay the same."""

    session: str
    learner: str = Field(default_factory=getpass.getuser)
    seed: str = Field(default_factory=lambda: secrets.token_hex(8))
    language: Language = Language.EN
    began: Moment = Field(default_factory=now)
    finished: Moment | None = None
    tasks: dict[str, TaskNote] = Field(default_factory=dict)

    def task(self, name: str) -> TaskNote:
        return self.tasks.setdefault(name, TaskNote())


def read(file: Path) -> Notebook | None:
    """None where there is none."""
    if not file.exists():
        return None
    try:
        return Notebook.model_validate_json(file.read_text(encoding="utf-8"))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"])) or "the file"
        raise BadUsage(f"{key}: {first['msg']}.", where=str(file), mend=f"rm {file}   # and begin again") from error


def keep(notebook: Notebook, file: Path) -> None:
    write_whole(file, notebook.model_dump_json(indent=2) + "\n")


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """One command at a time reads a notebook and writes it again."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.with_suffix(".lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write_whole(file: Path, text: str) -> None:
    """In one go: a loss of power leaves the old file or the new one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
