"""Machines that died, or were left half made, are brought back; nothing else is touched."""

from __future__ import annotations

from pathlib import Path

import fakes
import pytest
from fakes import NAMES, FakeMachines

from waslab.boot import Boot
from waslab.errors import CommandFailed, MachineDead
from waslab.progress import Step


def boot(folder: Path, machines: FakeMachines) -> tuple[Boot, Step]:
    step = Step("Boot", 0.0)
    return Boot(fakes.topology(folder), machines, machines.reach, "lxc", step, sleep=lambda _: None), step


def all_running(**mended_by: str) -> FakeMachines:
    return FakeMachines(state=dict.fromkeys(NAMES, "running"), mended_by=mended_by)


def test_a_fresh_lab_takes_one_call_of_vagrant(tmp_path: Path) -> None:
    """Vagrant boots all machines side by side."""
    machines = FakeMachines()
    boot(tmp_path, machines)[0].run()
    assert machines.calls == ["up"]


def test_a_lab_that_runs_is_left_alone(tmp_path: Path) -> None:
    """All run, all answer: Vagrant is not even asked."""
    machines = all_running()
    boot(tmp_path, machines)[0].run(frozenset(NAMES))
    assert machines.calls == []


def test_a_new_host_entry_is_booted(tmp_path: Path) -> None:
    """Vagrant does not know the machine yet."""
    machines = all_running()
    boot(tmp_path, machines)[0].run(frozenset(NAMES[:-1]))
    assert machines.calls == ["up"]


def test_a_machine_that_does_not_answer_is_reloaded(tmp_path: Path) -> None:
    """SSH is dead in one container; the others are not touched."""
    machines = all_running(app1="reload")
    attempt, step = boot(tmp_path, machines)
    attempt.run(frozenset(NAMES))
    assert machines.calls == ["up", "reload app1"]
    assert step.note == "brought back: app1"


def test_a_machine_that_a_reload_does_not_mend_is_made_anew(tmp_path: Path) -> None:
    """Only that one is destroyed."""
    machines = all_running(app1="destroy", app2="reload")
    attempt, step = boot(tmp_path, machines)
    attempt.run(frozenset(NAMES))
    assert machines.calls == ["up", "reload app1", "reload app2", "destroy app1", "up app1"]
    assert step.note == "made anew: app1"


def test_a_half_made_machine_is_started_again(tmp_path: Path) -> None:
    """Vagrant failed in the middle: one machine has no container."""
    machines = FakeMachines(
        state={name: "running" for name in NAMES if name != "app2"},
        failures=[CommandFailed("vagrant up failed: a container was half made")],
    )
    boot(tmp_path, machines)[0].run()
    assert machines.calls == ["up", "up app2"]


def test_a_known_cause_is_told_at_once(tmp_path: Path) -> None:
    """Trying again does not empty a full disk."""
    full = CommandFailed("vagrant up failed: The disk is full.", known=True)
    machines = all_running(app1="never")
    machines.failures = [full]
    with pytest.raises(CommandFailed) as caught:
        boot(tmp_path, machines)[0].run()
    assert caught.value is full
    assert machines.calls == ["up"]


def test_a_failure_before_any_machine_exists_is_told_at_once(tmp_path: Path) -> None:
    """There is nothing to bring back."""
    machines = FakeMachines(failures=[CommandFailed("vagrant up failed: the box is missing")])
    with pytest.raises(CommandFailed, match="the box is missing"):
        boot(tmp_path, machines)[0].run()
    assert machines.calls == ["up"]


def test_a_machine_that_stays_dead_is_named_with_what_to_do(tmp_path: Path) -> None:
    """Reload and a new one did not help."""
    machines = all_running(app1="never")
    with pytest.raises(MachineDead) as caught:
        boot(tmp_path, machines)[0].run()
    assert "app1" in caught.value.what
    assert caught.value.mend[-1] == "vagrant destroy -f app1 && ./lab up"
