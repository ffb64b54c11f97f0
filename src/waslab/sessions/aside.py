"""A session and those who need the lab as the roles make it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from waslab.errors import CannotJudge
from waslab.progress import Progress
from waslab.sessions import course, stage
from waslab.sessions.copies import WORK
from waslab.sessions.stage import Stage
from waslab.workshop import Workshop


@contextmanager
def set_aside(shop: Workshop, progress: Progress) -> Iterator[None]:
    """The learner's work on the machines is kept, undone for a while, and brought back when all went well.

    May be cut off: the work stays kept, and the next one who sets it aside brings it back.
    """
    at = Stage.of(shop)
    if not at.under_way():
        yield
        return
    session = stage.opened(at).session
    with (
        progress.step(f"Set aside what {session.id} has made of the machines"),
        at.copies(session, WORK) as work,
        at.copies(session) as before,
    ):
        work.save(once=True)
        whole = before.restore()
    try:
        yield
    except BaseException:
        with progress.step(f"Keep what was made of {session.id}") as step:
            step.sum_up("the next ./lab up brings it back")
        raise
    with (
        progress.step(f"Bring back the session {session.id}") as step,
        at.copies(session, WORK) as work,
        at.copies(session) as before,
    ):
        if whole:
            work.restore()
        else:
            step.sum_up("a machine is new, so the machines are as at its beginning")
            before.save(once=True)
        work.forget()
    if not whole:
        course.prepare(at, session, progress)


def require_none(shop: Workshop) -> None:
    """Raises CannotJudge while a session is under way: its learner has changed the lab."""
    if note := Stage.of(shop).under_way():
        raise CannotJudge(
            f"The session {note.session} is under way, so the lab is not as the roles make it.",
            mend="./lab session finish",
        )
