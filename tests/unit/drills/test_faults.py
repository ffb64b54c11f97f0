"""What is done for a fault and its healing, and what is remembered in between."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import init_plugin_loader
from ansible.template import Templar, trust_as_template
from fakes import FakeMachines, FakePlaybooks, FakeRunner, ready_runner, workshop

from waslab.ansible_adapter import Played
from waslab.drills.catalogue import Drill, Power
from waslab.drills.faults import Faults, Note
from waslab.errors import CommandFailed, ConfigurationFailed
from waslab.layout import Layout

NOTE = Note("trouble", "app1", "drill-1")
SHOP_VARIABLES = Layout.of_this_clone().root / "inventory/lab/group_vars/all/shop.yml"


class TimedPlaybooks(FakePlaybooks):
    """Tells when the last task began and ended, as Ansible does."""

    def play(self, *arguments: object, **more: object) -> Played:
        played = super().play(*arguments, **more)  # type: ignore[arg-type]
        return Played(played.machines, played.changed, played.seconds_by_role, (101.5, 102.0))


def drill(**means: object) -> Drill:
    return Drill.model_validate({"name": "trouble", "says": "it burns", "group": "gunicorns", **means})


def said(_line: str) -> None:
    pass


@pytest.fixture
def playbooks() -> TimedPlaybooks:
    return TimedPlaybooks()


@pytest.fixture
def machines() -> FakeMachines:
    return FakeMachines()


@pytest.fixture
def runner() -> FakeRunner:
    return ready_runner()


@pytest.fixture
def faults(tmp_path: Path, playbooks: TimedPlaybooks, machines: FakeMachines, runner: FakeRunner) -> Faults:
    shop = workshop(tmp_path, playbooks=playbooks, machines=machines, runner=runner)
    shop.layout.kept.mkdir(exist_ok=True)
    return Faults(shop)


def test_a_fault_is_played_with_what_it_needs(faults: Faults, playbooks: TimedPlaybooks) -> None:
    faults.inject(drill(fault="cut_off", variables={"verdict": "drop"}), NOTE, said)
    assert playbooks.played == ["drills/fault.yml verdict=drop fault=cut_off against=app1 step=inject"]


def test_a_fault_begins_with_the_last_task_and_is_healed_at_its_end(faults: Faults) -> None:
    assert faults.inject(drill(fault="cut_off"), NOTE, said) == 101.5
    assert faults.heal(drill(fault="cut_off"), NOTE, said) == 102.0


def test_it_is_healed_by_the_other_step(faults: Faults, playbooks: TimedPlaybooks) -> None:
    faults.heal(drill(fault="cut_off"), NOTE, said)
    assert playbooks.played == ["drills/fault.yml fault=cut_off against=app1 step=heal"]


def test_what_was_begun_is_known_even_when_it_failed(faults: Faults, playbooks: TimedPlaybooks) -> None:
    """It may have been half done."""
    playbooks.failure = ConfigurationFailed("no")
    with pytest.raises(ConfigurationFailed):
        faults.inject(drill(fault="cut_off"), NOTE, said)
    assert faults.left() == NOTE


def test_nothing_is_left_after_it_was_forgotten(faults: Faults) -> None:
    faults.inject(drill(fault="cut_off"), NOTE, said)
    faults.forget()
    assert faults.left() is None


def test_a_machine_loses_its_power_and_is_booted_by_vagrant(faults: Faults, machines: FakeMachines) -> None:
    faults.inject(drill(power=Power.OFF), NOTE, said)
    faults.heal(drill(power=Power.OFF), NOTE, said)
    assert machines.calls == ["power_off app1", "up app1"]


def test_a_machine_stands_still_by_its_provider(faults: Faults, runner: FakeRunner) -> None:
    faults.inject(drill(power=Power.FROZEN), NOTE, said)
    faults.heal(drill(power=Power.FROZEN), NOTE, said)
    name = f"{faults.shop.layout.clone_id}-app1"
    told = [line.partition("provider/freeze ")[2] for line in runner.ran if "provider/freeze" in line]
    assert told == [f"lxc freeze {name}", f"lxc thaw {name}"]


def test_a_machine_that_cannot_be_frozen_is_named(faults: Faults, runner: FakeRunner) -> None:
    runner.replies["provider/freeze"] = (1, "no such container")
    with pytest.raises(CommandFailed, match="app1 could not be frozen"):
        faults.inject(drill(power=Power.FROZEN), NOTE, said)


def test_a_playbook_is_played_with_its_variables(faults: Faults, playbooks: TimedPlaybooks) -> None:
    faults.inject(drill(playbook="rolling-update.yml", variables={"shop_version": "2"}), NOTE, said)
    assert playbooks.played == ["rolling-update.yml shop_version=2"]


@pytest.mark.parametrize(
    ("means", "played"),
    [
        ({"playbook": "update.yml"}, ["site.yml"]),
        ({"playbook": "update.yml", "undo": {"to": "BEFORE"}}, ["update.yml to=sources", "site.yml"]),
        ({"fault": "cut_off"}, ["drills/fault.yml fault=cut_off against=app1 step=heal"]),
    ],
)
def test_after_a_playbook_that_was_cut_off_the_roles_are_played(
    means: dict[str, object], played: list[str], faults: Faults, playbooks: TimedPlaybooks
) -> None:
    faults.heal_what_was_cut_off(drill(**means), NOTE, said)
    assert playbooks.played == played


def test_the_version_of_before_comes_back(faults: Faults, playbooks: TimedPlaybooks) -> None:
    assert faults.version() == "sources"
    (faults.note_file.parent / "shop_version").write_text("mine\n")
    updating = drill(playbook="update.yml", undo={"to": "BEFORE"})
    faults.heal(updating, Note("trouble", "app1", "drill-1", faults.version()), said)
    assert playbooks.played == ["update.yml to=mine"]


def test_the_version_is_read_as_the_inventory_reads_it(faults: Faults) -> None:
    init_plugin_loader()
    loader = DataLoader()
    variables = loader.load_from_file(str(SHOP_VARIABLES), trusted_as_template=True)
    templar = Templar(loader, variables=variables | {"lab_state": str(faults.shop.layout.kept)})
    delivered = trust_as_template("{{ shop_version }}")
    assert faults.version() == templar.template(delivered)
    Path(templar.template(trust_as_template("{{ shop_version_file }}"))).write_text("mine\n")
    assert faults.version() == templar.template(delivered) == "mine"


def test_a_playbook_that_has_to_stop_and_does_is_no_failure(faults: Faults, playbooks: TimedPlaybooks) -> None:
    playbooks.failure = ConfigurationFailed("the release is broken")
    faults.inject(drill(playbook="rolling-update.yml", stops=True), NOTE, said)


def test_a_playbook_that_has_to_stop_and_does_not_is_one(faults: Faults) -> None:
    with pytest.raises(ConfigurationFailed, match="went on where it has to stop"):
        faults.inject(drill(playbook="rolling-update.yml", stops=True), NOTE, said)
