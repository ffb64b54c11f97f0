"""Everything that `./lab test` runs, in order, and one table at the end."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from waslab import drills, say, scenarios, up, verify
from waslab.errors import Exit, LabError
from waslab.layout import Layout
from waslab.lock import only_one
from waslab.processes import side_by_side
from waslab.progress import Progress, display_for
from waslab.sessions.aside import require_none
from waslab.workshop import Workshop


class Part(Enum):
    """What is to be run: what `./lab test` runs by itself, or only a part."""

    ALL = auto()
    FAST = auto()
    """What needs no machine."""

    ROLES = auto()
    """Molecule's scenarios."""

    ALL_DRILLS = auto()
    """Every drill of the catalogue; ALL has some of them."""

    ALL_SESSIONS = auto()
    """Every session proven; ALL has some of them."""

    RESILIENCE = auto()
    """The lab's own: cut off at random moments, it comes up again. Deletes the machines; not in ALL."""

    CONTAINERS = auto()
    """The contract on the servlet container that the lab has not chosen; not in ALL."""


@dataclass(frozen=True)
class Item:
    """One program of the suite, run from `cwd` with the tool environment's programs first on PATH."""

    name: str
    command: tuple[str, ...]
    cwd: Path
    needs_lab: bool = False


@dataclass(frozen=True)
class Result:
    name: str
    outcome: str
    seconds: float
    closing: str = ""


FIND_SECRETS = (
    "git ls-files --error-unmatch . >/dev/null"
    " && git ls-files -z | xargs -0 detect-secrets-hook --disable-plugin KeywordDetector"
)
"""In all that git keeps; whatever merely bears the name of a secret is none."""

LAB = "lab is up"
ROLES = "roles"

PASSED, FAILED, NOT_RUN = "passed", "failed", "not run"

COLOURS = {PASSED: "green", FAILED: "red", NOT_RUN: "yellow"}


def items(layout: Layout, part: Part) -> Iterator[Item]:
    if part in {Part.ALL, Part.FAST}:
        yield from without_machines(layout)
    if part is Part.ALL:
        yield on_the_lab(layout, "site tests", "tests/site")
        yield on_the_lab(layout, "security tests", "tests/security", "--numprocesses=2", "--dist=loadfile")
        # Most of their time is CGI's, which starts its processes on one machine or the other.
        yield on_the_lab(layout, "contract tests", "tests/contract", "--numprocesses=2")
        yield on_the_lab(layout, "front page on the lab", "tests/browser/lab")
        yield on_the_lab(layout, "some drills", "tests/failover", "-m", "not thorough")
        yield on_the_lab(layout, "some sessions", "tests/sessions", "-m", "not thorough")
    if part is Part.ALL_SESSIONS:
        yield on_the_lab(layout, "all sessions", "tests/sessions")
    if part is Part.ALL_DRILLS:
        yield on_the_lab(layout, "all drills", "tests/failover")
    if part is Part.RESILIENCE:
        yield Item("resilience", pytest(layout.root / "tests/resilience"), layout.root)
    if part is Part.CONTAINERS:
        yield on_the_lab(layout, "the other servlet container", "tests/containers")


def without_machines(layout: Layout) -> Iterator[Item]:
    """The longest first: they run side by side."""
    root = layout.root
    yield Item("ansible-lint", ("ansible-lint", "--nocolor"), root)
    yield Item("unit tests", pytest(root / "tests/unit"), root)
    yield Item("front page's tests", pytest(root / "tests/browser/page"), root)
    yield Item("mypy", ("mypy",), root)
    yield Item("detect-secrets", ("sh", "-c", FIND_SECRETS), root)
    yield Item("shop's tests", pytest(root / "apps/shop/tests"), root)
    yield Item("ruff check", ("ruff", "check", "."), root)
    yield Item("ruff format", ("ruff", "format", "--check", "."), root)
    yield Item("codespell", ("codespell",), root)
    yield Item("yamllint", ("yamllint", "--strict", "."), root)
    yield Item("shellcheck", ("shellcheck", *shell_scripts(root)), root)


def on_the_lab(layout: Layout, name: str, folder: str, *options: str) -> Item:
    return Item(name, pytest(layout.root / folder, *options), layout.root, needs_lab=True)


def pytest(folder: Path, *options: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "pytest", "--color=no", *options, str(folder))


def shell_scripts(root: Path) -> tuple[str, ...]:
    """Every file of the repository that begins as a shell script does."""
    folders = (root, root / "box", root / "provider", root / ".ci")
    candidates = [path for folder in folders for path in sorted(folder.glob("*")) if path.is_file()]
    candidates += sorted(path for name in ("box", "provider") for path in (root / name).glob("*/*") if path.is_file())
    return tuple(str(path.relative_to(root)) for path in candidates if _is_shell(path))


def _is_shell(path: Path) -> bool:
    with path.open("rb") as file:
        first = file.readline(80)
    return first.startswith(b"#!") and (b"bash" in first or first.rstrip().endswith((b"/sh", b" sh")))


def run(workshop: Workshop, part: Part = Part.ALL) -> Exit:
    """Run everything of the part, whatever fails; 1 when something failed, 2 when the lab could not be booted."""
    progress = Progress(display_for(workshop.console))
    to_run = list(items(workshop.layout, part))
    at_once = os.cpu_count() or 1
    without_lab = [item for item in to_run if not item.needs_lab]
    results = side_by_side(workshop.runner, lambda item: run_item(workshop, progress, item), without_lab, at_once)
    lab_fault: LabError | None = None
    if on_lab := [item for item in to_run if item.needs_lab]:
        lab_fault = ensure_lab(workshop, progress, results)
        for item in on_lab:
            results.append(Result(item.name, NOT_RUN, 0) if lab_fault else run_item(workshop, progress, item))
    if part in {Part.ALL, Part.ROLES}:
        test_roles(workshop, progress, results)
    sum_up(workshop, results, progress.seconds)
    if lab_fault:
        say.error(workshop.console, lab_fault)
        return Exit.CANNOT_JUDGE
    return Exit.HOLDS if all(result.outcome == PASSED for result in results) else Exit.DOES_NOT_HOLD


def ensure_lab(workshop: Workshop, progress: Progress, results: list[Result]) -> LabError | None:
    """Make sure that the lab runs with today's configuration: `up` without its last step, the verification."""
    began = time.monotonic()
    fault: LabError | None = None
    try:
        with only_one(workshop.layout):
            require_none(workshop)
            up.prepare(workshop, progress)
            up.boot(workshop, progress)
            drills.heal(drills.Ground(workshop), progress)
            up.configure(workshop, progress)
    except LabError as error:
        fault = error
    results.append(Result(LAB, FAILED if fault else PASSED, time.monotonic() - began))
    return fault


def test_roles(workshop: Workshop, progress: Progress, results: list[Result]) -> None:
    """Run Molecule's scenarios and show their phases; what failed is printed."""
    layout, runner, console = workshop.layout, workshop.runner, workshop.console
    began = time.monotonic()
    if not results:
        up.prepare(workshop, progress)
    try:
        tested = scenarios.test(layout, runner, progress)
    finally:
        scenarios.destroy_left(layout, runner)
    for one in tested:
        if not one.ok:
            console.print(f"\n{one.scenario.title}:\n{one.output}", markup=False, highlight=False, soft_wrap=True)
    console.print()
    headings = ("scenario", *scenarios.PHASES, "seconds", "tests")
    say.table(console, headings, list(scenarios.rows(tested)))
    outcome = PASSED if all(one.ok for one in tested) else FAILED
    results.append(Result(ROLES, outcome, time.monotonic() - began))


def run_item(workshop: Workshop, progress: Progress, item: Item) -> Result:
    layout = workshop.layout
    log = layout.logs / f"test-{item.name.replace(' ', '-')}.log"
    env = {"PATH": f"{layout.tools}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1"}
    began = time.monotonic()
    with progress.step(item.name) as step:
        done = workshop.runner.run(item.command, cwd=item.cwd, env=env, log=log, on_line=step.say)
        if not done.ok:
            step.fail(f"see {layout.shown(log)}")
    if not done.ok:
        workshop.console.print(done.output or done.errors, markup=False, highlight=False, soft_wrap=True)
    return Result(item.name, PASSED if done.ok else FAILED, time.monotonic() - began, verify.closing_line(done.output))


def sum_up(workshop: Workshop, results: list[Result], seconds: float) -> None:
    """The table, then pytest's own closing lines."""
    rows = [
        (result.name, f"[{COLOURS[result.outcome]}]{result.outcome}[/]", f"{result.seconds:.1f}") for result in results
    ]
    workshop.console.print()
    say.table(workshop.console, ("what", "outcome", "seconds"), [*rows, ("all", "", f"{seconds:.1f}")])
    workshop.console.print()
    for result in results:
        if result.closing:
            workshop.console.print(f"{result.name}:", markup=False)
            workshop.console.print(result.closing, markup=False, highlight=False, soft_wrap=True)
