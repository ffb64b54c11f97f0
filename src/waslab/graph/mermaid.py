"""The picture as Mermaid source, which Git hosts draw by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from waslab.graph.drawing import Drawing, Edge
from waslab.topology import HOST


def mermaid(drawing: Drawing) -> str:
    lines = ["flowchart LR", f'  {HOST}(["this computer<br/>{drawing.host_address}"])']
    for group in drawing.groups:
        title = f"{group.name}: {group.software}" if group.software else group.name
        lines.append(f'  subgraph {group.name}["{title}"]')
        lines += [f'    {machine.name}["{machine.name}<br/>{machine.address}"]' for machine in group.machines]
        lines.append("  end")
    lines += [f"  {edge.source} -. {edge.label} .-> {edge.target}" for edge in drawing.host]
    lines += [line for edge in drawing.edges for line in _arrows(drawing, edge)]
    return "\n".join(lines) + "\n"


def _arrows(drawing: Drawing, edge: Edge) -> Iterator[str]:
    """Mermaid cannot lead an arrow from a group to itself: neighbours in the group are joined instead."""
    if edge.source != edge.target:
        yield f"  {edge.source} -- {edge.label} --> {edge.target}"
        return
    machines = next(group.machines for group in drawing.groups if group.name == edge.source)
    for one, other in pairwise(machines):
        yield f"  {one.name} <-- {edge.label} --> {other.name}"
