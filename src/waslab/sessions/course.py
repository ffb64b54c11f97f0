"""The course of a session: begun on the lab, taken back to its beginning, and ended with the lab as it was."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace

from waslab import drills
from waslab.drills.run import require_whole
from waslab.errors import BadUsage
from waslab.progress import Progress
from waslab.sessions import handout, reading
from waslab.sessions import notebook as notebooks
from waslab.sessions.copies import WORK
from waslab.sessions.notebook import Notebook, TaskNote
from waslab.sessions.reading import Session
from waslab.sessions.stage import Open, Stage
from waslab.sessions.words import Language

START, SOLUTION, FINISH = "start.yml", "solution.yml", "finish.yml"


def start(stage: Stage, typed: str, language: Language, progress: Progress) -> Open:
    """The caller keeps others out."""
    name = reading.choose(stage.home, typed).name
    if left := stage.under_way():
        again = "./lab session reset   # back to its beginning"
        mend = ("./lab session guide", again) if left.session == name else ("./lab session finish", again)
        raise BadUsage(f"The session {left.session} is under way.", mend=mend)
    require_whole(drills.Ground(stage.shop))
    notebook = _notebook(stage, name, language)
    session = stage.read(name, notebook.seed)
    with progress.step(f"Keep what {name} lets you change"), stage.copies(session) as copies:
        open_ = Open(session, notebook, stage.notebook_file(name))
        stage.begin(open_)
        copies.save()
    return _begin(stage, open_, progress)


def reset(stage: Stage, open_: Open, progress: Progress) -> Open:
    """Back to the beginning; what the learner has written is put aside."""
    _put_back(stage, open_, progress)
    for note in open_.notebook.tasks.values():
        note.passed, note.held = None, TaskNote().held
    return _begin(stage, open_, progress)


def finish(stage: Stage, open_: Open, progress: Progress) -> None:
    """The lab as it was before, and the session's progress kept."""
    _put_back(stage, open_, progress)
    with stage.copies(open_.session) as copies:
        copies.forget()
    open_.notebook.finished = notebooks.now()
    open_.keep()
    stage.end()


def solve(stage: Stage, open_: Open, tasks: Sequence[str], progress: Progress) -> None:
    with progress.step(f"Solve {', '.join(tasks)}") as step:
        stage.play(open_.session, SOLUTION, step.say, tasks)
    with open_.latest() as notebook:
        for note in map(notebook.task, tasks):
            note.solved = note.solved or note.passed is None


def _notebook(stage: Stage, name: str, language: Language) -> Notebook:
    """The learner's values stay; a session that was finished begins a new page, and the old one is put aside."""
    file = stage.notebook_file(name)
    earlier = notebooks.read(file)
    if earlier is None:
        return Notebook(session=name, language=language)
    if not earlier.finished:
        earlier.language = language
        return earlier
    aside = stage.kept / name
    aside.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, aside / f"finished {earlier.finished.replace(':', '-')}.json")
    return Notebook(session=name, language=language, seed=earlier.seed, learner=earlier.learner)


def _begin(stage: Stage, open_: Open, progress: Progress) -> Open:
    if aside := handout.put_aside(stage, open_.session.id):
        with progress.step("Put your files of before aside") as step:
            step.sum_up(stage.shop.layout.shown(aside))
    handout.hand_out(stage, open_.session)
    prepare(stage, open_.session, progress)
    open_.notebook.began = notebooks.now()
    open_.keep()
    return open_


def prepare(stage: Stage, session: Session, progress: Progress) -> None:
    """What the session starts from, on the machines."""
    if (session.folder / START).exists():
        with progress.step("Prepare the machines") as step:
            stage.play(session, START, step.say)


def _put_back(stage: Stage, open_: Open, progress: Progress) -> None:
    shop = stage.shop
    shop.require_all_answer()
    with progress.step("Put the machines back") as step:
        stage.play(open_.session, FINISH, step.say)
        with stage.copies(open_.session) as copies:
            replace(copies, folder=WORK).forget()
            if copies.restore():
                return
            step.say("A machine is new and has no copy: the roles tell what it has to be")
            shop.playbooks.play("site.yml", step.say)
            copies.save()
