"""The command `./lab doctor`."""

from __future__ import annotations

from dataclasses import asdict

import typer

from waslab import doctor, say
from waslab.cli.common import Json, print_json, workshop
from waslab.errors import Exit


def register(app: typer.Typer) -> None:
    @app.command("doctor")
    def command(*, json: Json = False) -> int:
        """Check the host: what is missing or in the way, and the command that mends it."""
        shop = workshop()
        found = doctor.examine(shop.patient)
        if json:
            print_json({"healthy": found.healthy, "checks": [asdict(check) for check in found.checks]})
        else:
            say.report(shop.console, found)
        return Exit.HOLDS if found.healthy else Exit.DOES_NOT_HOLD
