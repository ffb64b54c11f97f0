"""Molecule's scenarios: found by their files, run side by side, their phases timed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeRunner, progress

from waslab import scenarios
from waslab.layout import Layout
from waslab.processes import Finished
from waslab.progress import Step

OUTPUT = """\
INFO     [default > destroy] Executing
INFO     [default > destroy] Executed: Successful
INFO     [default > verify] Executing
INFO     [default > verify] Executing Testinfra tests found in tests/...
========== 3 passed, 1 skipped in 0.64s ==========
INFO     [default > verify] Executed: Successful
INFO     [default > destroy] Executing
INFO     [default > destroy] Executed: Successful
"""


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """Two roles, one with two scenarios."""
    for place in ("bell/molecule/default", "clock/molecule/custom", "clock/molecule/default"):
        (tmp_path / "roles" / place).mkdir(parents=True)
        (tmp_path / "roles" / place / "molecule.yml").touch()
    return Layout(tmp_path)


def test_every_scenario_is_found_those_that_take_longest_first(layout: Layout) -> None:
    assert [one.title for one in scenarios.found(layout)] == ["clock custom", "bell default", "clock default"]


def test_all_are_run_whatever_fails(layout: Layout) -> None:
    runner = FakeRunner({"custom": Finished((), 1, "it broke"), "default": Finished((), 0, OUTPUT)})
    tested = scenarios.test(layout, runner, progress())
    assert [(one.scenario.title, one.ok) for one in tested] == [
        ("clock custom", False),
        ("bell default", True),
        ("clock default", True),
    ]


class NotingRunner(FakeRunner):
    """Notes where Molecule is to keep its state."""

    def run(self, *words: Any, env: Mapping[str, str] | None = None, **options: Any) -> Finished:
        self.ran.append((env or {})["MOLECULE_EPHEMERAL_DIRECTORY"])
        return super().run(*words, **options)


def test_each_scenario_of_each_clone_has_a_state_of_its_own(layout: Layout) -> None:
    runner = NotingRunner()
    scenarios.test(layout, runner, progress())
    folders = sorted(word for word in runner.ran if word.startswith("/"))
    assert folders == [f"{layout.kept}/molecule/{name}" for name in ("bell-default", "clock-custom", "clock-default")]


def test_the_table_is_in_the_order_of_titles(layout: Layout) -> None:
    tested = scenarios.test(layout, FakeRunner(), progress())
    assert [title for title, *_ in scenarios.rows(tested)] == ["bell default", "clock custom", "clock default"]


def test_a_row_has_the_phases_and_what_the_tests_came_to(layout: Layout) -> None:
    runner = FakeRunner({"molecule": Finished((), 0, OUTPUT)})
    (row, *_) = scenarios.rows(scenarios.test(layout, runner, progress()))
    assert row == ("bell default", "0", "", "", "", "", "", "", "0", "0", "3 passed, 1 skipped")


def test_both_times_of_a_phase_are_added() -> None:
    """Machines are destroyed before and after."""
    clock = iter([0.0, 2.0, 10.0, 10.5, 20.0, 23.0])
    step = Step("bell default", 0)
    watch = scenarios.Stopwatch(step, lambda: next(clock))
    for line in OUTPUT.splitlines():
        watch.read(line)
    assert step.parts == {"destroy": 5.0, "verify": 0.5}


def test_an_interruption_ends_what_runs(layout: Layout) -> None:
    runner = FakeRunner({"molecule": KeyboardInterrupt()})
    with pytest.raises(KeyboardInterrupt):
        scenarios.test(layout, runner, progress())
    assert "interrupt" in runner.ran


def test_machines_that_were_left_are_destroyed_and_forgotten(layout: Layout) -> None:
    left = layout.role_machines / "bell-default"
    left.mkdir(parents=True)
    runner = FakeRunner()
    scenarios.destroy_left(layout, runner)
    assert (runner.ran, left.exists()) == (["vagrant destroy --force"], False)


def test_machines_that_cannot_be_destroyed_are_not_forgotten(layout: Layout) -> None:
    left = layout.role_machines / "bell-default"
    left.mkdir(parents=True)
    scenarios.destroy_left(layout, FakeRunner({"vagrant": Finished((), 1, "no")}))
    assert left.exists()
