"""Steps are visible with their seconds, on a terminal and in a log, and kept for the benchmark."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import FakeDisplay
from rich.console import Console

from waslab.progress import PlainDisplay, Progress, TerminalDisplay, display_for


def ticking(*moments: float) -> Iterator[float]:
    yield from moments


def test_a_step_s_seconds_and_outcome_are_recorded() -> None:
    """From its beginning to its end."""
    moments = ticking(0.0, 10.0, 12.5)
    work = Progress(FakeDisplay(), clock=lambda: next(moments))
    with work.step("Boot"):
        pass
    record = work.records[0]
    assert (record.name, record.seconds, record.outcome) == ("Boot", 2.5, "done")


def test_what_the_launcher_did_before_counts() -> None:
    """In the list of steps and in the sum."""
    work = Progress(FakeDisplay(), clock=lambda: 100.0)
    work.add("Make the tool environment", 40.0)
    assert work.seconds == 40.0
    assert work.records[0].name == "Make the tool environment"


@pytest.mark.parametrize(("error", "outcome"), [(ValueError(), "failed"), (KeyboardInterrupt(), "interrupted")])
def test_a_step_that_ends_early_says_so(error: BaseException, outcome: str) -> None:
    """The error goes on its way."""
    display = FakeDisplay()
    work = Progress(display)
    with pytest.raises(type(error)), work.step("Boot"):
        raise error
    assert display.ended[0].outcome == outcome


def test_what_is_kept_can_be_read_by_the_benchmark(tmp_path: Path) -> None:
    """Name, seconds, outcome and parts of each step."""
    work = Progress(FakeDisplay())
    with work.step("Configure") as step:
        step.parts["nginx"] = 1.5
    work.keep(tmp_path / "logs" / "up.json", "done")
    kept = json.loads((tmp_path / "logs" / "up.json").read_text())
    assert kept["outcome"] == "done"
    assert kept["steps"][0]["name"] == "Configure"
    assert kept["steps"][0]["parts"] == {"nginx": 1.5}


def test_without_a_terminal_lines_tell_begin_and_end() -> None:
    """A log or a pipe gets no moving picture."""
    out = io.StringIO()
    work = Progress(PlainDisplay(Console(file=out, width=40)))
    with work.step("Boot the machines") as step:
        step.sum_up("made anew: web and a note longer than the line [of the log]")
    first, last = out.getvalue().splitlines()
    assert first.endswith("s] Boot the machines…")
    assert last.endswith("Boot the machines: done, made anew: web and a note longer than the line [of the log]")


def test_without_a_terminal_long_work_says_now_and_then_that_it_goes_on() -> None:
    """Silence looks like a hang."""
    out = io.StringIO()
    work = Progress(PlainDisplay(Console(file=out), quiet=0.02))
    with work.step("Configure") as step:
        step.say("nginx: Write the site")
        time.sleep(0.1)
    assert "Configure: nginx: Write the site" in out.getvalue()


def test_on_a_terminal_ended_steps_stay_with_their_seconds() -> None:
    """Two steps side by side end one after the other."""
    out = io.StringIO()
    work = Progress(TerminalDisplay(Console(file=out, force_terminal=True, width=80)))
    with work.step("Build the box") as step, work.step("Download the wheels"):
        step.say("unpacking [brackets]")
        time.sleep(0.2)
    text = out.getvalue()
    assert "Build the box" in text
    assert "unpacking [brackets]" in text
    assert "✔" in text


def test_the_display_fits_the_console() -> None:
    """By whether it is a terminal."""
    assert isinstance(display_for(Console(file=io.StringIO())), PlainDisplay)
    assert isinstance(display_for(Console(file=io.StringIO(), force_terminal=True)), TerminalDisplay)
