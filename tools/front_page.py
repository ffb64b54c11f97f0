#!/usr/bin/env python3
"""Writes the lab's front page, apps/site/index.html, from the inventory and tools/front_page.html.j2."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from waslab import graph, inventory
from waslab.layout import Layout
from waslab.topology import Topology

TEMPLATES = Path(__file__).parent
LAYOUT = Layout.of_this_clone()
PAGE = LAYOUT.root / "apps/site/index.html"


def main() -> None:
    PAGE.write_text(written(inventory.load(LAYOUT), LAYOUT.playbooks), encoding="utf-8")


def written(topology: Topology, playbooks: Path) -> str:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    drawing = graph.draw(topology, playbooks)
    return environment.get_template("front_page.html.j2").render(
        drawing=drawing,
        members={group.name: ", ".join(machine.name for machine in group.machines) for group in drawing.groups},
        execution_models=topology.network.execution_models,
        ports=topology.network.service_ports,
    )


if __name__ == "__main__":
    main()
