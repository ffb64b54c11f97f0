"""A session begins, goes back and ends; what was begun is undone even when it was cut off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import taught
from fakes import FakePlaybooks, progress

from waslab.errors import BadUsage, CannotJudge, ConfigurationFailed
from waslab.sessions import aside, course, learner, notebook, proof, stage
from waslab.sessions.stage import Open, Stage
from waslab.sessions.words import Language

START = "- hosts: webservers\n  tasks: []\n"


def started(at: taught.FakeStage) -> Open:
    return course.start(at, "19", Language.KO, progress())


def staged(folder: Path, playbooks: FakePlaybooks | None = None, *, whole: bool = True) -> taught.FakeStage:
    made = taught.made(folder)
    (made / "start.yml").write_text(START)
    (made / "files").mkdir()
    (made / "files" / "own.txt.j2").write_text("{{ word }} in {{ workspace }}\n")
    at = taught.stage(folder, playbooks, whole=whole)
    (at.shop.layout.playbooks / "drills").mkdir(parents=True)
    return at


def test_a_session_starts_with_a_copy_its_files_and_its_play(tmp_path: Path) -> None:
    playbooks = FakePlaybooks()
    at = staged(tmp_path, playbooks)
    open_ = started(at)
    word = open_.session.known["word"]
    assert at.done == ["save before"]
    assert (at.workspace(taught.NAME) / "own.txt").read_text() == f"{word} in {at.workspace(taught.NAME)}\n"
    assert playbooks.played[0].startswith(f"{at.home / taught.NAME / 'start.yml'} word={word} workspace=")
    assert stage.opened(at).notebook == open_.notebook


def test_a_second_one_is_refused(tmp_path: Path) -> None:
    at = staged(tmp_path)
    started(at)
    with pytest.raises(BadUsage, match="is under way"):
        started(at)


def test_no_session_under_way_is_bad_usage(tmp_path: Path) -> None:
    with pytest.raises(BadUsage, match="No session is under way"):
        stage.opened(staged(tmp_path))


def test_a_start_that_fails_is_undone_by_finish(tmp_path: Path) -> None:
    playbooks = FakePlaybooks(failure=ConfigurationFailed("broken"))
    at = staged(tmp_path, playbooks)
    with pytest.raises(ConfigurationFailed):
        started(at)
    playbooks.failure = None
    course.finish(at, stage.opened(at), progress())
    assert at.done == ["save before", "forget work", "restore before", "forget before"]
    assert at.under_way() is None


def test_a_lost_progress_file_keeps_nobody_from_finishing(tmp_path: Path) -> None:
    at = staged(tmp_path)
    started(at).file.unlink()
    course.finish(at, stage.opened(at), progress())
    assert at.under_way() is None


def test_finish_needs_every_machine(tmp_path: Path) -> None:
    at = staged(tmp_path)
    open_ = started(at)
    at.shop.machines.living.clear()  # type: ignore[attr-defined]
    with pytest.raises(CannotJudge, match="do not answer"):
        course.finish(at, open_, progress())
    assert at.under_way()


def test_reset_puts_the_learner_s_files_aside_and_begins_anew(tmp_path: Path) -> None:
    at = staged(tmp_path)
    open_ = started(at)
    own = at.workspace(taught.NAME) / "own.txt"
    own.write_text("mine")
    open_.notebook.task("own-page").passed = "before"
    open_ = course.reset(at, open_, progress())
    assert own.read_text() != "mine"
    assert [file.read_text() for file in (at.kept / taught.NAME).rglob("own.txt")] == ["mine"]
    assert open_.notebook.task("own-page").passed is None


def test_values_stay_when_a_session_is_started_again(tmp_path: Path) -> None:
    """And what was finished is kept beside."""
    at = staged(tmp_path)
    first = started(at)
    course.finish(at, first, progress())
    again = started(at)
    assert again.session.known == first.session.known
    assert again.notebook.finished is None
    assert len(list((at.kept / taught.NAME).glob("finished *.json"))) == 1


def test_a_new_machine_is_put_right_by_the_roles(tmp_path: Path) -> None:
    playbooks = FakePlaybooks()
    at = staged(tmp_path, playbooks, whole=False)
    course.finish(at, started(at), progress())
    assert "site.yml" in playbooks.played


def test_work_is_set_aside_and_brought_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = staged(tmp_path)
    started(at)
    monkeypatch.setattr(Stage, "of", lambda _shop: at)
    with aside.set_aside(at.shop, progress()):
        at.done.append("the roles")
    assert at.done[1:] == ["save once work", "restore before", "the roles", "restore work", "forget work"]


def test_work_on_a_machine_that_is_new_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    playbooks = FakePlaybooks()
    at = staged(tmp_path, playbooks, whole=False)
    started(at)
    monkeypatch.setattr(Stage, "of", lambda _shop: at)
    with aside.set_aside(at.shop, progress()):
        pass
    assert at.done[3:] == ["save once before", "forget work"]
    assert len([played for played in playbooks.played if "start.yml" in played]) == 2


def test_work_that_was_set_aside_stays_kept_when_the_roles_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = staged(tmp_path)
    started(at)
    monkeypatch.setattr(Stage, "of", lambda _shop: at)
    with pytest.raises(ConfigurationFailed), aside.set_aside(at.shop, progress()):
        raise ConfigurationFailed("broken")
    assert "forget work" not in at.done


def test_tests_of_the_lab_wait_for_the_end_of_a_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = staged(tmp_path)
    monkeypatch.setattr(Stage, "of", lambda _shop: at)
    aside.require_none(at.shop)
    started(at)
    with pytest.raises(CannotJudge, match="is under way"):
        aside.require_none(at.shop)


def test_a_broken_progress_file_is_told_with_its_key(tmp_path: Path) -> None:
    file = tmp_path / "progress.json"
    file.write_text('{"session": 7}')
    with pytest.raises(BadUsage, match="session: ") as caught:
        notebook.read(file)
    assert caught.value.where == str(file)


def test_a_watcher_keeps_the_hints_that_were_taken_meanwhile(tmp_path: Path) -> None:
    at = staged(tmp_path)
    watcher = started(at)
    learner.hint(stage.opened(at), None, Language.KO)
    with watcher.latest() as kept:
        kept.task("own-page").tried += 1
    note = stage.opened(at).notebook.task("own-page")
    assert (note.hints, note.tried) == (1, 1)


@pytest.mark.parametrize("ended", [course.finish, course.reset])
def test_a_watcher_learns_that_its_session_ended(tmp_path: Path, ended: Callable[..., object]) -> None:
    at = staged(tmp_path)
    watcher = started(at)
    ended(at, stage.opened(at), progress())
    with pytest.raises(BadUsage, match="finished or reset meanwhile"), watcher.latest():
        pass


def test_only_what_was_open_counts_as_solved_by_the_lab(tmp_path: Path) -> None:
    at = staged(tmp_path)
    open_ = started(at)
    with open_.latest() as kept:
        kept.task("own-page").passed = notebook.now()
    course.solve(at, open_, ["own-page", "other"], progress())
    notes = stage.opened(at).notebook
    assert (notes.task("own-page").solved, notes.task("other").solved) == (False, True)


def test_a_proof_leaves_the_learner_s_files_alone(tmp_path: Path) -> None:
    at = staged(tmp_path)
    own = at.workspace(taught.NAME)
    own.mkdir(parents=True)
    (own / "answers.yml").write_text("mine")
    with proof.learner_s_files_away(at, taught.NAME):
        assert not own.exists()
        own.mkdir()
        (own / "answers.yml").write_text("solved")
    assert (own / "answers.yml").read_text() == "mine"
