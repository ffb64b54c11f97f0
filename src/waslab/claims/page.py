"""The report as one HTML file that asks nobody for anything."""

from __future__ import annotations

import math
from collections.abc import Mapping
from importlib import resources
from statistics import median
from typing import Any

from jinja2 import Environment, StrictUndefined

from waslab.claims.claim import Finding, Judgement
from waslab.claims.experiment import Samples, Side
from waslab.claims.figures import Figure
from waslab.claims.plots import plots
from waslab.claims.report import Report
from waslab.claims.stats import CONFIDENCE, MARGIN, Verdict

SIGNIFICANT = 3
"""Digits of a figure that are shown; the JSON has the others."""


def page(report: Report) -> str:
    environment = Environment(undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["number"] = number
    template = resources.files("waslab.claims").joinpath("page.html.j2").read_text(encoding="utf-8")
    return environment.from_string(template).render(
        report=report,
        about=report.circumstances,
        confidence=round(100 * CONFIDENCE),
        margin=MARGIN,
        claims=[_claim(judgement) for judgement in report.judgements],
        figures=_used(report),
    )


def number(value: float) -> str:
    """With so many digits as tell something."""
    if not math.isfinite(value):
        return "none"
    if value == 0 or abs(value) >= 10**SIGNIFICANT:
        return f"{value:.0f}"
    return f"{value:.{max(0, SIGNIFICANT - 1 - math.floor(math.log10(abs(value))))}f}"


def _claim(judgement: Judgement) -> Mapping[str, Any]:
    claim = judgement.claim
    return {
        "claim": claim,
        "verdict": judgement.verdict.value,
        "mark": _mark(judgement.verdict),
        "reason": judgement.reason,
        "findings": [
            {"finding": finding, "plot": plot, "told": _told(finding), "mark": _mark(finding.verdict)}
            for finding, plot in zip(judgement.findings, plots(judgement.findings), strict=True)
        ],
        "bars": _bars(claim.figures[0], judgement.samples),
        "figure": claim.figures[0],
        "rows": [
            {"side": side, "cells": [_cell([sample[figure] for sample in samples]) for figure in claim.figures]}
            for side, samples in judgement.samples.items()
        ],
    }


def _mark(verdict: Verdict) -> str:
    """The class that gives a verdict its colour."""
    return verdict.value.replace(" ", "-")


def _told(finding: Finding) -> str:
    interval = finding.interval
    middle = number(interval.median) + (" times" if finding.question.against else "")
    if not interval.confidence:
        return f"{middle}; too few repeats for an interval"
    return f"{middle} ({number(interval.low)} to {number(interval.high)})"


def _bars(figure: Figure, samples: Samples) -> list[Mapping[str, Any]]:
    middles: dict[Side, float] = {side: median(sample[figure] for sample in taken) for side, taken in samples.items()}
    longest = max(middles.values(), default=0) or 1
    return [{"side": side, "value": value, "width": round(100 * value / longest, 2)} for side, value in middles.items()]


def _cell(values: list[float]) -> str:
    lowest, highest = number(min(values)), number(max(values))
    middle = number(median(values))
    return middle if lowest == highest else f"{middle} ({lowest} to {highest})"


def _used(report: Report) -> list[Figure]:
    shown = {figure for judgement in report.judgements for figure in judgement.claim.figures}
    return [figure for figure in Figure if figure in shown]
