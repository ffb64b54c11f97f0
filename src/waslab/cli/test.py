"""The command `./lab test`."""

from __future__ import annotations

from typing import Annotated

import typer

from waslab import suite
from waslab.cli.common import workshop


def register(app: typer.Typer) -> None:
    @app.command("test")
    def command(
        *,
        fast: Annotated[
            bool, typer.Option("--fast", help="Only what needs no machine: linters and unit tests.")
        ] = False,
    ) -> int:
        """Run linters, unit tests, and the tests of the running lab, which is booted when there is none."""
        return suite.run(workshop(), fast=fast)
