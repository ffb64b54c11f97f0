"""The command `./lab test`."""

from __future__ import annotations

from typing import Annotated

import typer

from waslab import suite
from waslab.cli.common import workshop
from waslab.errors import BadUsage
from waslab.suite import Part


def register(app: typer.Typer) -> None:
    @app.command("test")
    def command(  # noqa: PLR0913 - each is an option
        *,
        fast: Annotated[
            bool, typer.Option("--fast", help="Only what needs no machine: linters and unit tests.")
        ] = False,
        roles: Annotated[
            bool,
            typer.Option("--roles", help="Only Molecule's scenarios of all roles, with the seconds of each phase."),
        ] = False,
        all_drills: Annotated[
            bool, typer.Option("--all-drills", help="Only the drills, all of them, with one report at the end.")
        ] = False,
        all_sessions: Annotated[
            bool, typer.Option("--all-sessions", help="Only the hands-on sessions, each one proven.")
        ] = False,
        resilience: Annotated[
            bool,
            typer.Option("--resilience", help="Only: the lab is deleted, cut off while it comes up, and made again."),
        ] = False,
        containers: Annotated[
            bool,
            typer.Option(
                "--containers", help="Only the contract on the servlet container that the lab has not chosen."
            ),
        ] = False,
    ) -> int:
        """Run linters, unit tests, the tests of the running lab (booted when there is none) and of each role."""
        asked = {
            Part.FAST: fast,
            Part.ROLES: roles,
            Part.ALL_DRILLS: all_drills,
            Part.ALL_SESSIONS: all_sessions,
            Part.RESILIENCE: resilience,
            Part.CONTAINERS: containers,
        }
        chosen = [part for part, wanted in asked.items() if wanted]
        if len(chosen) > 1:
            options = [f"--{part.name.lower().replace('_', '-')}" for part in chosen]
            raise BadUsage(
                f"{' and '.join(options)} are different parts of the tests.",
                mend=tuple(f"./lab test {option}" for option in options),
            )
        return suite.run(workshop(), *chosen)
