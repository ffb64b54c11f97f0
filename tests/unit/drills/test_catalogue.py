"""The drills, and what is told about a mistake in their file."""

from __future__ import annotations

from pathlib import Path

import pytest

from waslab import inventory
from waslab.drills import catalogue
from waslab.drills.catalogue import Drill
from waslab.errors import BadUsage, UnknownMachine
from waslab.layout import Layout

LAYOUT = Layout.of_this_clone()
TOPOLOGY = inventory.load(LAYOUT)
DRILLS = catalogue.load(LAYOUT.playbooks / "drills" / "catalogue.yml")
FAULTS = LAYOUT.playbooks / "drills" / "faults"


@pytest.mark.parametrize("drill", DRILLS.values(), ids=str)
def test_its_group_has_machines(drill: Drill) -> None:
    assert drill.machine(TOPOLOGY, None) in TOPOLOGY.members(drill.group)


@pytest.mark.parametrize("drill", [drill for drill in DRILLS.values() if drill.fault], ids=str)
def test_its_fault_can_be_brought_about_and_healed(drill: Drill) -> None:
    assert sorted(file.name for file in (FAULTS / drill.fault).glob("*.yml")) == ["heal.yml", "inject.yml"]


def test_every_fault_has_a_drill() -> None:
    assert {drill.fault for drill in DRILLS.values()} - {""} == {folder.name for folder in FAULTS.iterdir()}


def test_another_machine_of_its_group_may_be_chosen() -> None:
    assert DRILLS["gunicorn-killed"].machine(TOPOLOGY, "gunicorn2").name == "gunicorn2"


def test_a_machine_of_another_group_is_refused() -> None:
    with pytest.raises(BadUsage, match="gunicorn-killed is not for web") as caught:
        DRILLS["gunicorn-killed"].machine(TOPOLOGY, "web")
    assert caught.value.mend == ("Choose one of: gunicorn1, gunicorn2",)


def test_an_unknown_machine_is_refused() -> None:
    with pytest.raises(UnknownMachine):
        DRILLS["gunicorn-killed"].machine(TOPOLOGY, "gunicorn9")


def test_an_unknown_drill_is_refused() -> None:
    with pytest.raises(BadUsage, match="no drill named 'flood'") as caught:
        catalogue.choose(DRILLS, "flood")
    assert caught.value.mend == ("./lab drill list",)


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("{says: it burns, group: databases, seconds: 0, fault: fire}", "fire: seconds: .*greater than or equal to 1"),
        ("{says: it burns, group: databases, fault: fire, colour: red}", "fire: colour: Extra inputs"),
        ("{says: it burns, group: databases}", "fire: one of fault, power and playbook is expected"),
        ("{says: it burns, group: databases, fault: fire, power: frozen}", "fire: one of fault, power and playbook"),
        ("burning", "fire: .*a mapping is expected"),
    ],
)
def test_a_mistake_names_file_drill_and_key(entry: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "catalogue.yml"
    file.write_text(f"fire: {entry}")
    with pytest.raises(BadUsage, match=told) as caught:
        catalogue.load(file)
    assert caught.value.where == str(file)
