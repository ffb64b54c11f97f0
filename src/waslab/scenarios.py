"""Molecule's scenarios of all roles, several side by side."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from waslab import verify
from waslab.layout import Layout
from waslab.processes import Runner, side_by_side
from waslab.progress import Clock, Progress, Step

PHASES = ("destroy", "syntax", "create", "prepare", "check", "converge", "idempotence", "verify")
"""The columns of the table; machines are destroyed before and after, which is counted as one."""

MARK = re.compile(r"\[\w+ > (?P<phase>\w+)\] (?P<what>Executing$|Executed)")
"""How Molecule's output, without colours, says that a phase begins or ends."""

MORE_THAN_CORES = 1
"""Scenarios under way beyond one for each core: a part of each is spent waiting for downloads and reloads."""

SMALLEST = "default"
"""The scenario that sets required variables only."""


@dataclass(frozen=True)
class Scenario:
    role: Path
    name: str

    @property
    def title(self) -> str:
        return f"{self.role.name} {self.name}"

    @property
    def slug(self) -> str:
        """The name of the scenario's files and folders."""
        return f"{self.role.name}-{self.name}"


@dataclass(frozen=True)
class Tested:
    """How a scenario ended; seconds by phase, and pytest's closing line."""

    scenario: Scenario
    ok: bool
    seconds: float
    phases: dict[str, float]
    closing: str
    output: str


@dataclass
class Stopwatch:
    """Reads the phases off Molecule's output."""

    step: Step
    clock: Clock = time.monotonic
    began: dict[str, float] = field(default_factory=dict)

    def read(self, line: str) -> None:
        if not (mark := MARK.search(line)):
            return
        phase, now = mark["phase"], self.clock()
        if mark["what"] == "Executed":
            spent = now - self.began.pop(phase, now)
            self.step.parts[phase] = self.step.parts.get(phase, 0) + spent
        else:
            self.began[phase] = now
            self.step.say(phase)


def found(layout: Layout) -> list[Scenario]:
    """Those that set many variables first: they take longest, and at the end no core waits for a long one."""
    files = layout.roles.glob("*/molecule/*/molecule.yml")
    scenarios = [Scenario(file.parents[2], file.parent.name) for file in files]
    return sorted(scenarios, key=lambda scenario: (scenario.name == SMALLEST, scenario.title))


def test(layout: Layout, runner: Runner, progress: Progress) -> list[Tested]:
    """Run every scenario to its end, whatever fails. What an interruption leaves is destroyed."""
    at_once = (os.cpu_count() or 1) + MORE_THAN_CORES
    return side_by_side(runner, lambda scenario: _test(layout, runner, progress, scenario), found(layout), at_once)


def _test(layout: Layout, runner: Runner, progress: Progress, scenario: Scenario) -> Tested:
    env = {
        "PATH": f"{layout.tools}{os.pathsep}{os.environ['PATH']}",
        "NO_COLOR": "1",
        # Molecule's own choice is the same for every folder of the role's name on this computer.
        "MOLECULE_EPHEMERAL_DIRECTORY": str(layout.kept / "molecule" / scenario.slug),
    }
    command = ["molecule", "test", "--scenario-name", scenario.name]
    log = layout.logs / f"role-{scenario.slug}.log"
    with progress.step(scenario.title) as step:
        watch = Stopwatch(step)
        began = time.monotonic()
        done = runner.run(command, cwd=scenario.role, env=env, log=log, on_line=watch.read)
        closing = verify.closing_line(done.output).strip("= ")
        step.sum_up(closing)
        if not done.ok:
            step.fail(f"see {layout.shown(log)}")
    return Tested(scenario, done.ok, time.monotonic() - began, step.parts, closing, done.output or done.errors)


def rows(tested: Iterable[Tested]) -> Iterator[tuple[str, ...]]:
    """A line of the table for each scenario: its phases in seconds, their sum, and what its tests came to."""
    for one in sorted(tested, key=lambda one: one.scenario.title):
        seconds = (f"{one.phases[phase]:.0f}" if phase in one.phases else "" for phase in PHASES)
        yield (one.scenario.title, *seconds, f"{one.seconds:.0f}", one.closing.partition(" in ")[0])


def destroy_left(layout: Layout, runner: Runner) -> None:
    """Destroy the machines that interrupted scenarios left."""
    for folder in sorted(layout.role_machines.glob("*")):
        done = runner.run(["vagrant", "destroy", "--force"], cwd=folder, log=layout.logs / "role-machines.log")
        if done.ok:
            shutil.rmtree(folder)
