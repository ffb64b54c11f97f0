"""From repeats to a verdict: an interval of the median, and what a claim allows."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import median

CONFIDENCE = 0.9
"""What every interval reaches at least."""


class Verdict(Enum):
    HOLDS = "holds"
    DOES_NOT_HOLD = "does not hold"
    DEPENDS = "depends"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True)
class Interval:
    """Around the median; `confidence` is what it reaches, 0 where the repeats are too few for any."""

    low: float
    median: float
    high: float
    confidence: float


@dataclass(frozen=True)
class Allowed:
    """The figures for which a claim is right, in a number and in words."""

    low: float
    high: float
    words: str


MARGIN = 1.1
"""The smallest ratio that counts as a difference."""

MORE = Allowed(MARGIN, math.inf, "a ratio of at least 1.1")
LESS = Allowed(0, 1 / MARGIN, "a ratio of at most 1/1.1")
SAME = Allowed(1 / MARGIN, MARGIN, "a ratio from 1/1.1 to 1.1")
NOT_LESS = Allowed(1 / MARGIN, math.inf, "a ratio of at least 1/1.1")
HALF = Allowed(0, 0.5, "a ratio of at most 1/2")


def median_interval(values: Sequence[float]) -> Interval:
    """From the k-th smallest to the k-th largest value, the narrowest such interval that reaches CONFIDENCE.

    It needs no assumption but that the repeats are independent: the median lies outside only when fewer than k
    values fell on one side of it, and each falls on either side like a coin (the interval of the sign test).
    """
    count, ordered = len(values), sorted(values)
    reached = [(place, coverage(count, place)) for place in range(1, count // 2 + 1)]
    good = [(place, confidence) for place, confidence in reached if confidence >= CONFIDENCE]
    if not good:
        return Interval(-math.inf, median(values) if values else math.nan, math.inf, 0)
    place, confidence = good[-1]
    return Interval(ordered[place - 1], median(values), ordered[-place], confidence)


def coverage(count: int, place: int) -> float:
    """How surely the median lies between the place-th smallest and the place-th largest of `count` values."""
    return 1 - 2 * math.fsum(math.comb(count, below) for below in range(place)) / 2.0**count


def judge(interval: Interval, allowed: Allowed) -> Verdict:
    """By the whole interval, never by the median alone."""
    if allowed.low <= interval.low and interval.high <= allowed.high:
        return Verdict.HOLDS
    if interval.high < allowed.low or interval.low > allowed.high:
        return Verdict.DOES_NOT_HOLD
    return Verdict.INCONCLUSIVE


def together(verdicts: Collection[Verdict]) -> Verdict:
    """Of a claim, from those of its conditions."""
    found = set(verdicts)
    if len(found) == 1:
        return found.pop()
    if {Verdict.HOLDS, Verdict.DOES_NOT_HOLD} <= found:
        return Verdict.DEPENDS
    return Verdict.INCONCLUSIVE
