"""The command `./lab claims`."""

from __future__ import annotations

import json as text
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from waslab import claims, progress, say
from waslab.cli.common import Json, error_console, print_json, workshop
from waslab.errors import CannotJudge, Exit
from waslab.path.logs import Container

LONG_SECONDS = 180
"""From here on a duration is told in minutes."""


def register(app: typer.Typer) -> None:
    @app.command("claims")
    def command(
        *,
        quick: Annotated[bool, typer.Option("--quick", help="Within 3 minutes: fewer conditions and repeats.")] = False,
        row: Annotated[list[int] | None, typer.Option(help="Only this row of the claims; may be repeated.")] = None,
        json: Json = False,
    ) -> int:
        """Measure what textbooks claim on the running lab, and write report/claims.html."""
        shop = workshop()
        places = claims.Places(shop.topology, Container.of(shop.layout.hosts_file.parent))
        plan = claims.plan(places, quick=quick, rows=row or [])
        # Whoever reads the JSON reads standard output.
        screen = error_console() if json else shop.console
        screen.print(f"This takes about {_duration(plan.seconds)}.")
        report = claims.run(shop, plan, places, progress.Progress(progress.display_for(screen)))
        files = _write(shop.layout.root / "report", report)
        if json:
            print_json(report.as_json())
        else:
            say.table(screen, ("row", "claim", "verdict"), _verdicts(report))
            say.commands(screen, "report", [shop.layout.shown(file) for file in files.values()])
        if report.unmeasured:
            raise CannotJudge(report.unmeasured[0].why, where=shop.layout.shown(files["html"]), mend="./lab up")
        return Exit.HOLDS


def _duration(seconds: float) -> str:
    return f"{math.ceil(seconds / 60)} minutes" if seconds > LONG_SECONDS else f"{seconds:.0f} seconds"


def _write(folder: Path, report: claims.Report) -> Mapping[str, Path]:
    folder.mkdir(exist_ok=True)
    contents: Mapping[str, Any] = {"html": claims.page(report), "json": text.dumps(report.as_json(), indent=2) + "\n"}
    files = {kind: folder / f"claims.{kind}" for kind in contents}
    for kind, file in files.items():
        file.write_text(contents[kind], encoding="utf-8")
    return files


def _verdicts(report: claims.Report) -> list[tuple[str, str, str]]:
    told = [(str(found.claim.row), found.claim.title, found.verdict.value) for found in report.judgements]
    failed = [(", ".join(map(str, each.rows)), each.experiment, "not measured") for each in report.unmeasured]
    return told + failed
