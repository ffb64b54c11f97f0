"""The command `./lab up`."""

from __future__ import annotations

import os

import typer

from waslab import progress, up
from waslab.cli.common import workshop
from waslab.workshop import Workshop


def register(app: typer.Typer) -> None:
    @app.command("up")
    def command() -> None:
        """Bring the whole lab up: install what is missing, boot, configure, verify."""
        shop = workshop()
        work = progress.Progress(progress.display_for(shop.console))
        tools = float(os.environ.get("LAB_TOOLS_SECONDS", "0"))
        if tools:
            work.add("Make the tool environment", tools)
        up.bring_up(shop, work)
        _next(shop, work.seconds)


def _next(shop: Workshop, seconds: float) -> None:
    say = shop.console.print
    network = shop.topology.network
    say(f"\n[bold green]The lab is up and verified[/]: {len(shop.topology.machines)} machines, {seconds:.0f} s.\n")
    for door in up.doors(shop.topology):
        say(f"  {door.what:<24} [bold]{door.address}[/]", soft_wrap=True)
    if shop.layout.root_certificate.exists():
        say(f"  {'root certificate':<24} [bold]{shop.layout.root_certificate}[/]", soft_wrap=True)
    front = up.front_door(shop.topology)
    if front:
        say("\n[dim]To open the site by its name in your browser, import the root certificate and type:[/]")
        say(f"  echo '{front.address} {network.lab_public_name}' | sudo tee -a /etc/hosts", soft_wrap=True)
    say("[dim]Next:[/]")
    say("  ./lab graph            the machines and who may talk to whom")
    say("  ./lab connect client   the learner's desk: curl https://" + network.lab_public_name + "/wsgi/whoami")
    say("  ./lab down             stops the machines; ./lab up brings them back")
