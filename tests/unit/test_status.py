"""Status tells what runs and what lets the lab in."""

from __future__ import annotations

from pathlib import Path

import fakes
from fakes import NAMES, FakeMachines

from waslab import status


def look(folder: Path, machines: FakeMachines) -> status.LabStatus:
    return status.look(fakes.topology(folder), machines, machines.reach)


def test_a_whole_lab_runs_and_answers(tmp_path: Path) -> None:
    """All machines, both things."""
    assert look(tmp_path, FakeMachines(state=dict.fromkeys(NAMES, "running"))).whole


def test_a_machine_without_ssh_makes_the_lab_less_than_whole(tmp_path: Path) -> None:
    """It runs and lets nobody in."""
    found = look(tmp_path, FakeMachines(state=dict.fromkeys(NAMES, "running"), mended_by={"app1": "never"}))
    assert not found.whole
    assert [machine.name for machine in found.machines if not machine.reachable] == ["app1"]


def test_a_lab_that_was_never_booted_has_machines_all_the_same(tmp_path: Path) -> None:
    """The inventory's, each not created."""
    found = look(tmp_path, FakeMachines())
    assert {machine.state for machine in found.machines} == {"not_created"}


def test_json_has_what_the_table_has(tmp_path: Path) -> None:
    """For scripts."""
    shown = look(tmp_path, FakeMachines()).as_json()
    assert shown["whole"] is False
    assert shown["machines"][0] == {
        "name": "client",
        "group": "clients",
        "address": "192.168.56.10",
        "state": "not_created",
        "reachable": False,
    }
