"""Judges tasks from the bottom of their chains to the top; tasks side by side, but for those that measure."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from waslab.errors import CannotJudge
from waslab.sessions.checks import AWAY, Fact, Finding, Reached
from waslab.sessions.eyes import Eyes
from waslab.sessions.form import Mode, Task
from waslab.sessions.notebook import Held, Notebook, TaskNote, now
from waslab.sessions.reading import Session
from waslab.sessions.words import Language, Words

PAUSE_SECONDS = 0.2

SIDE_BY_SIDE = 8
"""Below the number of sessions that a machine's SSH server allows on one connection."""

UNKNOWN = Words(en="It is not as it should be.", ko="아직 요구한 상태가 아닙니다.")


@dataclass(frozen=True)
class Step:
    """One fact of a chain; without a finding it was not judged, because one below it is not so."""

    fact: Fact
    finding: Finding | None

    @property
    def name(self) -> str:
        return type(self.fact).__name__


@dataclass(frozen=True)
class Judged:
    """What became of a task. `passed`: by its mode; `broken`: what stops it now."""

    task: Task
    steps: tuple[Step, ...]
    passed: bool = False

    @property
    def broken(self) -> Step | None:
        return next((step for step in self.steps if step.finding and not step.finding.so), None)

    @property
    def cause(self) -> str | None:
        return self.broken.finding.cause if self.broken and self.broken.finding else None

    def message(self, language: Language) -> str:
        """Why it does not pass, in words of the subject."""
        if not self.broken or not self.cause:
            return ""
        known = {**Reached.causes, **self.broken.fact.causes, **self.task.fail}
        return known.get(self.cause, UNKNOWN)[language]

    def as_json(self, language: Language) -> dict[str, Any]:
        return {
            "task": self.task.id,
            "passed": self.passed,
            "cause": None if self.passed else self.cause,
            "message": "" if self.passed else self.message(language),
            "steps": [
                {
                    "check": step.name,
                    "layer": step.fact.layer.name.lower(),
                    "tried": step.finding.tried if step.finding else None,
                    "saw": step.finding.saw if step.finding else "not judged",
                    "so": step.finding.so if step.finding else None,
                }
                for step in self.steps
            ],
        }


Configuration = Callable[[], str]
"""A fingerprint of all that the session lets the learner change."""


@dataclass(frozen=True)
class Seen:
    """Tasks as they were, and the configuration under which that was so: empty where it changed meanwhile."""

    judged: tuple[Judged, ...]
    configuration: str


def see(session: Session, tasks: Sequence[Task], eyes: Eyes, configuration: Configuration) -> Seen:
    """May take seconds; the notebook is not needed for it."""
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        # A configuration that changes while it is looked at is the one of neither moment.
        before = _known(configuration) if any(task.mode is Mode.HOLD for task in tasks) else ""
        beside = {task.id: pool.submit(look, session.chains[task.id], eyes, task) for task in tasks if not _alone(task)}
        steps = {name: done.result() for name, done in beside.items()}
        after = _known(configuration) if before else ""
    steps |= {task.id: look(session.chains[task.id], eyes, task) for task in tasks if _alone(task)}
    judged = tuple(Judged(task, steps[task.id]) for task in tasks)
    return Seen(judged, before if before == after else "")


def write_down(seen: Seen, notebook: Notebook) -> list[Judged]:
    """What is new goes into the notebook, and what passed earlier is passed."""
    return [_noted(one, notebook.task(one.task.id), seen.configuration) for one in seen.judged]


def _known(configuration: Configuration) -> str:
    """Empty where a machine is lost: its own step says so."""
    try:
        return configuration()
    except CannotJudge:
        return ""


def _alone(task: Task) -> bool:
    """The load of other tasks would be in its figures."""
    return task.mode is Mode.CLAIM


def look(chain: Sequence[Fact], eyes: Eyes, task: Task) -> tuple[Step, ...]:
    """As soon as all is so, or as it is when the task's time is over."""
    end = time.monotonic() + task.within
    while True:
        steps = tuple(_climb(chain, eyes, whole=task.mode is Mode.HOLD))
        if all(step.finding and step.finding.so for step in steps) or time.monotonic() >= end:
            return steps
        time.sleep(PAUSE_SECONDS)


def _climb(chain: Sequence[Fact], eyes: Eyes, *, whole: bool) -> list[Step]:
    """Each fact that has nothing broken below it; with `whole`, facts of one layer do not wait for each other."""
    steps: list[Step] = []
    for fact in chain:
        broken = [step.fact.layer for step in steps if step.finding and not step.finding.so]
        hidden = any(layer < fact.layer for layer in broken) if whole else bool(broken)
        steps.append(Step(fact, None if hidden else _judged(fact, eyes)))
    return steps


def _judged(fact: Fact, eyes: Eyes) -> Finding:
    """A learner may lose a machine at any moment, the desk or the front door too: that is no fault of the check."""
    try:
        return fact.judge(eyes)
    except (RuntimeError, CannotJudge) as error:
        told = error.what if isinstance(error, CannotJudge) else "no answer"
        return Finding(type(fact).__name__, told, AWAY)


def _noted(judged: Judged, note: TaskNote, configuration: str) -> Judged:
    task = judged.task
    if task.mode is Mode.HOLD:
        passed = _held(judged, note, configuration)
    elif task.mode is Mode.EVENT and note.passed:
        passed = True
    else:
        passed = judged.broken is None
    if passed:
        note.passed = note.passed or now()
    elif judged.cause:
        note.tried += 1
        note.causes[judged.cause] = note.causes.get(judged.cause, 0) + 1
    return Judged(task, judged.steps, passed)


def _held(judged: Judged, note: TaskNote, configuration: str) -> bool:
    """Facts that were seen stay seen as long as the configuration stays what it was."""
    if not configuration:
        return False
    if note.held.configuration != configuration:
        note.held = Held(configuration=configuration)
    seen = {index for index, step in enumerate(judged.steps) if step.finding and step.finding.so}
    note.held.facts |= seen
    return len(note.held.facts) == len(judged.steps)
