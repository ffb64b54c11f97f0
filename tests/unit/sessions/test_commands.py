"""What a learner types, what is said, and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import taught
from fakes import printed
from taught import Said

from waslab import cli
from waslab.errors import Exit
from waslab.sessions.eyes import Answer


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> taught.FakeStage:
    """A lab on which nothing is reached yet."""
    made = taught.made(tmp_path)
    (made / "start.yml").write_text("[]")
    staged = taught.stage(tmp_path)
    (staged.shop.layout.playbooks / "drills").mkdir(parents=True)
    staged.replies["is-active"] = Said("failed")
    monkeypatch.setattr("waslab.cli.session._stage", lambda: staged)
    return staged


def typed(*words: str) -> int:
    return cli.run(["session", *words])


def solved(at: taught.FakeStage) -> None:
    at.replies["is-active"] = Said("active")
    at.answers.append(Answer(200, {}, "amber birch cedar dune"))


def test_the_list_has_each_session(at: taught.FakeStage, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: ARG001
    assert typed("list") == Exit.HOLDS
    assert taught.NAME in capsys.readouterr().out


@pytest.mark.parametrize("command", ["check", "guide", "status", "hint", "solve", "reset", "finish"])
def test_without_a_session_there_is_a_command_that_mends_it(
    at: taught.FakeStage,  # noqa: ARG001
    capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    assert typed(command) == Exit.BAD_USAGE
    assert "./lab session start" in capsys.readouterr().err


def test_an_unknown_session_or_task_is_bad_usage(at: taught.FakeStage) -> None:  # noqa: ARG001
    assert typed("start", "99") == Exit.BAD_USAGE
    assert typed("start", "19") == Exit.HOLDS
    assert typed("check", "nothing") == Exit.BAD_USAGE


def test_start_says_what_it_starts_from_in_the_learner_s_language(at: taught.FakeStage) -> None:
    assert typed("start", "19", "--language", "ko") == Exit.HOLDS
    assert "실습 환경은 평소 그대로입니다." in printed(at.shop)


def test_a_check_says_what_is_wrong_and_what_was_not_judged(at: taught.FakeStage) -> None:
    typed("start", "19")
    assert typed("check") == Exit.DOES_NOT_HOLD
    assert "The service does not run." in printed(at.shop)
    assert "systemctl is-active nginx" in printed(at.shop)
    assert "not judged" in printed(at.shop)


def test_a_check_of_what_is_reached_holds(at: taught.FakeStage) -> None:
    typed("start", "19")
    solved(at)
    assert typed("check", "--watch") == Exit.HOLDS
    assert typed("status") == Exit.HOLDS


def test_a_check_as_json_prints_nothing_else(at: taught.FakeStage, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: ARG001
    typed("start", "19")
    capsys.readouterr()
    assert typed("check", "--json") == Exit.DOES_NOT_HOLD
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["task"], told["passed"], told["cause"]) == ("own-page", False, "stopped")
    assert [step["layer"] for step in told["steps"]] == ["machine", "service", "service", "application"]


def test_hints_come_one_by_one_and_end(at: taught.FakeStage) -> None:
    typed("start", "19")
    for _ in range(3):
        assert typed("hint") == Exit.HOLDS
    said = printed(at.shop)
    assert "own-page, 1/2: " in said
    assert "own-page, 2/2: " in said
    assert "There is no further hint." in said


def test_finish_names_the_file_to_hand_in(at: taught.FakeStage) -> None:
    typed("start", "19")
    assert typed("finish") == Exit.HOLDS
    assert f".lab/sessions/{taught.NAME}.json" in printed(at.shop)


def test_the_guide_is_printed(at: taught.FakeStage) -> None:
    (at.shop.layout.playbooks / "site.yml").write_text("[]")
    typed("start", "19")
    assert typed("guide") == Exit.HOLDS
    assert "A page of your own" in printed(at.shop)
