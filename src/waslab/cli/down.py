"""The command `./lab down`."""

from __future__ import annotations

import typer

from waslab.cli.common import workshop
from waslab.lock import only_one
from waslab.progress import Progress, display_for


def register(app: typer.Typer) -> None:
    @app.command("down")
    def command() -> None:
        """Stop the machines. Nothing on them is lost."""
        shop = workshop()
        with only_one(shop.layout), Progress(display_for(shop.console)).step("Stop the machines") as step:
            shop.machines.halt(listener=step.say)
        shop.console.print("The lab is down. [dim]Next:[/] ./lab up, or ./lab destroy")
