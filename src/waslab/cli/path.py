"""The command `./lab path URL`."""

from __future__ import annotations

from typing import Annotated

import typer

from waslab import path, say
from waslab.cli.common import Json, error_console, print_json, workshop
from waslab.errors import DoesNotHold, Exit
from waslab.path.logs import EDGE, Container, logs
from waslab.path.reading import Machines


def register(app: typer.Typer) -> None:
    @app.command("path")
    def command(
        url: Annotated[str, typer.Argument(help="A path such as /wsgi/orders, or the whole address.")],
        *,
        method: Annotated[str | None, typer.Option(help="The HTTP method; without it GET, or POST with data.")] = None,
        data: Annotated[str | None, typer.Option(help="A JSON body.")] = None,
        json: Json = False,
    ) -> int:
        """Make one request and draw its way through every server. Exit code 1 when a log does not have it."""
        shop = workshop()
        topology = shop.topology
        asked = path.question(url, topology.network.lab_public_name, method, data)
        container = Container.of(shop.layout.hosts_file.parent)
        front_door = topology.members(logs(container)[EDGE].group)[0]
        visit = path.ask(asked, front_door.address, shop.layout.root_certificate)
        story = path.follow(visit, topology, container, Machines(shop.layout, shop.runner))
        if json:
            print_json(story.as_json())
        else:
            shop.console.print(path.terminal(story), soft_wrap=True)
        for hop in story.missing:
            say.error(error_console(), _untold(hop.machine, hop.server, hop.log))
        return Exit.HOLDS if story.whole else Exit.DOES_NOT_HOLD


def _untold(machine: str, server: str, log: str) -> DoesNotHold:
    first = machine.partition(" or ")[0]
    return DoesNotHold(
        f"{server} on {machine} wrote no line about this request.", where=log, mend=f"./lab connect {first}"
    )
