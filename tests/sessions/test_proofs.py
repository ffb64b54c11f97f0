"""Each session on the running lab: solved it passes, every wrong solution is caught, and nothing is left."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from rich.console import Console

from waslab.lock import only_one
from waslab.progress import PlainDisplay, Progress
from waslab.sessions import proof, reading
from waslab.workshop import Workshop

AT = proof.stage_for(Workshop.of_this_clone(Console()))

QUICK = ("01-the-way-of-a-request", "03-why-the-tiers-are-apart", "08-wsgi-from-the-inside")
"""What ./lab test runs without being asked; the others take too long for it."""


def progress() -> Progress:
    return Progress(PlainDisplay(AT.shop.console))


def parameter(folder: Path) -> ParameterSet:
    return pytest.param(folder.name, marks=() if folder.name in QUICK else pytest.mark.thorough)


@pytest.fixture(scope="module", autouse=True)
def _roles_have_nothing_to_change() -> Iterator[None]:
    """After all of the sessions, once."""
    yield
    assert proof.site_unchanged(AT, progress()) == []


@pytest.mark.parametrize("name", [parameter(folder) for folder in reading.folders(AT.home)])
def test_a_session_is_proven(name: str) -> None:
    with only_one(AT.shop.layout):
        found = proof.prove(AT, name, progress())
    assert found.problems == []
    assert found.caught == found.wrong
