"""The commands `./lab drill list`, `./lab drill run` and `./lab heal`."""

from __future__ import annotations

from typing import Annotated

import typer

from waslab import drills, progress, say
from waslab.cli.common import Json, console, error_console, print_json, workshop
from waslab.drills.run import MOST_RATE
from waslab.errors import Exit
from waslab.lock import only_one


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        name="drill", help="Break something under load, and see what the users feel.", no_args_is_help=True
    )
    group.command("list")(list_)
    group.command("run")(run)
    group.command("heal")(heal)
    app.add_typer(group)
    app.command("heal")(heal)


def list_(*, json: Json = False) -> int:
    """The drills, and what happens in each."""
    ground = drills.Ground(workshop())
    if json:
        print_json([drill.model_dump(mode="json") for drill in ground.drills.values()])
    else:
        rows = [(drill.name, drill.group, drill.says) for drill in ground.drills.values()]
        say.table(console(), ("drill", "on one of", "what happens"), rows)
        say.commands(console(), "next", ["./lab drill run gunicorn-killed"])
    return Exit.HOLDS


def run(
    name: Annotated[str, typer.Argument(help="One of ./lab drill list.")],
    *,
    against: Annotated[str | None, typer.Option(metavar="MACHINE", help="Another machine of its group.")] = None,
    rate: Annotated[
        int | None, typer.Option(min=10, max=MOST_RATE, help="Requests a second; as promised, when it is left out.")
    ] = None,
    seconds: Annotated[int | None, typer.Option(min=1, max=120, help="How long the fault lasts.")] = None,
    json: Json = False,
) -> int:
    """Put load on the front door, bring a fault about, heal it, and count what came of every request."""
    shop = workshop()
    ground = drills.Ground(shop)
    drill = drills.choose(ground.drills, name)
    machine = drill.machine(shop.topology, against)
    if seconds:
        drill = drill.model_copy(update={"seconds": seconds})
    # Whoever reads the JSON reads standard output.
    screen = error_console() if json else shop.console
    report = drills.run(
        ground, drill, machine, rate or ground.promises[name].rate, progress.Progress(progress.display_for(screen))
    )
    picture = drills.keep(report, ground.reports)
    if json:
        print_json(report.as_json())
    else:
        say.drill(screen, report)
        say.commands(screen, "see", [shop.layout.shown(file) for file in (picture, picture.with_name("index.html"))])
    return Exit.DOES_NOT_HOLD if report.broken else Exit.HOLDS


def heal() -> int:
    """Undo what a drill left behind that was cut off."""
    shop = workshop()
    with only_one(shop.layout):
        left = drills.heal(drills.Ground(shop), progress.Progress(progress.display_for(shop.console)))
    if not left:
        shop.console.print("No drill left anything behind.")
    return Exit.HOLDS
