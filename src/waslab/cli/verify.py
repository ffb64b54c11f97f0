"""The command `./lab verify`."""

from __future__ import annotations

from typing import Annotated

import typer

from waslab import verify
from waslab.cli.common import workshop


def register(app: typer.Typer) -> None:
    @app.command("verify", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
    def command(
        more: Annotated[list[str] | None, typer.Argument(help="Options for pytest, such as -k nginx.")] = None,
    ) -> int:
        """Test the running lab: ports, TLS at every hop, every path, failover."""
        shop = workshop()
        shop.require_all_answer()
        return verify.attached(shop.layout, shop.runner, more or [])
