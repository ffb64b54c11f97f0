"""One command at a time changes a lab."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from waslab.errors import CannotJudge
from waslab.layout import Layout


@contextmanager
def only_one(layout: Layout) -> Iterator[None]:
    """Keeps a second `up`, `down` or `destroy` of the same clone out while one works."""
    layout.kept.mkdir(exist_ok=True)
    with (layout.kept / "working.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotJudge(
                "Another ./lab command is changing this lab.", mend="./lab status   # once it has ended"
            ) from error
        yield
