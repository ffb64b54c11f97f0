"""The command `./lab status`."""

from __future__ import annotations

import typer

from waslab import say
from waslab.cli.common import Json, print_json, workshop
from waslab.errors import Exit
from waslab.status import look


def register(app: typer.Typer) -> None:
    @app.command("status")
    def command(*, json: Json = False) -> int:
        """Show each machine: state, address, SSH. Exit code 1 when not all of them run."""
        shop = workshop()
        found = look(shop.topology, shop.machines, shop.reach)
        if json:
            print_json(found.as_json())
        else:
            say.status(shop.console, found)
            if not found.whole:
                say.commands(shop.console, "next", ["./lab up"])
        return Exit.HOLDS if found.whole else Exit.DOES_NOT_HOLD
