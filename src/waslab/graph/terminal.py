"""The picture for the terminal: a row of boxes for each column, from top to bottom."""

from __future__ import annotations

from collections.abc import Iterator

from rich.align import Align
from rich.console import Group as Stack
from rich.console import RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from waslab.graph.drawing import Drawing, Edge, Group
from waslab.topology import ALL

BOX_WIDTH = 19


def terminal(drawing: Drawing) -> RenderableType:
    return Stack(*_rows(drawing))


def _rows(drawing: Drawing) -> Iterator[RenderableType]:
    yield Align.center(Text(f"this computer, {drawing.host_address}", style="dim"))
    for column in drawing.columns:
        names = {group.name for group in column}
        yield Align.center(_arrows([edge for edge in (*drawing.host, *drawing.edges) if edge.target in names]))
        boxes = Table.grid(padding=(0, 0))
        boxes.add_row(*(_box(group, position) for group in column for position in range(len(group.machines))))
        yield Align.center(boxes)
    told = "; ".join(f"{_who(edge.source)} to {_who(edge.target)}: {edge.label}" for edge in drawing.everywhere)
    yield Align.center(Text(f"{told}; everything else is dropped" if told else "", style="dim"))


def _who(name: str) -> str:
    return "all machines" if name == ALL else name


def _box(group: Group, position: int) -> Panel:
    machine = group.machines[position]
    text = Text(f"{machine.address}\n", justify="center")
    text.append(group.software or group.name, style="dim")
    return Panel(text, title=f"[bold]{machine.name}[/]", width=BOX_WIDTH, border_style="cyan")


def _arrows(edges: list[Edge]) -> Text:
    told = [f"{edge.source} ▼ {edge.label}" for edge in edges]
    return Text("   ".join(told), style="green", justify="center")
