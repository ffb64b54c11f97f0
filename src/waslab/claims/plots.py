"""Where things stand in a plot, in per cent of its width: so it fits any screen, and its words stay words."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from waslab.claims.claim import Finding
from waslab.claims.stats import Allowed, Interval

Scale = Callable[[float], float]

NARROWEST = 2.0
"""An axis of ratios reaches at least from its inverse to this."""

MARGIN = 1.15
"""What an axis has beyond the outermost value."""


@dataclass(frozen=True)
class Plot:
    """An interval with its median, on the part of the axis that the claim allows. `one`: where the sides are equal."""

    allowed_from: float
    allowed_width: float
    low: float
    median: float
    high: float
    one: float | None


def plots(findings: Sequence[Finding]) -> list[Plot]:
    """The ratios of a claim share one logarithmic axis; each other figure has its own, from 0."""
    ratios = [finding.interval for finding in findings if finding.question.against]
    shared = _logarithmic(ratios)
    return [
        _plot(finding, shared, shared(1.0))
        if finding.question.against
        else _plot(finding, _linear(finding.interval, finding.question.allowed), None)
        for finding in findings
    ]


def _plot(finding: Finding, scale: Scale, one: float | None) -> Plot:
    allowed, interval = finding.question.allowed, finding.interval
    begins = scale(allowed.low)
    return Plot(
        allowed_from=begins,
        allowed_width=round(scale(allowed.high) - begins, 2),
        low=scale(interval.low),
        median=scale(interval.median),
        high=scale(interval.high),
        one=one,
    )


def _logarithmic(intervals: Sequence[Interval]) -> Scale:
    """Nothing and infinity stand at the ends."""
    known = [value for found in intervals for value in (found.low, found.median, found.high) if 0 < value < math.inf]
    end = math.log(MARGIN * max([NARROWEST, *known, *(1 / value for value in known)]))

    def scale(value: float) -> float:
        if not value > 0:
            return 0
        return _percent((math.log(value) + end) / (2 * end)) if value < math.inf else 100

    return scale


def _linear(interval: Interval, allowed: Allowed) -> Scale:
    known = [interval.median, interval.high, allowed.low, allowed.high]
    end = MARGIN * max([value for value in known if 0 < value < math.inf], default=1.0)
    return lambda value: _percent(value / end) if value < math.inf else 100


def _percent(share: float) -> float:
    return round(100 * min(1.0, max(0.0, share)), 2)
