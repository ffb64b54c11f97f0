"""What authors and teachers type."""

from __future__ import annotations

from pathlib import Path

import pytest
import taught
from fakes import FakeWorkshop

from waslab import cli
from waslab.errors import Exit
from waslab.sessions import notebook
from waslab.sessions.notebook import Notebook


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeWorkshop:
    at = taught.stage(tmp_path)
    (at.shop.layout.playbooks / "drills").mkdir(parents=True)
    (at.shop.layout.playbooks / "drills" / "catalogue.yml").write_text("{}")
    monkeypatch.setattr("waslab.cli.session_author.workshop", lambda: at.shop)
    assert isinstance(at.shop, FakeWorkshop)
    return at.shop


def typed(*words: str) -> int:
    return cli.run(["session", *words])


def test_a_new_session_lints(tmp_path: Path) -> None:
    assert typed("new", taught.NAME) == Exit.HOLDS
    assert (tmp_path / "sessions" / taught.NAME / "session.yml").exists()
    assert typed("lint") == Exit.HOLDS


def test_lint_names_the_file_and_the_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = taught.made(tmp_path) / "session.yml"
    file.write_text(file.read_text().replace("minutes: 15", "minutes: soon"))
    assert typed("lint", "19") == Exit.DOES_NOT_HOLD
    assert f"{file}:4: minutes: " in capsys.readouterr().out


def test_what_does_not_lint_is_not_proven(tmp_path: Path, shop: FakeWorkshop) -> None:
    """No machine is asked for it."""
    (taught.made(tmp_path) / "guide.ko.md").unlink()
    assert typed("prove", "19") == Exit.DOES_NOT_HOLD
    assert not (shop.layout.kept / "session.json").exists()


def test_a_report_has_each_learner(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("kim", "lee"):
        notebook.keep(Notebook(session=taught.NAME, learner=name), tmp_path / "in" / f"{name}.json")
    assert typed("report", str(tmp_path / "in")) == Exit.HOLDS
    out = capsys.readouterr().out
    assert "kim" in out
    assert "lee" in out


def test_a_report_of_nothing_is_bad_usage(tmp_path: Path) -> None:
    assert typed("report", str(tmp_path / "nowhere")) == Exit.BAD_USAGE
