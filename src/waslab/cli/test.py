"""The command `./lab test`."""

from __future__ import annotations

from typing import Annotated

import typer

from waslab import suite
from waslab.cli.common import workshop
from waslab.errors import BadUsage


def register(app: typer.Typer) -> None:
    @app.command("test")
    def command(
        *,
        fast: Annotated[
            bool, typer.Option("--fast", help="Only what needs no machine: linters and unit tests.")
        ] = False,
        roles: Annotated[
            bool,
            typer.Option("--roles", help="Only Molecule's scenarios of all roles, with the seconds of each phase."),
        ] = False,
    ) -> int:
        """Run linters, unit tests, the tests of the running lab (booted when there is none) and of each role."""
        if fast and roles:
            raise BadUsage(
                "--fast needs no machine, --roles needs some.", mend=("./lab test --fast", "./lab test --roles")
            )
        return suite.run(workshop(), fast=fast, roles=roles)
