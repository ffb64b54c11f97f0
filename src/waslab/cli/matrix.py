"""The command `./lab matrix`."""

from __future__ import annotations

import typer

from waslab import matrix, say
from waslab.cli.common import Json, error_console, print_json, workshop
from waslab.errors import DoesNotHold, Exit


def register(app: typer.Typer) -> None:
    @app.command("matrix")
    def command(*, json: Json = False) -> int:
        """Try who can talk to whom, and hold it against the table of flows. Exit code 1 when they differ."""
        shop = workshop()
        found = matrix.draw_up(shop.topology, matrix.OverSSH(shop.layout, shop.runner, shop.topology))
        if json:
            print_json(found.as_json())
        else:
            shop.console.print(matrix.terminal(found))
        for sentence in found.sentences:
            say.error(error_console(), DoesNotHold(sentence))
        if not found.holds:
            say.commands(error_console(), "mend", ("./lab up",))
        return Exit.HOLDS if found.holds else Exit.DOES_NOT_HOLD
