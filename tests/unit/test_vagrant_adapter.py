"""Vagrant is called as it should be, and its failures are failures."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from fakes import FakeRunner

from waslab import vagrant_adapter
from waslab.errors import CannotJudge, CommandFailed, HostNotReady
from waslab.layout import Layout
from waslab.vagrant_adapter import KnownMachine, MachineState, Vagrant

STATUS = """\
1,web,metadata,provider,lxc
2,web,provider-name,lxc
2,web,state,running
2,web,state-human-short,running
2,db,provider-name,lxc
2,db,state,not_created
2,,ui,info,Current machine states:
"""


@pytest.fixture(autouse=True)
def vagrant_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda program: f"/usr/bin/{program}")
    monkeypatch.setattr("vagrant.get_vagrant_executable", lambda: "vagrant")


def vagrant(folder: Path, **replies: tuple[int, str]) -> tuple[Vagrant, FakeRunner]:
    runner = FakeRunner(dict(replies))
    return Vagrant(Layout(folder), runner), runner


def test_states_are_read_from_vagrant(tmp_path: Path) -> None:
    """Lines that belong to no machine are left out."""
    assert vagrant(tmp_path, status=(0, STATUS))[0].states() == (
        MachineState("web", "running", "lxc"),
        MachineState("db", "not_created", "lxc"),
    )


def test_a_failed_status_is_not_an_empty_lab(tmp_path: Path) -> None:
    """python-vagrant by itself would show no machine; Vagrant's own message is passed on."""
    failure = (
        "1,,error-exit,Vagrant::Errors::VagrantError,waslab: the box is missing%!(VAGRANT_COMMA) type: ./lab setup"
    )
    with pytest.raises(CommandFailed, match="waslab: the box is missing, type"):
        vagrant(tmp_path, status=(1, failure))[0].states()


def test_a_silent_status_is_no_lab_either(tmp_path: Path) -> None:
    """Vagrant ended well and named nobody."""
    with pytest.raises(CannotJudge, match="names no machine"):
        vagrant(tmp_path)[0].states()


def test_all_machines_boot_in_one_call_without_provisioning(tmp_path: Path) -> None:
    """The configuration is a step of its own."""
    front, runner = vagrant(tmp_path)
    front.up("lxc")
    assert runner.ran == ["vagrant up --no-provision --provider=lxc"]


def test_some_machines_are_named(tmp_path: Path) -> None:
    """python-vagrant takes one name a call; Vagrant takes many."""
    front, runner = vagrant(tmp_path)
    front.up("lxc", ["web", "db"])
    front.reload("web")
    front.halt()
    front.destroy(["web"])
    assert runner.ran == [
        "vagrant up web db --no-provision --provider=lxc",
        "vagrant reload web --no-provision",
        "vagrant halt",
        "vagrant destroy web --force --parallel",
    ]


def test_lines_reach_the_listener(tmp_path: Path) -> None:
    """So that the step shows what Vagrant does."""
    heard: list[str] = []
    vagrant(tmp_path, up=(0, "==> web: Booting\n"))[0].up("lxc", listener=heard.append)
    assert heard == ["==> web: Booting"]


def test_a_known_cause_is_marked(tmp_path: Path) -> None:
    """So that nobody tries again at once."""
    with pytest.raises(CommandFailed) as caught:
        vagrant(tmp_path, up=(1, "cp: No space left on device"))[0].up("lxc")
    assert caught.value.known
    assert "The disk is full" in caught.value.what
    assert caught.value.where == str(tmp_path / ".lab/logs/vagrant-up.log")


def test_an_unknown_cause_is_told_in_vagrant_s_last_words(tmp_path: Path) -> None:
    """Its progress lines are left out."""
    with pytest.raises(CommandFailed) as caught:
        vagrant(tmp_path, up=(1, "==> web: Booting\nThere was an error executing lxc-start\n"))[0].up("lxc")
    assert caught.value.what == "vagrant up failed: There was an error executing lxc-start"
    assert not caught.value.known


def test_without_vagrant_setup_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fresh host."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(HostNotReady) as caught:
        vagrant(tmp_path)[0].states()
    assert caught.value.mend == ("./lab setup",)


def test_the_index_tells_the_machines_of_every_clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With folder and provider, and the name on the host where the folder still has it."""
    monkeypatch.setenv("VAGRANT_HOME", str(tmp_path / "home"))
    clone = tmp_path / "clone"
    identity = clone / ".vagrant/machines/web/lxc/id"
    identity.parent.mkdir(parents=True)
    identity.write_text("waslab-1-web\n")
    index = tmp_path / "home/data/machine-index/index"
    index.parent.mkdir(parents=True)
    machine = {
        "name": "web",
        "provider": "lxc",
        "state": "running",
        "vagrantfile_path": str(clone),
        "local_data_path": str(clone / ".vagrant"),
    }
    index.write_text(json.dumps({"version": 1, "machines": {"a": machine}}))
    assert vagrant_adapter.known_machines() == (KnownMachine("web", "lxc", "running", clone, "waslab-1-web"),)
    assert vagrant_adapter.provider_in_use(Layout(clone)) == "lxc"


@pytest.mark.parametrize("text", [None, "", "{", '{"machines": []}', '{"machines": {"a": {}}}'])
def test_an_index_that_cannot_be_read_knows_no_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    """Vagrant was never used here, or another version wrote it."""
    monkeypatch.setenv("VAGRANT_HOME", str(tmp_path))
    if text is not None:
        (tmp_path / "data/machine-index").mkdir(parents=True)
        (tmp_path / "data/machine-index/index").write_text(text)
    assert vagrant_adapter.known_machines() == ()
