"""Opens the servers for direct questions while something is measured."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from waslab.ansible_adapter import Playbooks
from waslab.progress import Progress

PLAYBOOK = "measuring.yml"


@contextmanager
def opened(playbooks: Playbooks, progress: Progress) -> Iterator[None]:
    """They are closed again however it ends; after the loss of power `./lab up` closes them."""
    try:
        _play(playbooks, progress, "Open the servers for measuring", measuring=True)
        yield
    finally:
        _play(playbooks, progress, "Close them again", measuring=False)


def _play(playbooks: Playbooks, progress: Progress, what: str, *, measuring: bool) -> None:
    with progress.step(what) as step:
        playbooks.play(PLAYBOOK, step.say, {"measuring": measuring})
