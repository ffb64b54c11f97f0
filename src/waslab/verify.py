"""Runs the site tests: pytest with Testinfra on the whole lab."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from waslab.errors import CannotJudge, DoesNotHold, Exit
from waslab.layout import Layout
from waslab.processes import Runner
from waslab.progress import Step

SITE_TESTS = Path("tests/site")

QUICK = ("-m", "not reconfigures")
"""What `./lab up` waits for."""

TESTS_FAILED = 1
"""pytest's exit code when tests ran and some failed."""


def command(layout: Layout, more: Sequence[str] = ()) -> list[str]:
    return [sys.executable, "-m", "pytest", str(layout.root / SITE_TESTS), *more]


def attached(layout: Layout, runner: Runner, more: Sequence[str] = ()) -> Exit:
    """Run with the user's terminal: the learner reads pytest's own report."""
    code = runner.attached(command(layout, more), cwd=layout.root)
    if code == 0:
        return Exit.HOLDS
    return Exit.DOES_NOT_HOLD if code == TESTS_FAILED else Exit.CANNOT_JUDGE


def in_step(layout: Layout, runner: Runner, step: Step) -> None:
    """Run inside `up`; raises DoesNotHold naming the tests that failed."""
    log = layout.logs / "verify.log"
    done = runner.run(command(layout, ["--color=no", *QUICK]), cwd=layout.root, log=log, on_line=step.say)
    closing = closing_line(done.output)
    step.sum_up(closing.strip("= "))
    if done.ok:
        return
    failed = re.findall(r"^(?:FAILED|ERROR) (\S+(?: - .*)?)", done.output, re.MULTILINE)
    if done.code != TESTS_FAILED:
        raise CannotJudge("The site tests did not run.", where=str(log), mend=f"less {log}")
    raise DoesNotHold(
        "\n  ".join(["The lab runs, but not everything holds:", *failed[:8]]),
        where=str(log),
        mend=("./lab verify   # shows the reasons", "./lab up       # converges again"),
    )


def closing_line(output: str) -> str:
    """The last line of pytest: `3 passed in 0.12s`, with or without its rule."""
    found = re.findall(r"^.*\b(?:passed|failed|errors?|no tests ran|skipped)\b.* in [\d.]+s.*$", output, re.MULTILINE)
    return found[-1] if found else ""
