"""ansible-runner's events become progress, durations and one clear failure."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from waslab.ansible_adapter import Story, playbook_failure
from waslab.errors import Exit


def event(kind: str, second: int = 0, stdout: str = "", **data: Any) -> dict[str, Any]:
    return {
        "event": kind,
        "created": f"2026-01-01T00:00:{second:02d}.500000+00:00",
        "stdout": stdout,
        "event_data": data,
    }


def hear(*events: dict[str, Any]) -> tuple[Story, list[str], str]:
    said: list[str] = []
    log = io.StringIO()
    story = Story(log, said.append)
    for one in events:
        story.hear(one)
    return story, said, log.getvalue()


def test_plays_and_tasks_become_progress() -> None:
    """A role's task is told with its role."""
    _, said, _ = hear(
        event("playbook_on_play_start", play="Set up the web server"),
        event("playbook_on_task_start", task="Write the site", role="nginx", play="Set up the web server"),
        event("playbook_on_task_start", task="Reach every machine", play="Set up the web server"),
    )
    assert said == ["Set up the web server", "nginx: Write the site", "Reach every machine"]


def test_output_goes_to_the_log() -> None:
    """What ansible-playbook would have shown."""
    assert hear(event("verbose", stdout="TASK [x] ***"))[2] == "TASK [x] ***\n"


def test_seconds_are_counted_by_role() -> None:
    """From a task's start to the next one's."""
    story, _, _ = hear(
        event("playbook_on_task_start", 1, task="a", role="nginx"),
        event("playbook_on_task_start", 3, task="b", role="haproxy"),
        event("playbook_on_task_start", 4, task="c", role="nginx"),
        event("playbook_on_stats", 9, ok={}, changed={}),
    )
    assert story.seconds == {"nginx": 7.0, "haproxy": 1.0}


def test_a_failure_that_the_play_ignores_is_none() -> None:
    """`ignore_errors` means it."""
    assert hear(event("runner_on_failed", host="web", task="a", ignore_errors=True))[0].failures == []


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (
            {"msg": "non-zero return code", "stderr": "nginx: bad directive"},
            "non-zero return code | nginx: bad directive",
        ),
        ({"msg": "One or more items failed", "results": [{}, {"failed": True, "msg": "no such user"}]}, "no such user"),
        ({}, "no reason given"),
        ("text", "text"),
    ],
)
def test_a_failure_is_told_by_its_most_telling_part(result: Any, message: str) -> None:
    """In a loop it is the failed item's."""
    story, _, _ = hear(event("runner_on_failed", host="web", task="Check the site", res=result))
    assert str(story.failures[0]) == f"web: Check the site: {message}"


def test_a_failed_playbook_names_machines_tasks_and_how_to_see_it_again() -> None:
    """Every machine that failed, and one command for them."""
    story, _, _ = hear(
        event("runner_on_failed", host="web", task="a", res={"msg": "x"}),
        event("runner_on_unreachable", host="db", task="b", res={"msg": "timed out"}),
    )
    error = playbook_failure("site.yml", story, Path("/logs/site.log"))
    assert "web: a: x" in error.what
    assert "db: b: timed out" in error.what
    assert "--limit web,db" in error.mend[0]
    assert error.where == "/logs/site.log"
    assert error.exit_code == Exit.CANNOT_JUDGE


def test_a_known_cause_takes_the_lead() -> None:
    """A full disk on a machine."""
    story, _, _ = hear(event("runner_on_failed", host="web", task="a", res={"msg": "No space left on device"}))
    assert "The disk is full." in playbook_failure("site.yml", story, Path("log")).what


def test_a_playbook_that_did_not_begin_is_told_in_ansible_s_words() -> None:
    """A syntax error comes before any machine."""
    story, _, _ = hear(event("verbose", stdout="ERROR! no action detected in task"))
    assert "no action detected in task" in playbook_failure("site.yml", story, Path("log")).what
