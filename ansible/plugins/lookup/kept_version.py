"""Keeps the sources of a version of the shop at its first use, and gives the folder that they are in."""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleLookupError

from ansible.plugins.lookup import LookupBase

DOCUMENTATION = """
name: kept_version
short_description: The folder with the sources of a version
description:
  - A version is a copy of the sources, made when it is asked for the first time; it never changes.
  - So the same name delivers the same sources again, whatever has become of them.
options:
  _terms:
    description: One name, or V(sources) for a version that is named by a digest of the sources as they stand.
    required: true
  sources:
    description: Folder of the sources.
    type: path
    required: true
  parts:
    description: The folders in it that make a version.
    type: list
    elements: str
    required: true
  folder:
    description: Folder of the kept versions.
    type: path
    required: true
author: waslab
"""

RETURN = """
_raw:
  description: The folder; its last part is the version's name.
  type: list
  elements: path
"""

SOURCES = "sources"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
NO_PART = shutil.ignore_patterns("tests", "__pycache__", "*.pyc", "*.md", ".*")
"""What no machine needs: a change of it makes no version."""


def keep(name: str, sources: Path, parts: list[str], folder: Path) -> Path:
    """The version's folder, made when it is missing. Runs side by side make it once."""
    if not NAME.fullmatch(name):
        raise AnsibleLookupError(
            f"shop_version is {name!r}: a name has up to 64 letters, digits, points, hyphens and underscores, "
            "with a letter or a digit first."
        )
    version = folder / (digest(sources, parts) if name == SOURCES else name)
    if not version.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".partial-", dir=folder) as partial:
            copy = Path(partial, name)
            for part in parts:
                shutil.copytree(present(sources / part), copy / part, ignore=NO_PART)
            try:
                copy.rename(version)
            except OSError:
                if not version.is_dir():
                    raise
    return version


def digest(sources: Path, parts: list[str]) -> str:
    """Of the names and contents of all files; the same on every computer."""
    found = hashlib.sha256()
    for part in parts:
        for file in files(present(sources / part)):
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            found.update(f"{file.relative_to(sources)} {content}\n".encode())
    return found.hexdigest()[:12]


def files(folder: Path) -> Iterator[Path]:
    entries = sorted(folder.iterdir())
    ignored = NO_PART(str(folder), [entry.name for entry in entries])
    for entry in entries:
        if entry.name not in ignored:
            yield from files(entry) if entry.is_dir() else [entry]


def present(folder: Path) -> Path:
    if not folder.is_dir():
        raise AnsibleLookupError(f"There is no folder {folder}: set shop_sources to the folder that the shop's are in.")
    return folder


class LookupModule(LookupBase):  # type: ignore[misc] # Ansible has no types
    def run(self, terms: list[str], variables: dict[str, Any] | None = None, **options: Any) -> list[str]:
        self.set_options(var_options=variables, direct=options)
        sources, folder = (Path(self.get_option(name)).resolve() for name in ("sources", "folder"))
        return [str(keep(str(term), sources, self.get_option("parts"), folder)) for term in terms]
