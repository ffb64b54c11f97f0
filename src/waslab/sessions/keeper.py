"""Runs on a machine: keeps what a session lets the learner change, and puts it back.

Asked by one JSON object: `do`, `folder`, `paths`, `services`, `once` (an earlier copy stays).
Answers with another one. What is put back is what the copy holds, whatever else the session touches by now.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TAR = ("--xattrs", "--acls", "--absolute-names")

ACTIVE = {"active", "reloading", "activating"}


def main() -> None:
    asked = json.loads(sys.argv[1])
    print(json.dumps(STEPS[asked["do"]](asked)))  # noqa: T201 - whoever asked reads it


def save(asked: dict[str, Any]) -> dict[str, Any]:
    """The note comes last: a copy without one is not whole, and nothing has been changed yet."""
    folder = Path(asked["folder"])
    if asked["once"] and (folder / "note.json").exists():
        return {"kept": True}
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    there = [path for path in asked["paths"] if os.path.lexists(path)]
    # From /dev/null too, or tar refuses to keep nothing.
    run("tar", "--create", *TAR, "--file", f"{folder}/copy.tar", "--files-from", "/dev/null", "--", *there)
    paths, services = asked["paths"], states(asked["services"])
    note = {"paths": paths, "fingerprint": fingerprint(paths), "services": services}
    fresh = folder / "note.new"
    fresh.write_text(json.dumps(note), encoding="utf-8")
    fresh.replace(folder / "note.json")
    return {"kept": True}


def restore(asked: dict[str, Any]) -> dict[str, Any]:
    """May be repeated. Services start anew where their files had changed; files put back have their old times.

    `down`: services that do not start with these files.
    """
    folder = Path(asked["folder"])
    try:
        note = json.loads((folder / "note.json").read_text(encoding="utf-8"))
    except OSError:
        return {"kept": False}
    paths, services = note["paths"], note["services"]
    changed = fingerprint(paths) != note["fingerprint"]
    away = {unit for unit, state in states(list(services)).items() if state != services[unit]}
    touched = services.keys() if changed else away
    for unit in touched:
        if services[unit] not in ACTIVE:
            run("systemctl", "stop", unit, may_fail=True)
    if changed:
        for path in map(Path, paths):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
        run("tar", "--extract", *TAR, "--file", f"{folder}/copy.tar")
        run("systemctl", "daemon-reload")
    for unit in touched:
        run("systemctl", "reset-failed", unit, may_fail=True)
        if services[unit] in ACTIVE:
            run("systemctl", "restart", unit, may_fail=True)
    down = [unit for unit, state in states(list(touched)).items() if state not in ACTIVE and services[unit] in ACTIVE]
    return {"kept": True, "equal": fingerprint(paths) == note["fingerprint"], "down": down}


def look(asked: dict[str, Any]) -> dict[str, Any]:
    return {"fingerprint": fingerprint(asked["paths"]), "services": states(asked["services"])}


def forget(asked: dict[str, Any]) -> dict[str, Any]:
    shutil.rmtree(asked["folder"], ignore_errors=True)
    return {}


def states(units: list[str]) -> dict[str, str]:
    shown = {unit: run("systemctl", "is-active", unit, may_fail=True).strip() for unit in units}
    # A unit that is not there, and one that failed, do not run.
    return {unit: state if state in ACTIVE else "inactive" for unit, state in shown.items()}


def fingerprint(paths: list[str]) -> str:
    """Of names, owners, modes and contents, not of times."""
    told = hashlib.sha256()
    for file in sorted(file for path in paths for file in below(Path(path))):
        known = file.lstat()
        told.update(f"{file} {known.st_mode} {known.st_uid} {known.st_gid}\n".encode())
        if file.is_symlink():
            told.update(str(file.readlink()).encode())
        elif file.is_file():
            told.update(file.read_bytes())
    return told.hexdigest()


def below(path: Path) -> Iterator[Path]:
    if os.path.lexists(path):
        yield path
    if path.is_dir() and not path.is_symlink():
        yield from path.rglob("*")


def run(*command: str, may_fail: bool = False) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode and not may_fail:
        sys.exit(f"{' '.join(command)}: {done.stderr.strip() or done.returncode}")
    return done.stdout


STEPS = {"save": save, "restore": restore, "look": look, "forget": forget}

if __name__ == "__main__":
    main()
