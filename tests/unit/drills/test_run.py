"""How a drill is carried out: healed whatever happens, and judged only where there is something to judge."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from drilled import answer
from fakes import progress, workshop

from waslab.drills.catalogue import Drill
from waslab.drills.faults import Faults, Note
from waslab.drills.outcome import Marks
from waslab.drills.run import go_through, require_good_start, require_punctual
from waslab.errors import CannotJudge, ConfigurationFailed

NOTE = Note("trouble", "app1", "drill-1")
TROUBLE = Drill(name="trouble", says="it burns", group="apps", fault="fire", seconds=1)
Listener = Callable[[str], None]


@dataclass(frozen=True)
class FakeFaults(Faults):
    """The fault begins 5 s after the load and ends 3 s later; `failing` names the step that does not work."""

    failing: str = ""
    done: list[str] = field(default_factory=list)

    def inject(self, drill: Drill, note: Note, listener: Listener) -> float:  # noqa: ARG002
        self.note_file.write_text("{}")
        return self._do("inject", 105.0)

    def heal(self, drill: Drill, note: Note, listener: Listener) -> float:  # noqa: ARG002
        return self._do("heal", 108.0)

    def _do(self, step: str, moment: float) -> float:
        self.done.append(step)
        if step == self.failing:
            raise ConfigurationFailed(step)
        return moment


@pytest.fixture(autouse=True)
def no_time_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)


def faults(folder: Path, failing: str = "") -> FakeFaults:
    shop = workshop(folder)
    shop.layout.kept.mkdir(exist_ok=True)
    return FakeFaults(shop, failing)


def test_the_marks_are_seconds_of_the_load(tmp_path: Path) -> None:
    assert go_through(faults(tmp_path), TROUBLE, NOTE, 100.0, progress()) == Marks(5.0, 8.0)


def test_a_lab_that_heals_itself_is_tidied_up_all_the_same(tmp_path: Path) -> None:
    brought = faults(tmp_path)
    itself = TROUBLE.model_copy(update={"heals_itself": True})
    assert go_through(brought, itself, NOTE, 100.0, progress()) == Marks(5.0, None)
    assert brought.done == ["inject", "heal"]


def test_a_fault_that_was_half_done_is_healed(tmp_path: Path) -> None:
    brought = faults(tmp_path, failing="inject")
    with pytest.raises(ConfigurationFailed, match="inject"):
        go_through(brought, TROUBLE, NOTE, 100.0, progress())
    assert brought.done == ["inject", "heal"]
    assert not brought.note_file.exists()


def test_what_could_not_be_healed_stays_noted(tmp_path: Path) -> None:
    brought = faults(tmp_path, failing="heal")
    with pytest.raises(ConfigurationFailed, match="heal"):
        go_through(brought, TROUBLE, NOTE, 100.0, progress())
    assert brought.note_file.exists()


def test_failures_before_the_fault_are_not_the_faults() -> None:
    given = [answer(start=1.0), answer(start=2.0, outcome=503)]
    with pytest.raises(CannotJudge, match="1 of 2 requests failed before there was a fault, the first one GET /wsgi/"):
        require_good_start(given, Marks(5.0, 8.0))


def test_failures_after_it_are() -> None:
    require_good_start([answer(start=1.0), answer(start=5.0, outcome=503)], Marks(5.0, 8.0))


def test_a_desk_that_is_too_slow_is_not_the_labs_fault() -> None:
    late = [answer(lag=0.4), answer(lag=0.5), answer(lag=0.0)]
    with pytest.raises(CannotJudge, match=r"Half of the requests began 0\.4 s late") as caught:
        require_punctual(late)
    assert caught.value.mend == ("Ask less often: --rate",)


def test_a_few_late_requests_are_none() -> None:
    require_punctual([answer(lag=0.4), answer(), answer()])
