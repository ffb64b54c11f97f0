"""A solution with one mistake in it, as one playbook: Ansible takes longer to begin than to play it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from typing import Any

import yaml

from waslab.sessions.course import SOLUTION
from waslab.sessions.form import Wrong

PLAYBOOK = ".proof.yml"
"""In the session's folder while it is played, so that what plays name beside themselves is found."""


@contextmanager
def written(folder: Path, tasks: Sequence[str], wrong: Wrong, *, first: bool) -> Iterator[str]:
    """The plays of these tasks, without those that `wrong` replaces; the `first` time its own stands in their place."""
    solution = yaml.safe_load((folder / SOLUTION).read_text(encoding="utf-8"))
    before = list(takewhile(lambda name: name not in wrong.replaces, tasks))
    after = [name for name in tasks[len(before) :] if name not in wrong.replaces]
    spoils = first and len(before) < len(tasks)
    mistake = [{"name": wrong.says, "ansible.builtin.import_playbook": wrong.play}] if spoils else []
    plays = [*_plays(solution, before), *mistake, *_plays(solution, after)]
    file = folder / PLAYBOOK
    # Ansible refuses a playbook without a play.
    file.write_text(yaml.safe_dump(plays or [{"hosts": "localhost"}], sort_keys=False), encoding="utf-8")
    try:
        yield PLAYBOOK
    finally:
        file.unlink()


def _plays(solution: Sequence[dict[str, Any]], tasks: Sequence[str]) -> list[dict[str, Any]]:
    return [play for name in tasks for play in solution if name in tags(play)]


def tags(play: dict[str, Any]) -> list[str]:
    found = play.get("tags", [])
    return [found] if isinstance(found, str) else list(found)
