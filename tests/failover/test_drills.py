"""Each drill on the running lab, held against tests/failover/contract.yml. The reports are in report/drills."""

import pytest
from _pytest.mark import ParameterSet
from rich.console import Console

from waslab import drills
from waslab.progress import PlainDisplay, Progress
from waslab.workshop import Workshop

GROUND = drills.Ground(Workshop.of_this_clone(Console()))

QUICK = ("gunicorn-killed", "gunicorn-cut-off", "nginx-reload")
"""A kill, a cut and what an operator does every day: what ./lab test runs without being asked."""


def parameter(name: str) -> ParameterSet:
    """A quick one at half the rate, so that a computer which has other work too can judge it."""
    quick, rate = name in QUICK, GROUND.promises[name].rate
    return pytest.param(name, rate // 2 if quick else rate, marks=() if quick else pytest.mark.thorough)


@pytest.mark.parametrize(("name", "rate"), [parameter(name) for name in GROUND.drills])
def test_users_feel_no_more_than_is_promised(name: str, rate: int) -> None:
    drill = GROUND.drills[name]
    machine = drill.machine(GROUND.shop.topology, None)
    report = drills.run(GROUND, drill, machine, rate, Progress(PlainDisplay(GROUND.shop.console)))
    drills.keep(report, GROUND.reports)
    assert report.broken == []
