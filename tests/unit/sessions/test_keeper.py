"""What a learner changed is put back, to the last file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from waslab.sessions import keeper


class Systemctl:
    """Units by state, and what was done to them; every other program is a real one."""

    def __init__(self, others: Callable[..., str], **states: str) -> None:
        self.others = others
        self.states = states
        self.broken: set[str] = set()
        self.done: list[str] = []

    def __call__(self, *command: str, may_fail: bool = False) -> str:
        if command[0] != "systemctl":
            return self.others(*command, may_fail=may_fail)
        if command[1] == "is-active":
            return f"{self.states[command[2]]}\n"
        self.done.append(" ".join(command[1:]))
        if command[1] in {"restart", "stop"}:
            starts = command[1] == "restart" and command[2] not in self.broken
            self.states[command[2]] = "active" if starts else "inactive"
        return ""


@pytest.fixture
def etc(tmp_path: Path) -> Path:
    folder = tmp_path / "etc"
    (folder / "site").mkdir(parents=True)
    (folder / "site" / "one.conf").write_text("one")
    (folder / "link").symlink_to("site/one.conf")
    return folder


@pytest.fixture(autouse=True)
def units(monkeypatch: pytest.MonkeyPatch) -> Systemctl:
    """Those of a machine that has no other program of its own than the host's."""
    made = Systemctl(keeper.run, one="active", two="inactive", three="active")
    monkeypatch.setattr(keeper, "run", made)
    return made


def asked(etc: Path, *more: Path, once: bool = False) -> dict[str, Any]:
    paths = [str(path) for path in (etc, *more)]
    return {"folder": str(etc.parent / "kept"), "paths": paths, "services": [], "once": once}


def listing(folder: Path) -> dict[str, tuple[int, str]]:
    files = (path for path in sorted(folder.rglob("*")))
    return {str(path): (path.lstat().st_mode, path.read_text() if path.is_file() else "") for path in files}


def test_what_was_changed_deleted_and_added_is_as_before(etc: Path) -> None:
    before = listing(etc)
    keeper.save(asked(etc))
    (etc / "site" / "one.conf").write_text("other")
    (etc / "site" / "one.conf").chmod(0o600)
    (etc / "link").unlink()
    (etc / "new").mkdir()
    (etc / "new" / "file").write_text("new")
    assert keeper.restore(asked(etc)) == {"kept": True, "equal": True, "down": []}
    assert listing(etc) == before


def test_what_was_not_there_is_gone_again(etc: Path) -> None:
    new = etc.parent / "own"
    keeper.save(asked(etc, new))
    new.mkdir()
    (new / "file").write_text("new")
    keeper.restore(asked(etc, new))
    assert not new.exists()


def test_without_a_copy_nothing_is_touched(etc: Path) -> None:
    before = listing(etc)
    assert keeper.restore(asked(etc)) == {"kept": False}
    assert listing(etc) == before


def test_a_copy_that_was_cut_off_is_none(etc: Path) -> None:
    keeper.save(asked(etc))
    (etc.parent / "kept" / "note.json").unlink()
    assert keeper.restore(asked(etc)) == {"kept": False}


def test_an_earlier_copy_stays_where_only_one_is_wanted(etc: Path) -> None:
    keeper.save(asked(etc))
    (etc / "site" / "one.conf").write_text("other")
    keeper.save(asked(etc, once=True))
    keeper.restore(asked(etc))
    assert (etc / "site" / "one.conf").read_text() == "one"


def test_a_fingerprint_is_of_contents_and_modes_and_not_of_times(etc: Path) -> None:
    file = etc / "site" / "one.conf"
    before = keeper.fingerprint([str(etc)])
    file.touch()
    assert keeper.fingerprint([str(etc)]) == before
    file.chmod(0o600)
    assert keeper.fingerprint([str(etc)]) != before


def test_services_run_again_as_they_did(etc: Path, units: Systemctl) -> None:
    """One that was stopped is started, one that was started is stopped, and none else is disturbed."""
    order = {**asked(etc), "paths": [], "services": ["one", "two", "three"]}
    keeper.save(order)
    units.states |= {"one": "failed", "two": "active"}
    keeper.restore(order)
    assert units.states == {"one": "active", "two": "inactive", "three": "active"}
    assert "restart three" not in units.done


def test_services_read_their_files_anew_where_these_had_changed(etc: Path, units: Systemctl) -> None:
    order = {**asked(etc), "services": ["one"]}
    keeper.save(order)
    (etc / "site" / "one.conf").write_text("other")
    keeper.restore(order)
    assert units.done == ["daemon-reload", "reset-failed one", "restart one"]


def test_a_unit_that_failed_is_one_that_does_not_run(units: Systemctl) -> None:
    """Or a lab with a unit that had failed before would never be as it was."""
    units.states["one"] = "failed"
    assert keeper.states(["one", "two", "three"]) == {"one": "inactive", "two": "inactive", "three": "active"}


def test_what_the_session_touches_only_since_the_copy_was_made_stays(etc: Path, tmp_path: Path) -> None:
    """Its author may have added a path or a service while it was under way."""
    keeper.save(asked(etc))
    (etc / "site" / "one.conf").write_text("other")
    later = tmp_path / "later"
    later.mkdir()
    more = {**asked(etc, later), "services": ["one"]}
    assert keeper.restore(more)["equal"]
    assert later.is_dir()


def test_a_service_that_does_not_start_with_its_files_is_named(etc: Path, units: Systemctl) -> None:
    keeper.save({**asked(etc), "services": ["one", "two"]})
    (etc / "site" / "one.conf").write_text("other")
    units.broken = {"one"}
    assert keeper.restore(asked(etc))["down"] == ["one"]
