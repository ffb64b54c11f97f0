"""A claim, what it says about the figures of an experiment, and what the samples say to that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from waslab.claims.experiment import Experiment, Samples, Side
from waslab.claims.figures import Figure
from waslab.claims.stats import Allowed, Interval, Verdict, judge, median_interval, together


@dataclass(frozen=True)
class Question:
    """A figure of one side, by itself or as a ratio to that of another side in the same round."""

    figure: Figure
    of: Side
    allowed: Allowed
    against: Side | None = None

    @property
    def condition(self) -> str:
        return self.of.condition

    @property
    def words(self) -> str:
        told = f"{self.figure.heading}: {self.of.name}"
        if self.against is None:
            return told
        alike = self.against.condition == self.of.condition
        return f"{told} against {self.against.name if alike else self.against}"

    def values(self, samples: Samples) -> list[float]:
        """One for each round; a round in which there is nothing to compare with has none."""
        own = [sample[self.figure] for sample in samples[self.of]]
        if self.against is None:
            return own
        other = [sample[self.figure] for sample in samples[self.against]]
        return [mine / yours for mine, yours in zip(own, other, strict=True) if yours]


@dataclass(frozen=True)
class Claim:
    """One row of the table of claims; `note` is what a reader should know to read its figures."""

    row: int
    title: str
    says: str
    experiment: Experiment
    questions: tuple[Question, ...]
    figures: tuple[Figure, ...]
    note: str = ""


@dataclass(frozen=True)
class Finding:
    """What one question came to."""

    question: Question
    values: Sequence[float]
    interval: Interval
    verdict: Verdict


@dataclass(frozen=True)
class Judgement:
    """What a claim came to, with the samples that it rests on."""

    claim: Claim
    samples: Samples
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        return together([finding.verdict for finding in self.findings])

    @property
    def reason(self) -> str:
        """In words: where it holds, where it does not, and where nobody can tell."""
        if {finding.verdict for finding in self.findings} == {Verdict.HOLDS}:
            return "Every interval lies where the claim says."
        told = (
            ("It holds for", Verdict.HOLDS),
            ("It does not hold for", Verdict.DOES_NOT_HOLD),
            ("Too uncertain to say", Verdict.INCONCLUSIVE),
        )
        return " ".join(f"{words}: {listed}." for words, verdict in told if (listed := self._listed(verdict)))

    def _listed(self, verdict: Verdict) -> str:
        conditions: dict[str, list[str]] = {}
        for finding in self.findings:
            if finding.verdict is verdict:
                conditions.setdefault(finding.question.words, []).append(finding.question.condition)
        return "; ".join(f"{words} ({', '.join(where)})" for words, where in conditions.items())


def judged(claim: Claim, samples: Samples) -> Judgement:
    findings = []
    for question in claim.questions:
        values = question.values(samples)
        interval = median_interval(values)
        findings.append(Finding(question, values, interval, judge(interval, question.allowed)))
    return Judgement(claim, samples, tuple(findings))
