"""A drill as a picture, and as one line of the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rich.text import Text

from waslab.drills.report import Report, Second

COLOURS = {"good": "#2e7d32", "slow": "#f9a825", "failed": "#c62828"}
READABLE_SECONDS = 1.5
BLOCKS = "▁▂▃▄▅▆▇█"


def draw(report: Report, file: Path) -> None:
    """Requests by second and outcome above, what they took below, and the moments of the drill through both."""
    # Imported late: it takes half a second, which only this command should spend.
    from matplotlib.figure import Figure  # noqa: PLC0415

    seconds = report.seconds
    axis = range(len(seconds))
    figure = Figure(figsize=(10, 5.5), layout="constrained")
    requests, times = figure.subplots(2, 1, sharex=True)
    below = [0] * len(seconds)
    for kind, colour in COLOURS.items():
        counts = [getattr(second, kind) for second in seconds]
        requests.bar(axis, counts, width=1, align="edge", bottom=below, color=colour, label=kind)
        below = [low + count for low, count in zip(below, counts, strict=True)]
    middle = [second + 0.5 for second in axis]
    times.plot(middle, [1000 * second.longest for second in seconds], color=COLOURS["failed"], label="longest")
    times.plot(middle, [1000 * second.median for second in seconds], color=COLOURS["good"], label="median")
    times.set_yscale("log")
    requests.set_ylabel("requests a second")
    times.set_ylabel("answer after ms")
    times.set_xlabel("seconds")
    for moment, names in _together(report.marked):
        for plot in (requests, times):
            plot.axvline(moment, color="#37474f", linestyle="--", linewidth=1)
        requests.annotate(names, (moment, 1.02), xycoords=("data", "axes fraction"), rotation=20, fontsize=8)
    requests.legend(loc="lower left", fontsize=8)
    times.legend(loc="upper left", fontsize=8)
    figure.suptitle(f"{report.drill.name} on {report.machine}", x=0.01, ha="left", fontsize=11)
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file)


def line(report: Report) -> Text:
    """One block for each second: as high as the longest answer was long, in the colour of the worst outcome."""
    seconds = report.seconds
    longest = max(second.longest for second in seconds) or 1.0
    drawn = Text()
    for second in seconds:
        drawn.append(BLOCKS[min(7, int(8 * second.longest / longest))], style=COLOURS[_worst(second)])
    return drawn


def marks(report: Report) -> Text:
    """Below the line, where each moment is."""
    width = len(report.seconds)
    row = [" "] * width
    for name, moment in report.marked.items():
        row[min(width - 1, max(0, int(moment)))] = name[0]
    legend = ", ".join(f"{name[0]} {name} at {moment:.1f} s" for name, moment in report.marked.items())
    return Text("".join(row) + f"  {legend}", style="dim")


def _together(marked: Mapping[str, float]) -> list[tuple[float, str]]:
    """Moments that would be written over each other share their first one's place."""
    groups: list[tuple[float, str]] = []
    for name, moment in sorted(marked.items(), key=lambda mark: mark[1]):
        if groups and moment - groups[-1][0] < READABLE_SECONDS:
            groups[-1] = (groups[-1][0], f"{groups[-1][1]}, {name}")
        else:
            groups.append((moment, name))
    return groups


def _worst(second: Second) -> str:
    return "failed" if second.failed else "slow" if second.slow else "good"
