"""Long work made visible: its steps, what each is doing, and the seconds."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

Clock = Callable[[], float]

QUIET_SECONDS = 10.0
"""Without a terminal: the longest silence before a line says that work goes on."""


@dataclass
class Step:
    """One step under way."""

    name: str
    started: float
    detail: str = ""
    note: str = ""
    failed: bool = False
    parts: dict[str, float] = field(default_factory=dict)

    def say(self, detail: str) -> None:
        """What the step is doing now."""
        self.detail = detail

    def sum_up(self, note: str) -> None:
        """What the step has come to; stays on the screen."""
        self.note = note

    def fail(self, note: str) -> None:
        """The step has failed, and the work goes on all the same."""
        self.failed, self.note = True, note


@dataclass(frozen=True)
class Record:
    """A finished step: seconds in all, and by part where the step knows its parts."""

    name: str
    seconds: float
    outcome: str
    parts: Mapping[str, float] = field(default_factory=dict)


class Display(Protocol):
    """Shows the steps."""

    def begin(self, step: Step) -> None: ...
    def end(self, step: Step, record: Record) -> None: ...


class Progress:
    """Runs steps, shows them, and keeps their durations."""

    def __init__(self, display: Display, clock: Clock = time.monotonic) -> None:
        self._display = display
        self._clock = clock
        self._began = clock()
        self.records: list[Record] = []

    def add(self, name: str, seconds: float) -> None:
        """Count a step that was done before the lab's Python began."""
        self._began -= seconds
        self.records.append(Record(name, seconds, "done"))

    @property
    def seconds(self) -> float:
        return self._clock() - self._began

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        step = Step(name, self._clock())
        self._display.begin(step)
        outcome = "failed"
        try:
            yield step
            outcome = "failed" if step.failed else "done"
        except KeyboardInterrupt:
            outcome = "interrupted"
            raise
        finally:
            record = Record(name, round(self._clock() - step.started, 2), outcome, dict(step.parts))
            self.records.append(record)
            self._display.end(step, record)

    def keep(self, file: Path, outcome: str) -> None:
        """Write the durations for benchmarks/lab_up.py."""
        file.parent.mkdir(parents=True, exist_ok=True)
        kept = {
            "finished": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
            "outcome": outcome,
            "seconds": round(self.seconds, 2),
            "steps": [asdict(record) for record in self.records],
        }
        file.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


MARKS = {"done": "[green]✔[/]", "failed": "[red]✘[/]", "interrupted": "[yellow]■[/]"}


class TerminalDisplay:
    """A moving line for each step under way; a lasting line for each that has ended."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._under_way: list[Step] = []
        self._spinner = Spinner("dots")
        self._live: Live | None = None

    def begin(self, step: Step) -> None:
        self._under_way.append(step)
        if self._live is None:
            self._live = Live(get_renderable=self._moving, console=self._console, transient=True, refresh_per_second=8)
            self._live.start()

    def end(self, step: Step, record: Record) -> None:
        self._under_way.remove(step)
        if not self._under_way and self._live:
            self._live.stop()
            self._live = None
        self._console.print(
            f"{MARKS[record.outcome]} {record.seconds:6.1f} s  {escape(step.name)}"
            + (f"  [dim]{escape(step.note)}[/]" if step.note else "")
        )

    def _moving(self) -> Table:
        table = Table.grid(padding=(0, 1))
        names = max((len(step.name) for step in self._under_way), default=0)
        table.add_column(no_wrap=True, min_width=1)
        table.add_column(no_wrap=True, min_width=8, justify="right")
        table.add_column(no_wrap=True, min_width=names)
        table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
        for step in self._under_way:
            seconds = time.monotonic() - step.started
            table.add_row(self._spinner, f"{seconds:5.0f} s ", step.name, Text(step.detail, style="dim"))
        return table


class PlainDisplay:
    """Lines for a log or a pipe: when a step begins, now and then, and when it ends."""

    def __init__(self, console: Console, clock: Clock = time.monotonic, quiet: float = QUIET_SECONDS) -> None:
        self._console = console
        self._clock = clock
        self._quiet = quiet
        self._ended: dict[int, threading.Event] = {}

    def begin(self, step: Step) -> None:
        self._print(step, "…")
        ended = self._ended[id(step)] = threading.Event()
        threading.Thread(target=self._now_and_then, args=(step, ended), daemon=True).start()

    def end(self, step: Step, record: Record) -> None:
        self._ended.pop(id(step)).set()
        self._print(step, f": {record.outcome}" + (f", {step.note}" if step.note else ""))

    def _now_and_then(self, step: Step, ended: threading.Event) -> None:
        while not ended.wait(self._quiet):
            self._print(step, f": {step.detail}" if step.detail else "…")

    def _print(self, step: Step, text: str) -> None:
        seconds = self._clock() - step.started
        self._console.print(f"[{seconds:6.1f} s] {step.name}{text}", markup=False, highlight=False, soft_wrap=True)


def display_for(console: Console) -> Display:
    return TerminalDisplay(console) if console.is_terminal else PlainDisplay(console)
