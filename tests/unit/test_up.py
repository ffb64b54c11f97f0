"""`./lab up` takes its steps in order, stops where it must, and says what to do."""

from __future__ import annotations

import json
from pathlib import Path

import fakes
import pytest
from fakes import FakeHost, FakeMachines, FakePlaybooks, progress, ready_runner, workshop

from waslab import up
from waslab.errors import CannotJudge, CommandFailed, ConfigurationFailed, DoesNotHold, Exit, HostNotReady
from waslab.lock import only_one
from waslab.progress import Progress


@pytest.fixture(autouse=True)
def box_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """box/build names `a-box`, and Vagrant has it."""
    monkeypatch.setenv("VAGRANT_HOME", str(tmp_path / "vagrant.d"))
    box = tmp_path / "vagrant.d/boxes/a-box/0/lxc"
    box.mkdir(parents=True)
    (box / "metadata.json").write_text("{}")


BOX = {"box/build --name": (0, "a-box")}


def names(work: Progress) -> list[str]:
    return [record.name for record in work.records]


def test_a_ready_host_checks_boots_configures_and_verifies(tmp_path: Path) -> None:
    """Nothing is installed where nothing is missing."""
    machines, playbooks = FakeMachines(), FakePlaybooks()
    shop = workshop(tmp_path, runner=ready_runner(**BOX), machines=machines, playbooks=playbooks)
    work = progress()
    up.bring_up(shop, work)
    assert names(work) == [
        "Check the inventory and the host",
        "Boot the machines",
        "Configure the machines",
        "Verify the lab",
    ]
    assert machines.calls == ["up"]
    assert playbooks.played == ["site.yml"]


def test_the_durations_are_kept_for_the_benchmark(tmp_path: Path) -> None:
    """Step by step, and role by role inside the configuration."""
    work = progress()
    up.bring_up(workshop(tmp_path, runner=ready_runner(**BOX)), work)
    kept = json.loads((tmp_path / ".lab/logs/up.json").read_text())
    assert kept["outcome"] == "done"
    assert kept["steps"][2]["parts"] == {"nginx": 1.5}


def test_what_is_missing_is_installed_first(tmp_path: Path) -> None:
    """Packages, then the box that is built with them, then the machines."""
    runner = ready_runner(**{"dpkg-query": (1, ""), "box/build --name": (0, "another-box")})
    work = progress()
    up.bring_up(workshop(tmp_path, runner=runner), work)
    assert names(work)[1:4] == ["Install host packages", "Build the box", "Boot the machines"]
    installed = next(line for line in runner.ran if "apt-get install" in line)
    assert "vagrant-lxc" in installed
    assert "--no-install-recommends" in installed
    assert any(line.endswith("box/build lxc") for line in runner.ran)


@pytest.mark.parametrize("host", [FakeHost(kind="macos", programs=frozenset()), FakeHost(installs=False)])
def test_where_it_may_not_install_it_stops_before_anything_else(tmp_path: Path, host: FakeHost) -> None:
    """The exact commands stand in the message; no program that changes the host was started."""
    machines = FakeMachines()
    runner = ready_runner(**{"dpkg-query": (1, "")})
    with pytest.raises(HostNotReady) as caught:
        up.bring_up(workshop(tmp_path, host=host, runner=runner, machines=machines), progress())
    assert caught.value.mend
    assert caught.value.exit_code == Exit.CANNOT_JUDGE
    assert machines.calls == []
    assert not any("apt-get install" in line for line in runner.ran)


def test_too_little_memory_stops_before_booting(tmp_path: Path) -> None:
    """What is free and what is needed stand in the message."""
    machines = FakeMachines()
    with pytest.raises(HostNotReady, match="100 MiB free"):
        up.bring_up(workshop(tmp_path, host=FakeHost(memory=100), machines=machines), progress())
    assert machines.calls == []


@pytest.mark.parametrize(
    ("output", "what"),
    [
        ("E: Failed to fetch x Hash Sum mismatch", "A download came broken."),
        ("E: Failed to fetch x Could not connect to y", "A download failed"),
        ("dpkg: error: No space left on device", "The disk is full."),
        ("E: Could not get lock /var/lib/dpkg/lock-frontend", "Another package manager is at work."),
    ],
)
def test_a_failed_installation_is_told_by_its_cause(tmp_path: Path, output: str, what: str) -> None:
    """The log is named; the next run begins where this one stopped."""
    runner = ready_runner(**{"dpkg-query": (1, ""), "apt-get install": (100, output)})
    with pytest.raises(CommandFailed) as caught:
        up.bring_up(workshop(tmp_path, runner=runner), progress())
    assert what in caught.value.what
    assert caught.value.where == str(tmp_path / ".lab/logs/packages-install.log")
    assert any("./lab up" in command for command in caught.value.mend)


def test_a_box_that_cannot_be_built_is_told_with_its_log(tmp_path: Path) -> None:
    """No machine is booted from it."""
    machines = FakeMachines()
    runner = ready_runner(**{"box/build --name": (0, "new-box"), "box/build lxc": (2, "E: Hash Sum mismatch")})
    with pytest.raises(CommandFailed, match=r"A download came broken\."):
        up.bring_up(workshop(tmp_path, runner=runner, machines=machines), progress())
    assert machines.calls == []


def test_a_failed_configuration_keeps_its_outcome(tmp_path: Path) -> None:
    """The durations up to the failure are kept."""
    playbooks = FakePlaybooks(failure=ConfigurationFailed("site.yml failed."))
    with pytest.raises(ConfigurationFailed):
        up.bring_up(workshop(tmp_path, runner=ready_runner(**BOX), playbooks=playbooks), progress())
    assert json.loads((tmp_path / ".lab/logs/up.json").read_text())["outcome"] == "failed"


def test_a_test_that_fails_is_something_that_does_not_hold(tmp_path: Path) -> None:
    """The lab runs; exit code 1 says that it is not as it should be."""
    failing = (1, "FAILED tests/site/test_tls.py::test_chain[web] - refused\n1 failed, 2 passed in 3.10s")
    with pytest.raises(DoesNotHold) as caught:
        up.bring_up(workshop(tmp_path, runner=ready_runner(**BOX, **{"-m pytest": failing})), progress())
    assert "tests/site/test_tls.py::test_chain[web] - refused" in caught.value.what


def test_ctrl_c_is_kept_as_interrupted_and_the_next_run_takes_up(tmp_path: Path) -> None:
    """The lock is free again, and the machines are not made twice."""
    machines = FakeMachines()
    shop = workshop(
        tmp_path,
        runner=ready_runner(**BOX),
        machines=machines,
        playbooks=FakePlaybooks(failure=KeyboardInterrupt()),
    )
    with pytest.raises(KeyboardInterrupt):
        up.bring_up(shop, progress())
    assert json.loads((tmp_path / ".lab/logs/up.json").read_text())["outcome"] == "interrupted"
    up.bring_up(workshop(tmp_path, runner=ready_runner(**BOX), machines=machines), progress())


DATABASES = """\
    databases:
      hosts:
        db: {ansible_host: 192.168.56.60, machine_memory_mib: 512, machine_cpus: 1}
"""


def test_what_a_drill_left_behind_is_healed_before_the_machines_are_configured(tmp_path: Path) -> None:
    """Its fault first, and then its orders."""
    runner, playbooks = ready_runner(), FakePlaybooks()
    shop = workshop(tmp_path, runner=runner, playbooks=playbooks, machines=FakeMachines(names=(*fakes.NAMES, "db")))
    shop.layout.hosts_file.write_text(fakes.HOSTS + DATABASES)
    shop.layout.network_file.with_name("shop.yml").write_text("shop_database: shop")
    drills = shop.layout.playbooks / "drills"
    drills.mkdir(parents=True)
    (drills / "catalogue.yml").write_text("trouble: {says: it burns, group: apps, fault: fire}")
    shop.layout.kept.mkdir(exist_ok=True)
    note = shop.layout.kept / "drill.json"
    note.write_text(json.dumps({"drill": "trouble", "machine": "app1", "run": "drill-1"}))
    up.bring_up(shop, progress())
    assert playbooks.played == ["drills/fault.yml fault=fire against=app1 step=heal", "site.yml"]
    assert [line for line in runner.ran if "DELETE FROM shop_order" in line]
    assert not note.exists()


def test_a_second_run_at_the_same_time_is_kept_out(tmp_path: Path) -> None:
    """Two runs would pull the machines this way and that."""
    shop = workshop(tmp_path)
    with only_one(shop.layout), pytest.raises(CannotJudge, match="Another"), only_one(shop.layout):
        pass


def test_the_doors_are_what_the_host_may_open(tmp_path: Path) -> None:
    """Addresses and ports come from the inventory's flows."""
    topology = fakes.topology(tmp_path)
    assert [door.address for door in up.doors(topology)] == ["https://192.168.56.20/", "http://192.168.56.20:8404/"]
    front = up.front_door(topology)
    assert front is not None
    assert front.name == "proxy"
