"""From samples to what is said about a claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from waslab.claims.claim import Claim, Judgement, Question, judged
from waslab.claims.experiment import Experiment, Side, measure
from waslab.claims.figures import Figure, Sample
from waslab.claims.stats import MORE, Allowed, Verdict
from waslab.remote import Lab

FEW, MANY = "1 at once", "8 at once"
FAST, SLOW = "threads", "processes"
SIDES = [Side(name, condition) for condition in (FEW, MANY) for name in (FAST, SLOW)]


class Nothing:
    """A trial that always measures the same."""

    seconds = 1.0
    urls = ()

    def run(self, lab: Lab) -> Sample:  # noqa: ARG002
        return {Figure.RATE: 10.0}


EXPERIMENT = Experiment("made up", "Nothing is measured.", dict.fromkeys(SIDES, Nothing()))


def judgement(few: Sequence[float], many: Sequence[float]) -> Judgement:
    """Threads answer so many times what processes do."""
    rates = {Side(FAST, FEW): few, Side(FAST, MANY): many}
    samples = {
        side: [{Figure.RATE: 100 * rate} for rate in rates.get(side, [1.0] * len(few))] for side in EXPERIMENT.trials
    }
    questions = tuple(
        Question(Figure.RATE, Side(FAST, condition), MORE, Side(SLOW, condition)) for condition in (FEW, MANY)
    )
    return judged(Claim(12, "Threads", "Threads are faster.", EXPERIMENT, questions, (Figure.RATE,)), samples)


FASTER, EQUAL, UNCLEAR = [1.5, 1.6, 1.7, 1.8, 1.9], [1.0, 1.01, 0.99, 1.02, 0.98], [0.5, 1.0, 1.5, 2.0, 2.5]


@pytest.mark.parametrize(
    ("few", "many", "verdict"),
    [
        (FASTER, FASTER, Verdict.HOLDS),
        (EQUAL, EQUAL, Verdict.DOES_NOT_HOLD),
        (EQUAL, FASTER, Verdict.DEPENDS),
        (FASTER, UNCLEAR, Verdict.INCONCLUSIVE),
    ],
)
def test_every_verdict_can_occur(few: Sequence[float], many: Sequence[float], verdict: Verdict) -> None:
    """It follows from the figures alone."""
    assert judgement(few, many).verdict is verdict


def test_the_reason_says_what_it_depends_on() -> None:
    """By the names of the conditions."""
    assert judgement(EQUAL, FASTER).reason == (
        "It holds for: answers/s: threads against processes (8 at once). "
        "It does not hold for: answers/s: threads against processes (1 at once)."
    )
    assert "Too uncertain to say: answers/s: threads" in judgement(UNCLEAR, FASTER).reason


def test_a_ratio_is_that_of_one_round() -> None:
    """A disturbance that meets both sides of a round is not in it."""
    question = Question(Figure.RATE, SIDES[0], MORE, SIDES[1])
    rounds = {SIDES[0]: [{Figure.RATE: 30.0}, {Figure.RATE: 3.0}], SIDES[1]: [{Figure.RATE: 10.0}, {Figure.RATE: 1.0}]}
    assert question.values(rounds) == [3, 3]


def test_a_round_with_nothing_to_compare_with_has_no_ratio() -> None:
    """So there are fewer repeats, and no infinite ones."""
    question = Question(Figure.RATE, SIDES[0], MORE, SIDES[1])
    rounds = {SIDES[0]: [{Figure.RATE: 30.0}, {Figure.RATE: 3.0}], SIDES[1]: [{Figure.RATE: 0.0}, {Figure.RATE: 1.0}]}
    assert question.values(rounds) == [3]


def test_a_figure_may_stand_by_itself() -> None:
    """Without another side."""
    question = Question(Figure.RATE, SIDES[0], Allowed(0, 1, "at most one"))
    assert question.values({SIDES[0]: [{Figure.RATE: 0.5}]}) == [0.5]
    assert question.words == "answers/s: threads"


def test_what_is_warmed_up_is_not_counted() -> None:
    """It is asked before the first round."""
    asked: list[str] = []

    class Cold(Nothing):
        def run(self, lab: Lab) -> Sample:
            asked.append("warm up")
            return super().run(lab)

    samples = measure(replace(EXPERIMENT, warm_up=(Cold(),)), None, 1, asked.append)  # type: ignore[arg-type]
    assert asked[:2] == ["warming up", "warm up"]
    assert asked.count("warm up") == 1
    assert list(samples) == SIDES


def test_sides_take_turns_in_an_order_of_each_round() -> None:
    """The same one in every run, so that a run can be repeated."""

    def order() -> list[str]:
        told: list[str] = []
        samples = measure(EXPERIMENT, None, 3, told.append)  # type: ignore[arg-type]
        assert [len(rounds) for rounds in samples.values()] == [3, 3, 3, 3]
        return told

    told = order()
    rounds = [[line.partition(": ")[2] for line in told[at : at + 4]] for at in (0, 4, 8)]
    assert all(sorted(each) == sorted(map(str, SIDES)) for each in rounds)
    assert len({tuple(each) for each in rounds}) > 1
    assert order() == told
