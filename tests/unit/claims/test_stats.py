"""Made-up figures bring about every verdict, and only whole intervals judge."""

from __future__ import annotations

import math

import pytest

from waslab.claims.places import FULL, QUICK, Extent
from waslab.claims.stats import (
    CONFIDENCE,
    HALF,
    LESS,
    MORE,
    NOT_LESS,
    SAME,
    Allowed,
    Verdict,
    coverage,
    judge,
    median_interval,
    together,
)

HOLDS, FAILS, DEPENDS, UNSURE = Verdict.HOLDS, Verdict.DOES_NOT_HOLD, Verdict.DEPENDS, Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    ("values", "allowed", "verdict"),
    [
        ([1.5, 1.6, 1.4, 1.7, 1.3], MORE, HOLDS),
        ([0.9, 1.0, 1.05, 1.0, 0.95], MORE, FAILS),
        ([0.9, 1.6, 1.2, 1.0, 1.4], MORE, UNSURE),
        ([0.95, 1.0, 1.05, 1.02, 0.98], SAME, HOLDS),
        ([1.4, 1.5, 1.3, 1.6, 1.2], SAME, FAILS),
        ([0.5, 0.6, 0.4, 0.55, 0.45], SAME, FAILS),
        ([1.0, 1.3, 1.1, 1.05, 1.2], SAME, UNSURE),
        ([0.2, 0.3, 0.25, 0.4, 0.1], HALF, HOLDS),
        ([0.7, 0.8, 0.6, 0.75, 0.9], HALF, FAILS),
        ([0.7, 0.8, 0.6, 0.75, 0.8], LESS, HOLDS),
        ([1.0, 1.2, 0.95, 1.4, 2.0], NOT_LESS, HOLDS),
        ([0.0, 0.0, 0.0, 0.0, 0.0], NOT_LESS, FAILS),
    ],
)
def test_the_whole_interval_decides(values: list[float], allowed: Allowed, verdict: Verdict) -> None:
    """Inside what the claim allows, outside of it, or across its edge."""
    assert judge(median_interval(values), allowed) is verdict


@pytest.mark.parametrize("values", [[], [2.0], [2.0, 2.0, 2.0, 2.0]])
def test_few_repeats_decide_nothing(values: list[float]) -> None:
    """However clear they look."""
    assert median_interval(values).confidence == 0
    assert judge(median_interval(values), MORE) is UNSURE


def test_five_repeats_give_the_first_interval() -> None:
    """From the lowest to the highest: the median is outside once in sixteen times."""
    found = median_interval([3.0, 1.0, 2.0, 5.0, 4.0])
    assert (found.low, found.median, found.high, found.confidence) == (1, 3, 5, 0.9375)


def test_one_disturbed_repeat_of_nine_is_left_out() -> None:
    """On each side."""
    found = median_interval([1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 99.0])
    assert (found.low, found.high) == (1.1, 1.7)


@pytest.mark.parametrize(("count", "place", "confidence"), [(5, 1, 0.9375), (6, 1, 0.96875), (9, 2, 0.9609375)])
def test_the_confidence_is_that_of_the_sign_test(count: int, place: int, confidence: float) -> None:
    """As tables of it have it."""
    assert math.isclose(coverage(count, place), confidence)


@pytest.mark.parametrize("extent", [QUICK, FULL])
def test_the_rounds_suffice_for_an_interval(extent: Extent) -> None:
    """Or every verdict would be inconclusive."""
    assert coverage(extent.rounds, 1) >= CONFIDENCE


@pytest.mark.parametrize(
    ("verdicts", "verdict"),
    [
        ([HOLDS, HOLDS], HOLDS),
        ([FAILS], FAILS),
        ([HOLDS, FAILS, UNSURE], DEPENDS),
        ([HOLDS, UNSURE], UNSURE),
        ([FAILS, UNSURE], UNSURE),
        ([UNSURE], UNSURE),
        ([], UNSURE),
    ],
)
def test_a_claim_depends_where_its_conditions_differ(verdicts: list[Verdict], verdict: Verdict) -> None:
    """One uncertain condition does not make a claim hold, and one that differs is enough for `depends`."""
    assert together(verdicts) is verdict
