"""What pytest says becomes the lab's verdict."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import FakeRunner

from waslab import verify
from waslab.errors import CannotJudge, Exit
from waslab.layout import Layout
from waslab.progress import Step


@pytest.mark.parametrize(("code", "verdict"), [(0, 0), (1, 1), (2, 2), (4, 2), (5, 2)])
def test_pytest_s_exit_code_becomes_the_lab_s(tmp_path: Path, code: int, verdict: int) -> None:
    """Failed tests are 1; everything that is no verdict is 2."""
    assert verify.attached(Layout(tmp_path), FakeRunner({"-m pytest": (code, "")})) == Exit(verdict)


def test_tests_that_did_not_run_are_no_verdict(tmp_path: Path) -> None:
    """A broken test module says nothing about the lab."""
    with pytest.raises(CannotJudge) as caught:
        verify.in_step(Layout(tmp_path), FakeRunner({"-m pytest": (4, "ImportError")}), Step("Verify", 0))
    assert caught.value.where == str(tmp_path / ".lab/logs/verify.log")


def test_only_up_leaves_out_what_takes_long(tmp_path: Path) -> None:
    """Whoever asks for the tests by themselves gets all of them."""
    runner = FakeRunner({"-m pytest": (0, "3 passed in 0.12s")})
    verify.in_step(Layout(tmp_path), runner, Step("Verify", 0))
    verify.attached(Layout(tmp_path), runner)
    assert ["not reconfigures" in command for command in runner.ran] == [True, False]


@pytest.mark.parametrize(
    ("output", "closing"),
    [
        ("x\n===== 3 passed in 0.12s =====\n", "===== 3 passed in 0.12s ====="),
        ("1 failed, 2 passed in 61.00s (0:01:01)\n", "1 failed, 2 passed in 61.00s (0:01:01)"),
        ("nothing", ""),
    ],
)
def test_the_closing_line_is_pytest_s_own(output: str, closing: str) -> None:
    """With or without its rule."""
    assert verify.closing_line(output) == closing
