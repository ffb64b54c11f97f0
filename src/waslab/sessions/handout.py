"""The learner's own files of a session: handed out, and put aside before others take their place."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import TemplateError

from waslab.errors import BadSession
from waslab.sessions import notebook as notebooks
from waslab.sessions import values
from waslab.sessions.reading import Session
from waslab.sessions.stage import Stage


def put_aside(stage: Stage, session: str) -> Path | None:
    """The learner's files of a session, beside its progress; says where. None where there are none."""
    workspace = stage.workspace(session)
    if not workspace.is_dir() or not any(workspace.iterdir()):
        return None
    aside = stage.kept / session / notebooks.now().replace(":", "-")
    aside.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(workspace, aside)
    return aside


def filled_in(file: Path, known: Mapping[str, Any]) -> str:
    """Raises BadSession naming the file."""
    try:
        return values.rendered(file.read_text(encoding="utf-8"), known)
    except TemplateError as error:
        raise BadSession(
            f"It cannot be filled in: {error.message}.", where=str(file), mend="./lab session lint"
        ) from error


def hand_out(stage: Stage, session: Session) -> None:
    """The session's files, with the learner's values in those that end in .j2."""
    workspace = stage.workspace(session.id)
    workspace.mkdir(parents=True, exist_ok=True)
    source = session.folder / "files"
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        target = workspace / file.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix == ".j2":
            known = {**session.known, **stage.variables(session)}
            text = filled_in(file, known)
            target.with_suffix("").write_text(text, encoding="utf-8")
        else:
            shutil.copy(file, target)
