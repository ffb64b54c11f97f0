"""How wrong solutions are put in the place of right ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import taught
import yaml

from waslab.sessions import spoiled
from waslab.sessions.form import Wrong
from waslab.sessions.proof import stretches


def tasks(data: dict[str, Any]) -> None:
    """A state, two events of which one passes away, and a state."""
    one = data["tasks"][0]
    log = {"log_has": {"machines": ["web"], "server": "Nginx", "about": {"path": "/x"}}}
    data["tasks"] = [
        {**one, "id": "own-page"},
        {**one, "id": "written-down", "mode": "event", "check": [log], "fail": {}},
        {**one, "id": "passes-away", "mode": "event"},
        {**one, "id": "last"},
    ]


def test_whoever_proves_looks_after_what_passes_away(tmp_path: Path) -> None:
    found = [[task.id for task in stretch] for stretch in stretches(taught.session(tmp_path, tasks))]
    assert found == [["own-page", "written-down", "passes-away"], ["last"]]


def test_a_wrong_solution_stands_for_all_that_fails_unless_it_says_otherwise(tmp_path: Path) -> None:
    def edit(data: dict[str, Any]) -> None:
        tasks(data)
        data["wrong"][0].update(fails={"own-page": "missing", "last": "missing"})
        data["wrong"][1].update(fails={"own-page": "missing", "last": "missing"}, instead_of=["last"])

    first, second, _ = taught.session(tmp_path, edit).form.wrong
    assert (first.replaces, second.replaces) == (frozenset({"own-page", "last"}), frozenset({"last"}))


SOLUTION = """\
- {name: look, hosts: web, tags: [own-page, last]}
- {name: write, hosts: web, tags: written-down}
"""


def played(folder: Path, tasks: list[str], wrong: Wrong, *, first: bool) -> list[str]:
    (folder / "solution.yml").write_text(SOLUTION)
    with spoiled.written(folder, tasks, wrong, first=first) as playbook:
        plays = yaml.safe_load((folder / playbook).read_text())
    assert not (folder / playbook).exists()
    return [play.get("ansible.builtin.import_playbook", play.get("name")) for play in plays]


def test_a_mistake_stands_where_the_right_play_would(tmp_path: Path) -> None:
    wrong = Wrong(play="wrong/x.yml", says="It is wrong.", fails={"written-down": "missing"})
    tasks = ["own-page", "written-down", "last"]
    assert played(tmp_path, tasks, wrong, first=True) == ["look", "wrong/x.yml", "look"]
    assert played(tmp_path, tasks, wrong, first=False) == ["look", "look"]


def test_a_stretch_that_it_does_not_spoil_is_played_right(tmp_path: Path) -> None:
    wrong = Wrong(play="wrong/x.yml", says="It is wrong.", fails={"last": "missing"})
    assert played(tmp_path, ["own-page", "written-down"], wrong, first=True) == ["look", "write"]
