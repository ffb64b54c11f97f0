"""Begins a new session: a folder with files that lint and prove."""

from __future__ import annotations

import re
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from waslab.errors import BadUsage

PLACE = "NN-NAME"
"""Stands for the session's name in the files."""


def make(home: Path, name: str) -> Path:
    if not re.fullmatch(r"[0-9]{2}-[a-z0-9-]+", name):
        raise BadUsage(f"'{name}' is no name of a session.", mend="./lab session new 19-who-may-cache")
    folder = home / name
    if folder.exists():
        raise BadUsage(f"There is a session {name} already.", mend=f"ls {folder}")
    _copy(resources.files("waslab.sessions").joinpath("skeleton"), folder, name)
    return folder


def _copy(source: Traversable, target: Path, name: str) -> None:
    target.mkdir(parents=True)
    for entry in source.iterdir():
        if entry.is_dir():
            _copy(entry, target / entry.name, name)
        else:
            text = entry.read_text(encoding="utf-8")
            (target / entry.name).write_text(text.replace(PLACE, name), encoding="utf-8")
