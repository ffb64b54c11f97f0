"""How a task is judged: from the bottom up, by its mode, and in words of the subject."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import taught
from taught import Said

from waslab.errors import CannotJudge
from waslab.sessions.eyes import Answer, Eyes
from waslab.sessions.form import Mode, Task
from waslab.sessions.judging import Configuration, Judged, Step, see, write_down
from waslab.sessions.notebook import Notebook
from waslab.sessions.reading import Session
from waslab.sessions.words import Language

RUNS = {"is-active": Said("active")}
GOOD = Answer(200, {}, "amber birch cedar dune")
LOST = Answer(502, {}, "")


def judge(
    session: Session, tasks: Sequence[Task], eyes: Eyes, notebook: Notebook, configuration: Configuration
) -> list[Judged]:
    return write_down(see(session, tasks, eyes, configuration), notebook)


@dataclass
class Look:
    """Looks at one session again and again, as a learner would."""

    session: Session
    folder: Path
    notebook: Notebook = field(default_factory=lambda: Notebook(session=taught.NAME))
    configuration: str = "as it was"

    def __call__(self, replies: dict[str, Any], *answers: Answer) -> Judged:
        eyes = taught.eyes(self.folder, replies, *answers)
        (found,) = judge(self.session, self.session.form.tasks, eyes, self.notebook, lambda: self.configuration)
        return found


def looking(folder: Path, **changed: Any) -> Look:
    return Look(taught.session(folder, lambda data: data["tasks"][0].update(changed)), folder)


def test_a_task_whose_facts_are_so_passes(tmp_path: Path) -> None:
    look = looking(tmp_path)
    assert look(RUNS, GOOD).passed
    assert look.notebook.task("own-page").passed


def test_below_the_first_break_nothing_is_judged(tmp_path: Path) -> None:
    """No request is made of a server that does not run."""
    found = looking(tmp_path)({"is-active": Said("failed")}, GOOD)
    assert [step.finding and step.finding.so for step in found.steps] == [True, False, None, None]
    assert found.cause == "stopped"


def test_a_machine_that_is_away_breaks_the_chain_at_its_bottom(tmp_path: Path) -> None:
    found = looking(tmp_path)({"true": RuntimeError("no route")})
    assert found.cause == "away"
    assert found.steps[1].finding is None


def test_a_machine_that_is_lost_meanwhile_is_away_too(tmp_path: Path) -> None:
    """Whoever checks gets a sentence, and no traceback."""
    found = looking(tmp_path)({"is-active": RuntimeError("connection lost")})
    assert found.cause == "away"
    assert "The machine does not answer" in found.message(Language.EN)


def test_the_message_is_the_session_s_own(tmp_path: Path) -> None:
    found = looking(tmp_path)({**RUNS, "cat": Said(rc=1)})
    assert found.message(Language.EN) == "The web server has no file for this address."
    assert found.message(Language.KO) == "이 주소에 해당하는 파일이 없습니다."


def test_a_cause_without_words_of_its_own_has_those_of_the_check(tmp_path: Path) -> None:
    found = looking(tmp_path)({"is-active": Said("failed")})
    assert found.message(Language.EN) == "The service does not run."


def test_what_stops_a_learner_is_counted(tmp_path: Path) -> None:
    look = looking(tmp_path)
    look(RUNS, LOST)
    look(RUNS, LOST)
    note = look.notebook.task("own-page")
    assert (note.tried, note.causes) == (2, {"status": 2})


def test_a_state_is_lost_again(tmp_path: Path) -> None:
    """The moment when it was first there stays in the notebook."""
    look = looking(tmp_path)
    look(RUNS, GOOD)
    assert not look(RUNS, LOST).passed
    assert look.notebook.task("own-page").passed


def test_an_event_stays_passed(tmp_path: Path) -> None:
    look = looking(tmp_path, mode="event")
    look(RUNS, GOOD)
    assert look(RUNS, LOST).passed


NOT_AT_ONCE = [{"http": {"url": "/x", "status": 200}}, {"http": {"url": "/x", "status": 502}}]


def test_facts_may_be_seen_one_after_the_other_under_one_configuration(tmp_path: Path) -> None:
    look = looking(tmp_path, mode="hold", check=NOT_AT_ONCE, fail={})
    assert not look(RUNS, GOOD).passed
    assert look(RUNS, LOST).passed


def test_facts_of_two_configurations_do_not_add_up(tmp_path: Path) -> None:
    look = looking(tmp_path, mode="hold", check=NOT_AT_ONCE, fail={})
    look(RUNS, GOOD)
    look.configuration = "another"
    assert not look(RUNS, LOST).passed
    assert look(RUNS, GOOD).passed


def test_a_configuration_that_changes_meanwhile_counts_for_nothing(tmp_path: Path) -> None:
    look = looking(tmp_path, mode="hold")
    moments: Iterator[str] = iter(["before", "after"])
    eyes = taught.eyes(tmp_path, RUNS, GOOD)
    (found,) = judge(look.session, look.session.form.tasks, eyes, look.notebook, lambda: next(moments))
    assert not found.passed


def test_a_task_is_given_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And no more than it needs."""
    look = looking(tmp_path, within=20)
    eyes = taught.eyes(tmp_path, RUNS, LOST)

    def mend(_seconds: float) -> None:
        eyes.answers = [GOOD]

    monkeypatch.setattr(time, "sleep", mend)
    (found,) = judge(look.session, look.session.form.tasks, eyes, look.notebook, lambda: "")
    assert found.passed
    assert len(eyes.asked) == 2


def test_a_task_that_measures_is_judged_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever another task asks at the same time would be in its figures; the others do not wait for each other."""
    modes = {"own-page": "state", "figure": "claim", "other": "state"}

    def three_tasks(data: dict[str, Any]) -> None:
        data["tasks"] = [{**data["tasks"][0], "id": name, "mode": mode} for name, mode in modes.items()]

    others = threading.Barrier(2)
    under_way: set[str] = set()
    beside_the_figure: set[str] = set()

    def look(_chain: object, _eyes: object, task: Task) -> tuple[Step, ...]:
        under_way.add(task.id)
        if task.mode is Mode.CLAIM:
            beside_the_figure.update(under_way - {task.id})
        else:
            others.wait(timeout=10)
        under_way.remove(task.id)
        return ()

    monkeypatch.setattr("waslab.sessions.judging.look", look)
    session = taught.session(tmp_path, three_tasks)
    found = judge(session, session.form.tasks, taught.eyes(tmp_path, {}), Notebook(session=taught.NAME), lambda: "")
    assert [one.task.id for one in found] == list(modes)
    assert beside_the_figure == set()


def test_a_machine_that_is_lost_while_configurations_are_compared_is_no_error(tmp_path: Path) -> None:
    def lost() -> str:
        raise CannotJudge("gunicorn2 failed: no route", mend="./lab up")

    look = looking(tmp_path, mode="hold")
    (found,) = judge(look.session, look.session.form.tasks, taught.eyes(tmp_path, RUNS, GOOD), look.notebook, lost)
    assert not found.passed
