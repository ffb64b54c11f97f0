"""A version of the shop is rolled out machine by machine; one that does not come up is taken back. Nobody notices."""

import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from asking import Asked, asking
from lab import LAYOUT, NETWORK, TOPOLOGY
from machines import Machines
from plays import Played, play

pytestmark = pytest.mark.reconfigures

MODELS = tuple(NETWORK.execution_models)
EVERY_SERVER = {
    (name, machine.name)
    for name, model in NETWORK.execution_models.items()
    for machine in TOPOLOGY.members(model.group)
}
FIRST = TOPOLOGY.members("gunicorns")[0].name
"""It gets a version before all others."""

VISITS = 12
"""In a row: enough for each machine of a pool to get several."""


@dataclass(frozen=True)
class Run:
    """A rolling update: how it ended, what visitors were told meanwhile, and what each server runs since."""

    played: Played
    asked: Asked
    versions: dict[tuple[str, str], str]


@dataclass(frozen=True)
class Runs:
    """A new version, the same again, and one that is sick."""

    name: str
    new: Run
    again: Run
    sick: Run


def roll_out(front_door: httpx.Client, **variables: str) -> Run:
    with asking() as asked:
        played = play("rolling-update.yml", **variables)
    return Run(played, asked, versions(front_door))


def versions(front_door: httpx.Client) -> dict[tuple[str, str], str]:
    told = (front_door.get(f"/{model}/whoami").json() for model in MODELS for _ in range(VISITS))
    return {(answer["model"], answer["machine"]): answer["version"] for answer in told}


@pytest.fixture(scope="module")
def sick_sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop starts, but finds itself unhealthy."""
    folder: Path = shutil.copytree(LAYOUT.root / "apps", tmp_path_factory.mktemp("sick") / "apps")
    views = folder / "shop/shop/views.py"
    text = views.read_text()
    head = "def healthz(request: HttpRequest) -> HttpResponse:\n"
    assert head in text
    views.write_text(text.replace(head, f"{head}    raise ZeroDivisionError\n"))
    return folder


@pytest.fixture(scope="module")
def runs(machines: Machines, front_door: httpx.Client, sick_sources: Path) -> Iterator[Runs]:  # noqa: ARG001 - they are there
    name = f"tested-{uuid.uuid4().hex[:8]}"
    remembered = LAYOUT.kept / "shop_version"
    before = remembered.read_text() if remembered.exists() else "sources"
    try:
        new = roll_out(front_door, shop_version=name)
        again = roll_out(front_door, shop_version=name)
        sick = roll_out(front_door, shop_version=f"{name}-sick", shop_sources=str(sick_sources))
        yield Runs(name, new, again, sick)
    finally:
        back = play("rolling-update.yml", shop_version=before)
        for version in (LAYOUT.kept / "versions").glob(f"{name}*"):
            shutil.rmtree(version)
        assert back.code == 0, back.told


def test_no_visitor_notices_a_new_version(runs: Runs) -> None:
    assert runs.new.asked.failures == []


def test_every_server_runs_the_new_version(runs: Runs) -> None:
    assert runs.new.played.code == 0, runs.new.played.told
    assert runs.new.versions == dict.fromkeys(EVERY_SERVER, runs.name)


def test_the_same_version_again_changes_nothing_and_says_so(runs: Runs) -> None:
    assert (runs.again.played.code, runs.again.played.changed) == (0, set()), runs.again.played.told
    assert runs.again.played.says("none, because they ran it already"), runs.again.played.told


def test_a_sick_version_stops_at_the_first_machine(runs: Runs) -> None:
    """The machine and what it said are named; it runs the version before again, as all others do."""
    assert runs.sick.played.code != 0
    assert runs.sick.played.says(f"{FIRST} did not come up with version {runs.name}-sick"), runs.sick.played.told
    assert runs.sick.played.says("HTTP Error 500"), runs.sick.played.told
    assert runs.sick.versions == dict.fromkeys(EVERY_SERVER, runs.name)


def test_no_visitor_notices_a_sick_version(runs: Runs) -> None:
    assert runs.sick.asked.failures == []
