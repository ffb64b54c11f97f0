"""The command `./lab connect MACHINE`."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from waslab import ssh
from waslab.cli.common import workshop
from waslab.errors import CannotJudge


def register(app: typer.Typer) -> None:
    @app.command("connect", context_settings={"ignore_unknown_options": True})
    def command(
        machine: Annotated[str, typer.Argument(help="A machine of the inventory, such as client.")],
        remote: Annotated[list[str] | None, typer.Argument(help="A command to run there instead of a shell.")] = None,
    ) -> None:
        """Open a shell on a machine, or run one command there."""
        shop = workshop()
        target = shop.topology.machine(machine)
        if not shop.reach([target])[target.name]:
            raise CannotJudge(
                f"{target.name} ({target.address}) does not let the lab in by SSH.", mend=("./lab status", "./lab up")
            )
        line = ssh.command(shop.layout, target, remote or [])
        os.execvp(line[0], line)  # noqa: S606 - the shell is the remote one
