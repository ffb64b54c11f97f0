"""What one run measured and found, and where and when."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from waslab.claims.claim import Finding, Judgement
from waslab.claims.figures import Figure, Sample
from waslab.claims.stats import CONFIDENCE, Interval


@dataclass(frozen=True)
class Circumstances:
    """`versions`: by program; `cores`: of the computer that runs the lab, load generator included."""

    time: str
    provider: str
    cores: int
    rounds: int
    seconds_each: int
    quick: bool
    versions: Mapping[str, str]


@dataclass(frozen=True)
class Unmeasured:
    """An experiment that failed, and why; its rows have no verdict."""

    rows: tuple[int, ...]
    experiment: str
    why: str


@dataclass(frozen=True)
class Report:
    circumstances: Circumstances
    judgements: tuple[Judgement, ...]
    unmeasured: tuple[Unmeasured, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Times in the units that the figures' names end with.

        Null stands for no bound, and for the time of an answer that never came.
        """
        return {
            "circumstances": asdict(self.circumstances),
            "confidence": CONFIDENCE,
            "figures": {figure.key: figure.counts for figure in Figure},
            "claims": [_claim(judgement) for judgement in self.judgements],
            "unmeasured": [asdict(failure) for failure in self.unmeasured],
        }


def _claim(judgement: Judgement) -> dict[str, Any]:
    claim = judgement.claim
    return {
        "row": claim.row,
        "title": claim.title,
        "says": claim.says,
        "experiment": claim.experiment.name,
        "how": claim.experiment.how,
        "note": claim.note,
        "verdict": judgement.verdict.value,
        "reason": judgement.reason,
        "findings": [_finding(finding) for finding in judgement.findings],
        "samples": [
            {"side": side.name, "condition": side.condition, "rounds": [_sample(sample) for sample in samples]}
            for side, samples in judgement.samples.items()
        ],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    question = finding.question
    return {
        "figure": question.figure.key,
        "of": asdict(question.of),
        "against": asdict(question.against) if question.against else None,
        "values": list(finding.values),
        "interval": _interval(finding.interval),
        "allowed": {
            "low": _bound(question.allowed.low),
            "high": _bound(question.allowed.high),
            "words": question.allowed.words,
        },
        "verdict": finding.verdict.value,
    }


def _interval(interval: Interval) -> dict[str, float | None]:
    return {name: _bound(value) for name, value in asdict(interval).items()}


def _bound(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _sample(sample: Sample) -> dict[str, float | None]:
    return {figure.key: _bound(round(value, 6)) for figure, value in sample.items()}
