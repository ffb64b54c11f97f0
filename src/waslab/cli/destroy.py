"""The command `./lab destroy`."""

from __future__ import annotations

import typer

from waslab import drills, scenarios
from waslab.cli.common import workshop
from waslab.lock import only_one
from waslab.progress import Progress, display_for
from waslab.sessions.stage import Stage


def register(app: typer.Typer) -> None:
    @app.command("destroy")
    def command() -> None:
        """Delete the machines and everything on them. The box and the tools stay."""
        shop = workshop()
        with only_one(shop.layout), Progress(display_for(shop.console)).step("Delete the machines") as step:
            shop.machines.destroy(listener=step.say)
            scenarios.destroy_left(shop.layout, shop.runner)
            Stage.of(shop).destroy_machines()
            # What a drill left behind is gone with its machine.
            drills.Ground(shop).faults.forget()
        shop.console.print("The machines are gone. [dim]Next:[/] ./lab up makes them anew")
