"""`./lab test` runs everything whatever fails, and tells it in one table."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import NAMES, FakeHost, FakeMachines, Reply, printed, ready_runner, workshop

from waslab import suite
from waslab.errors import Exit
from waslab.suite import Part

RUNNING = dict.fromkeys(NAMES, "running")


@pytest.fixture(autouse=True)
def box_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAGRANT_HOME", str(tmp_path))
    (tmp_path / "boxes/a-box/0/lxc").mkdir(parents=True)
    (tmp_path / "boxes/a-box/0/lxc/metadata.json").write_text("{}")


def run(
    folder: Path,
    replies: dict[str, Reply] | None = None,
    *,
    part: Part = Part.ALL,
    host: FakeHost | None = None,
) -> tuple[Exit, str, str]:
    runner = ready_runner(**{"box/build --name": (0, "a-box"), **(replies or {})})
    shop = workshop(folder, runner=runner, machines=FakeMachines(state=dict(RUNNING)), host=host)
    return suite.run(shop, part), printed(shop), "\n".join(runner.ran)


def test_all_pass(tmp_path: Path) -> None:
    """What needs no machine, the lab, site tests; pytest's own closing lines come last."""
    code, out, ran = run(tmp_path)
    assert code == Exit.HOLDS
    assert all(ran.index(name) < ran.index("tests/site") for name in ("ruff check", "mypy", "tests/unit"))
    assert out.rstrip().endswith("3 passed in 0.10s")


def test_fast_needs_no_machine(tmp_path: Path) -> None:
    """Linters and unit tests."""
    code, _, ran = run(tmp_path, part=Part.FAST)
    assert code == Exit.HOLDS
    assert "tests/site" not in ran


def test_a_failure_does_not_hide_what_comes_after(tmp_path: Path) -> None:
    """Its output is shown; the exit code is 1."""
    code, out, ran = run(tmp_path, {"ruff check": (1, "E501 line too long")})
    assert code == Exit.DOES_NOT_HOLD
    assert "E501 line too long" in out
    assert "tests/site" in ran


def test_a_lab_that_cannot_boot_leaves_its_tests_unjudged(tmp_path: Path) -> None:
    """They were not run, which is not the same as failed."""
    code, out, ran = run(tmp_path, host=FakeHost(memory=1))
    assert code == Exit.CANNOT_JUDGE
    assert "not run" in out
    assert "tests/site" not in ran


def with_a_role(folder: Path) -> None:
    scenario = folder / "roles/bell/molecule/default"
    scenario.mkdir(parents=True)
    (scenario / "molecule.yml").touch()


def test_the_roles_are_tested_last(tmp_path: Path) -> None:
    with_a_role(tmp_path)
    code, out, ran = run(tmp_path)
    assert code == Exit.HOLDS
    assert ran.index("tests/site") < ran.index("molecule test --scenario-name default")
    assert "bell default" in out


def test_the_roles_can_be_tested_alone(tmp_path: Path) -> None:
    """Without the lab."""
    with_a_role(tmp_path)
    _, _, ran = run(tmp_path, part=Part.ROLES)
    assert "molecule test" in ran
    assert "ansible-playbook" not in ran
    assert "tests/unit" not in ran


def test_the_other_container_is_tested_when_it_is_asked_for(tmp_path: Path) -> None:
    """It takes the first one's place for a while."""
    _, _, all_ran = run(tmp_path / "all")
    _, _, ran = run(tmp_path / "containers", part=Part.CONTAINERS)
    assert "tests/containers" not in all_ran
    assert "tests/containers" in ran
    assert "tests/unit" not in ran


def test_a_role_that_fails_is_shown(tmp_path: Path) -> None:
    with_a_role(tmp_path)
    code, out, _ = run(tmp_path, {"molecule": (1, "the bell is cracked")}, part=Part.ROLES)
    assert code == Exit.DOES_NOT_HOLD
    assert "the bell is cracked" in out


def test_shell_scripts_are_found_by_their_first_line(tmp_path: Path) -> None:
    """Whatever their names."""
    (tmp_path / "provider/lxc").mkdir(parents=True)
    (tmp_path / "lab").write_text("#!/usr/bin/env bash\n")
    (tmp_path / "provider/choose").write_text("#!/bin/sh\n")
    (tmp_path / "provider/lxc/network").write_text("#!/usr/bin/env bash\n")
    (tmp_path / "provider/lab.rb").write_text("# ruby\n")
    assert suite.shell_scripts(tmp_path) == ("lab", "provider/choose", "provider/lxc/network")


def test_some_sessions_or_all_of_them(tmp_path: Path) -> None:
    """The whole run proves some; asked for by name, every one and nothing else."""
    _, _, ran = run(tmp_path / "whole")
    assert "-m not thorough " in next(line for line in ran.splitlines() if line.endswith("tests/sessions"))
    _, _, ran = run(tmp_path / "sessions", part=Part.ALL_SESSIONS)
    assert "not thorough" not in next(line for line in ran.splitlines() if line.endswith("tests/sessions"))
    assert "tests/site" not in ran
