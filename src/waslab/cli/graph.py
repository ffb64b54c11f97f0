"""The command `./lab graph`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from waslab import graph
from waslab.cli.common import workshop


class Form(StrEnum):
    TERMINAL = "terminal"
    MERMAID = "mermaid"
    SVG = "svg"


def register(app: typer.Typer) -> None:
    @app.command("graph")
    def command(
        form: Annotated[Form, typer.Option("--format", help="What to print the picture as.")] = Form.TERMINAL,
    ) -> None:
        """Draw the machines and who may talk to whom, from the inventory."""
        shop = workshop()
        drawing = graph.draw(shop.topology, shop.layout.playbooks)
        match form:
            case Form.TERMINAL:
                shop.console.print(graph.terminal(drawing))
            case Form.MERMAID:
                typer.echo(graph.mermaid(drawing), nl=False)
            case Form.SVG:
                typer.echo(graph.svg(drawing), nl=False)
