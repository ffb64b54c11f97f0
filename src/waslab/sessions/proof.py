"""Proves a session on the running lab: the solution passes, every wrong one is caught, and nothing is left."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from waslab.progress import Progress, Step
from waslab.sessions import course, handout, page, spoiled
from waslab.sessions.form import Mode, Task, Wrong
from waslab.sessions.judging import Judged
from waslab.sessions.learner import Look, looking
from waslab.sessions.page import Command, TaskPlace
from waslab.sessions.reading import Session
from waslab.sessions.stage import Open, Stage
from waslab.sessions.words import Language
from waslab.workshop import Workshop

COMMAND_SECONDS = 60


@dataclass
class Proof:
    """`seen`: every cause that a task was stopped by."""

    session: str
    wrong: int = 0
    caught: int = 0
    problems: list[str] = field(default_factory=list)
    seen: set[tuple[str, str]] = field(default_factory=set)

    def note(self, found: Sequence[Judged]) -> dict[str, str]:
        """By task that does not pass, its cause."""
        failing = {one.task.id: one.cause or "" for one in found if not one.passed}
        self.seen |= set(failing.items())
        return failing


def stage_for(shop: Workshop) -> Stage:
    """With a place of its own for progress: a learner's is left alone."""
    return replace(Stage.of(shop), kept=shop.layout.kept / "proved")


def prove(at: Stage, name: str, progress: Progress) -> Proof:
    """Of a session that lints; the caller keeps others out, and sees to it that the lab is as the roles make it."""
    proof = Proof(name)
    session = at.read(name, seed="any")
    with learner_s_files_away(at, name):
        with at.copies(session) as copies:
            before = copies.state()
        _right(at, proof, progress)
        with at.copies(session) as copies:
            if copies.state() != before:
                proof.problems.append("after finish the machines are not as they were before start")
        _all_wrong(at, proof, progress)
        with at.copies(session) as copies:
            if copies.state() != before:
                proof.problems.append("after the wrong solutions and finish the machines are not as they were")
    proof.problems += [
        f"{task.id}: the message for '{cause}' never appeared"
        for task in session.form.tasks
        for cause in task.fail
        if (task.id, cause) not in proof.seen
    ]
    return proof


@contextmanager
def learner_s_files_away(at: Stage, name: str) -> Iterator[None]:
    """The proof's own are gone afterwards; where it is cut off and the session goes on, all of them stay."""
    own = handout.put_aside(at, name)
    try:
        yield
    finally:
        if not at.under_way():
            shutil.rmtree(at.workspace(name), ignore_errors=True)
            if own:
                shutil.move(own, at.workspace(name))
            shutil.rmtree(at.kept / name, ignore_errors=True)


def _right(at: Stage, proof: Proof, progress: Progress) -> None:
    open_ = course.start(at, proof.session, Language.EN, progress)
    try:
        with progress.step("Walk through the guide") as step, looking(at, open_) as look:
            _nothing_passes(open_, look, proof)
            _walk(at, open_, look, proof, step)
            for task, cause in proof.note(look(open_.session.form.tasks)).items():
                proof.problems.append(f"{task}: it does not pass after the whole solution: {cause}")
    finally:
        course.finish(at, open_, progress)


def _nothing_passes(open_: Open, look: Look, proof: Proof) -> None:
    failing = proof.note(look(open_.session.form.tasks))
    proof.problems += [
        f"{task.id}: it passes before anything was done" for task in open_.session.form.tasks if task.id not in failing
    ]


def _walk(at: Stage, open_: Open, look: Look, proof: Proof, step: Step) -> None:
    """As a learner would: the page from its top to its end."""
    for block in page.read(open_.session, Language.EN):
        if isinstance(block, Command):
            step.say(block.line)
            proof.problems += _typed(at, block)
        elif isinstance(block, TaskPlace):
            step.say(f"solve {block.task}")
            at.play(open_.session, course.SOLUTION, tags=[block.task])
            for task, cause in proof.note(look([open_.session.task(block.task)])).items():
                proof.problems.append(f"{task}: it does not pass after its solution: {cause}")


def _typed(at: Stage, command: Command) -> list[str]:
    env = {"PATH": f"{at.shop.layout.tools}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "200", "NO_COLOR": "1"}
    done = at.shop.runner.capture(
        ["bash", "-c", command.line], cwd=at.shop.layout.root, env=env, timeout=COMMAND_SECONDS
    )
    printed = done.output + done.errors
    if command.output is None and not done.ok:
        return [f"the guide's command '{command.line}' ended with {done.code}: {printed.strip()[-300:]}"]
    if not command.printed(printed):
        return [f"the guide's command '{command.line}' printed something else:\n{printed.strip()[-600:]}"]
    return []


def _all_wrong(at: Stage, proof: Proof, progress: Progress) -> None:
    """On a session that was started again."""
    open_ = course.start(at, proof.session, Language.EN, progress)
    try:
        with looking(at, open_) as look:
            _nothing_passes(open_, look, proof)
        for index, wrong in enumerate(open_.session.form.wrong):
            if index:
                open_ = course.reset(at, open_, progress)
            with progress.step(f"Catch {wrong.play}") as step:
                _one_wrong(at, open_, wrong, proof, step)
    finally:
        course.finish(at, open_, progress)


def _one_wrong(at: Stage, open_: Open, wrong: Wrong, proof: Proof, step: Step) -> None:
    """As a learner would, the wrong playbook in the place of the first task that it spoils."""
    proof.wrong += 1
    session = open_.session
    causes: set[tuple[str, str]] = set()
    earlier: list[Task] = []
    failing: dict[str, str] = {}
    first = True
    # The eyes are opened now: what a reset did to the machines has closed the earlier ones.
    with looking(at, open_) as look:
        for tasks in stretches(session):
            names = [task.id for task in tasks]
            with spoiled.written(session.folder, names, wrong, first=first) as playbook:
                at.play(session, playbook, step.say)
            first = first and wrong.replaces.isdisjoint(names)
            failing = proof.note(look(earlier)) | proof.note(look(tasks))
            causes |= set(failing.items())
            earlier += tasks
    # What something failed of may have passed away since.
    if failing.keys() == wrong.fails.keys() and wrong.fails.items() <= causes | failing.items():
        proof.caught += 1
        return
    step.fail(f"{failing or 'nothing'} failed")
    proof.problems.append(f"{wrong.play}: expected to fail: {wrong.fails}, failed: {failing or 'nothing'}")


def stretches(session: Session) -> Iterator[list[Task]]:
    """The tasks in their order; whoever looks after each stretch misses nothing that happened and passed away."""
    stretch: list[Task] = []
    for task in session.form.tasks:
        stretch.append(task)
        passes_away = task.mode in {Mode.EVENT, Mode.HOLD} and not session.chains[task.id][-1].lasting
        if passes_away:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def site_unchanged(at: Stage, progress: Progress) -> list[str]:
    """A problem where the roles have something to change after the sessions."""
    with progress.step("See that the roles have nothing to change") as step:
        played = at.shop.playbooks.play("site.yml", step.say)
        step.sum_up(f"{played.changed} changes")
    log = at.shop.layout.shown(at.shop.layout.logs / "site.log")
    return [f"the roles had to change {played.changed} things afterwards; see {log}"] if played.changed else []
