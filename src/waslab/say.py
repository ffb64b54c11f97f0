"""The only place that prints: errors, checks, tables and what to type next."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from waslab import drills
from waslab.doctor import Check, Report, State
from waslab.errors import LabError
from waslab.status import LabStatus

CHECK_MARKS = {State.OK: "[green]✔[/]", State.WARN: "[yellow]![/]", State.FAIL: "[red]✘[/]"}
MOST_FAILURES = 10
"""Kinds that the terminal lists."""


def error(console: Console, problem: LabError) -> None:
    console.print(f"[bold red]✘[/] {escape(problem.what)}", soft_wrap=True, highlight=False)
    if problem.where:
        console.print(f"  [dim]where:[/] {escape(problem.where)}", soft_wrap=True, highlight=False)
    commands(console, "mend", problem.mend)


def commands(console: Console, label: str, lines: Sequence[str]) -> None:
    for index, line in enumerate(lines):
        shown = f"{label}:" if index == 0 else ""
        console.print(f"  [dim]{shown:<6}[/] [bold]{escape(line)}[/]", soft_wrap=True, highlight=False)


def report(console: Console, found: Report) -> None:
    for check in found.checks:
        _check(console, check)


def _check(console: Console, check: Check) -> None:
    console.print(
        f"{CHECK_MARKS[check.state]} {escape(check.title):<16} {escape(check.what)}", soft_wrap=True, highlight=False
    )
    for line in check.mend if check.state is not State.OK else ():
        console.print(f"{'':<19}[bold]{escape(line)}[/]", soft_wrap=True, highlight=False)


def status(console: Console, found: LabStatus) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("machine", "group", "address", "state", "SSH"):
        table.add_column(heading)
    for machine in found.machines:
        good = "green" if machine.running else "yellow"
        ssh = "[green]yes[/]" if machine.reachable else "[red]no[/]" if machine.running else "[dim]-[/]"
        table.add_row(machine.name, machine.group, machine.address, f"[{good}]{escape(machine.state)}[/]", ssh)
    console.print(table)


WIDEST = 400
"""Characters of a line in a log, more than any table has."""


def table(console: Console, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    made = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for heading in headings:
        made.add_column(heading)
    for row in rows:
        made.add_row(*row)
    # A log has no width of its own that a table would have to fit.
    shown = console if console.is_terminal else Console(file=console.file, width=WIDEST)
    shown.print(made)


def drill(console: Console, found: drills.Report) -> None:
    """The timeline, what failed and what became of the orders, one sentence, and what was not kept of the contract."""
    console.print(drills.line(found))
    console.print(drills.marks(found))
    console.print()
    if found.failures:
        shown = found.failures[:MOST_FAILURES]
        rows = [(one.asked, one.outcome, str(one.count), f"{one.first:.1f} s", f"{one.last:.1f} s") for one in shown]
        table(console, ("failed", "with", "times", "first", "last"), rows)
        if more := len(found.failures) - len(shown):
            console.print(f"and {more} more in the report", style="dim")
        console.print()
    table(console, ("orders", ""), [(str(count), entry.value) for entry, count in sorted(found.ledger.counts.items())])
    console.print()
    console.print(found.sentence, highlight=False, markup=False)
    for sentence in found.broken:
        console.print(f"[bold red]✘[/] {escape(sentence)}", highlight=False)
