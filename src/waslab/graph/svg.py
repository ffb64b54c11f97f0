"""The picture as SVG: columns from left to right, drawn by topology.svg.j2."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

from jinja2 import Environment, StrictUndefined

from waslab.graph.drawing import Drawing, Edge, Group
from waslab.topology import ALL, HOST

BOX_WIDTH, BOX_HEIGHT = 132, 52
GAP = 12
PADDING = 16
HEADING = 44
COLUMN_GAP = 108
GROUP_GAP = 56
MARGIN = 28
FOOTER = 48
LINE_HEIGHT = 14
PORTS_IN_A_LINE = 2

GROUP_WIDTH = BOX_WIDTH + 2 * PADDING


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    name: str
    address: str


@dataclass(frozen=True)
class Frame:
    """A group's frame with its machines in it; all lengths in SVG units."""

    x: float
    y: float
    height: float
    title: str
    software: str
    boxes: tuple[Box, ...] = ()
    is_host: bool = False

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    @property
    def right(self) -> float:
        return self.x + GROUP_WIDTH


@dataclass(frozen=True)
class Arrow:
    path: str
    lines: tuple[str, ...]
    label_x: float
    label_y: float
    dashed: bool = False

    @property
    def label_width(self) -> float:
        return 6.6 * max(map(len, self.lines)) + 14

    @property
    def label_height(self) -> float:
        return LINE_HEIGHT * len(self.lines) + 5


def svg(drawing: Drawing) -> str:
    frames = _frames(drawing)
    width = max(frame.right for frame in frames.values()) + MARGIN
    bottom = max(frame.y + frame.height for frame in frames.values())
    loops = [edge for edge in drawing.edges if edge.source == edge.target]
    straight = [edge for edge in (*drawing.host, *drawing.edges) if edge.source != edge.target]
    arrows = [_arrow(edge, frames, straight) for edge in straight] + [_loop(edge, frames) for edge in loops]
    environment = Environment(undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    template = resources.files("waslab.graph").joinpath("topology.svg.j2").read_text(encoding="utf-8")
    return environment.from_string(template).render(
        width=width,
        height=bottom + FOOTER,
        frames=frames.values(),
        arrows=arrows,
        footer=_footer(drawing),
        box_width=BOX_WIDTH,
        box_height=BOX_HEIGHT,
        group_width=GROUP_WIDTH,
        margin=MARGIN,
        line_height=LINE_HEIGHT,
    )


def _footer(drawing: Drawing) -> str:
    told = "; ".join(
        f"port {edge.label} from {_end(edge.source)} to {_end(edge.target)}" for edge in drawing.everywhere
    )
    return f"Numbers are ports. Not drawn: {told}. Everything else is dropped." if told else "Numbers are ports."


def _end(name: str) -> str:
    return {HOST: "this computer", ALL: "every machine"}.get(name, name)


def _height(group: Group) -> float:
    return HEADING + len(group.machines) * (BOX_HEIGHT + GAP) - GAP + PADDING


def _frames(drawing: Drawing) -> dict[str, Frame]:
    """Each column centred on the tallest; the host stands below the first column."""
    heights = [sum(map(_height, column)) + GROUP_GAP * (len(column) - 1) for column in drawing.columns]
    tallest = max(heights)
    frames: dict[str, Frame] = {}
    for index, (column, height) in enumerate(zip(drawing.columns, heights, strict=True)):
        x = MARGIN + index * (GROUP_WIDTH + COLUMN_GAP)
        y = MARGIN + (tallest - height) / 2
        for group in column:
            frames[group.name] = _frame(group, x, y)
            y += _height(group) + GROUP_GAP
    below = max((frames[group.name].y + frames[group.name].height for group in drawing.columns[0]), default=MARGIN)
    y = max(below + GROUP_GAP / 2, MARGIN + tallest - HEADING - BOX_HEIGHT - PADDING)
    host_box = Box(MARGIN + PADDING, y + HEADING, "browser, ./lab", drawing.host_address)
    frames[HOST] = Frame(MARGIN, y, HEADING + BOX_HEIGHT + PADDING, "this computer", "", (host_box,), is_host=True)
    return frames


def _frame(group: Group, x: float, y: float) -> Frame:
    boxes = tuple(
        Box(x + PADDING, y + HEADING + index * (BOX_HEIGHT + GAP), machine.name, str(machine.address))
        for index, machine in enumerate(group.machines)
    )
    return Frame(x, y, _height(group), group.name, group.software, boxes)


def _arrow(edge: Edge, frames: dict[str, Frame], among: list[Edge]) -> Arrow:
    """A curve from the right side of one frame to the left side of another, fanned out where several meet."""
    source, target = frames[edge.source], frames[edge.target]
    y1 = source.middle + _fan([other.target for other in among if other.source == edge.source], edge.target, frames)
    y2 = target.middle + _fan([other.source for other in among if other.target == edge.target], edge.source, frames)
    x1, x2 = source.right, target.x - 3
    bend = (x2 - x1) / 2
    path = f"M {x1:g} {y1:g} C {x1 + bend:g} {y1:g}, {x2 - bend:g} {y2:g}, {x2:g} {y2:g}"
    return Arrow(path, _lines(edge), (x1 + x2) / 2, (y1 + y2) / 2, dashed=edge.source == HOST)


def _lines(edge: Edge) -> tuple[str, ...]:
    ports = edge.label.split(", ")
    return tuple(", ".join(ports[at : at + PORTS_IN_A_LINE]) for at in range(0, len(ports), PORTS_IN_A_LINE))


def _fan(ends: list[str], end: str, frames: dict[str, Frame]) -> float:
    order = sorted(dict.fromkeys(ends), key=lambda name: frames[name].middle)
    return (order.index(end) - (len(order) - 1) / 2) * 28


def _loop(edge: Edge, frames: dict[str, Frame]) -> Arrow:
    """From the frame's lower edge back into it."""
    frame = frames[edge.source]
    x, y = frame.x + GROUP_WIDTH / 2, frame.y + frame.height
    path = f"M {x + 34:g} {y:g} C {x + 34:g} {y + 34:g}, {x - 34:g} {y + 34:g}, {x - 34:g} {y + 3:g}"
    return Arrow(path, _lines(edge), x, y + 25)
