"""The matrix for the terminal: a row for each source, a column for each target, the open ports between them."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from waslab.matrix import policy
from waslab.matrix.asking import State
from waslab.matrix.report import Matrix, is_the_tables


def terminal(matrix: Matrix) -> RenderableType:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim")
    for heading in ("", *matrix.topology.names):
        table.add_column(heading, min_width=len(heading))
    for source in policy.sources(matrix.topology):
        cells = (_cell(matrix, source, target) for target in matrix.topology.names)
        table.add_row(Text(source, style="bold"), *cells)
    return Group(
        Text("Rows ask, columns answer: the ports that are open.", style="dim"), table, Text(), *_legend(matrix)
    )


def _cell(matrix: Matrix, source: str, target: str) -> Text:
    """Open ports; one too many is red with a plus, a missing one with a minus, and other ways are told below."""
    own = [one for one in matrix.differences if (one.way.source, one.way.target) == (source, target)]
    signs = {one.port: "-" if one.allowed else "+" for one in own if is_the_tables(one.way)}
    shown = sorted({*matrix.open_ports(source, target), *(port for port, sign in signs.items() if sign == "-")})
    words = [(f"{signs.get(port, '')}{port}", "bold red" if port in signs else "green") for port in shown]
    if any((one.state is not State.OPEN and not one.allowed) or not is_the_tables(one.way) for one in own):
        words.append(("!", "bold red"))
    if not words:
        return Text("·", style="dim")
    cell = Text(" ").join(Text(text, style=style) for text, style in words)
    if source == target:
        cell.stylize("dim")
    return cell


def _legend(matrix: Matrix) -> Iterator[Text]:
    names: dict[int, list[str]] = {}
    for name, port in matrix.topology.network.service_ports.items():
        names.setdefault(port, []).append(name)
    opened = {port for (_, port), state in matrix.seen.items() if state is State.OPEN}
    told = "   ".join(f"{port} {', '.join(names.get(port, ['unknown']))}" for port in sorted(opened))
    yield Text(told, style="dim")
    counts = ", ".join(f"{matrix.counts[state]:,} {state.value}" for state in State if matrix.counts[state])
    yield Text(
        f"{len(matrix.seen):,} attempts in {matrix.seconds:.1f} s, by TCP and UDP, over IPv4 and IPv6: {counts}.",
        style="dim",
    )
