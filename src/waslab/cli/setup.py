"""The command `./lab setup`."""

from __future__ import annotations

import typer

from waslab import up
from waslab.cli.common import workshop
from waslab.lock import only_one
from waslab.progress import Progress, display_for


def register(app: typer.Typer) -> None:
    @app.command("setup")
    def command() -> None:
        """Install what the host lacks and build the box, without booting. `up` does this first."""
        shop = workshop()
        with only_one(shop.layout):
            up.prepare(shop, Progress(display_for(shop.console)))
        shop.console.print("The host is ready. [dim]Next:[/] ./lab up")
