"""What the learner predicted and then measured, in their answers file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from waslab.sessions.checks.evidence import ANSWERS, answers_of
from waslab.sessions.checks.fact import Finding
from waslab.sessions.eyes import Eyes


@dataclass(frozen=True)
class Noted:
    """`KEY: {predicted: …, measured: …}` by key; a figure that is not there, or no number, is None."""

    predicted: Mapping[str, float | None]
    measured: Mapping[str, float | None]

    @classmethod
    def of(cls, eyes: Eyes, *keys: str) -> Noted:
        answers = answers_of(eyes)
        return cls(
            {key: _number(answers.get(key), "predicted") for key in keys},
            {key: _number(answers.get(key), "measured") for key in keys},
        )

    @property
    def tried(self) -> str:
        return f"{ANSWERS}: {', '.join(self.predicted)}"

    @property
    def missing(self) -> Finding | None:
        """That there is no prediction yet (`nothing`), or no measurement (`unmeasured`)."""
        if unknown := [key for key, value in self.predicted.items() if value is None]:
            return Finding(self.tried, f"no prediction: {', '.join(unknown)}", "nothing")
        if unknown := [key for key, value in self.measured.items() if value is None]:
            return Finding(self.tried, f"predicted, not measured: {', '.join(unknown)}", "unmeasured")
        return None

    def against(self, figures: Mapping[str, float], factor: float) -> Finding:
        """Holds what was measured against the lab's own figures; it `differs` when it is more than `factor` times off.

        A wrong prediction is no mistake.
        """
        far = [key for key, figure in figures.items() if not _near(self.measured[key], figure, factor)]
        saw = "; ".join(self._compared(key, figures[key]) for key in far or figures)
        return Finding(self.tried, saw, "differs" if far else None)

    def _compared(self, key: str, figure: float) -> str:
        told = (
            f"predicted {self.predicted[key]:g}, measured {self.measured[key]:g}, the lab measures {_rounded(figure)}"
        )
        return told if len(self.predicted) == 1 else f"{key}: {told}"


def _number(told: Any, name: str) -> float | None:
    value = told.get(name) if isinstance(told, dict) else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _near(measured: float | None, figure: float, factor: float) -> bool:
    return measured is not None and figure / factor <= measured <= figure * factor


def _rounded(figure: float) -> str:
    """Three digits, and no power of ten."""
    return f"{float(f'{figure:.3g}'):g}"
