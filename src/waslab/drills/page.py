"""Keeps what drills have shown, and lays all of it out on one page."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from waslab.drills.report import Report
from waslab.drills.timeline import draw


def keep(report: Report, folder: Path) -> Path:
    """Figures and picture of the drill, and the page of all that are kept; returns the picture."""
    picture = folder / f"{report.drill.name}.svg"
    draw(report, picture)
    picture.with_suffix(".json").write_text(json.dumps(report.as_json(), indent=2) + "\n", encoding="utf-8")
    (folder / "index.html").write_text(page(folder), encoding="utf-8")
    return picture


def page(folder: Path) -> str:
    told = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))]
    environment = Environment(undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    template = resources.files("waslab.drills").joinpath("page.html.j2").read_text(encoding="utf-8")
    return environment.from_string(template).render(reports=told)
