"""What several commands share."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer
from rich.console import Console

from waslab.workshop import Workshop

Json = Annotated[bool, typer.Option("--json", help="Print JSON for a script.")]


def console() -> Console:
    return Console(highlight=False)


def error_console() -> Console:
    return Console(stderr=True, highlight=False)


def workshop() -> Workshop:
    return Workshop.of_this_clone(console())


def print_json(data: Any) -> None:
    typer.echo(json.dumps(data, indent=2))
