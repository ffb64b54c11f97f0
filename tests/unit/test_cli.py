"""Exit codes and messages at the edge: never a traceback."""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import (
    NAMES,
    FakeHost,
    FakeMachines,
    FakePlaybooks,
    FakeRunner,
    FakeWorkshop,
    printed,
    ready_runner,
    workshop,
)

from waslab import cli
from waslab.errors import Exit, LabError
from waslab.layout import Layout

Use = Callable[[FakeWorkshop], FakeWorkshop]

COMMANDS = ("connect", "destroy", "doctor", "down", "graph", "matrix", "setup", "status", "test", "up", "verify")


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Use:
    """Gives every command this workshop."""

    def patched(shop: FakeWorkshop) -> FakeWorkshop:
        for name in COMMANDS:
            monkeypatch.setattr(f"waslab.cli.{name}.workshop", lambda: shop)
        return shop

    return patched


def running() -> FakeMachines:
    return FakeMachines(state=dict.fromkeys(NAMES, "running"))


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """And says where to begin."""
    assert cli.run(["--help"]) == Exit.HOLDS
    out = capsys.readouterr().out
    assert "Begin with: ./lab up" in out
    assert [name for name in COMMANDS if not re.search(rf"\b{name}\b", out)] == []


@pytest.mark.parametrize("arguments", [["nope"], ["up", "--nope"], ["connect"], ["graph", "--format", "png"]])
def test_what_is_typed_wrong_is_bad_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """With the command that shows how it is typed."""
    assert cli.run(arguments) == Exit.BAD_USAGE
    assert "--help" in capsys.readouterr().err


def test_status_of_a_whole_lab_holds(tmp_path: Path, use: Use) -> None:
    """The table has each machine."""
    shop = use(workshop(tmp_path, machines=running()))
    assert cli.run(["status"]) == Exit.HOLDS
    assert all(name in printed(shop) for name in NAMES)


def test_status_of_a_lab_that_is_down_does_not_hold(tmp_path: Path, use: Use) -> None:
    """And names the command that changes it."""
    shop = use(workshop(tmp_path))
    assert cli.run(["status"]) == Exit.DOES_NOT_HOLD
    assert "./lab up" in printed(shop)


def test_status_as_json(tmp_path: Path, use: Use, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing but JSON on the output."""
    use(workshop(tmp_path, machines=running()))
    cli.run(["status", "--json"])
    assert json.loads(capsys.readouterr().out)["whole"] is True


def test_doctor_as_json(tmp_path: Path, use: Use, capsys: pytest.CaptureFixture[str]) -> None:
    """Each check with its id, state, finding and mending commands."""
    use(workshop(tmp_path, host=FakeHost(disk=1)))
    assert cli.run(["doctor", "--json"]) == Exit.DOES_NOT_HOLD
    found = json.loads(capsys.readouterr().out)
    disk = next(check for check in found["checks"] if check["id"] == "disk")
    assert disk["state"] == "fail"
    assert disk["mend"]


def test_doctor_shows_the_mending_command(tmp_path: Path, use: Use) -> None:
    """Next to what it mends."""
    shop = use(workshop(tmp_path, host=FakeHost(disk=1)))
    assert cli.run(["doctor"]) == Exit.DOES_NOT_HOLD
    assert "df -h" in printed(shop)


def test_up_ends_with_what_to_open_and_type(tmp_path: Path, use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses, the root certificate's path, and the next commands."""
    monkeypatch.setenv("VAGRANT_HOME", str(tmp_path))
    shop = use(workshop(tmp_path, runner=ready_runner(**{"box/build --name": (0, "a-box")})))
    shop.layout.root_certificate.parent.mkdir(parents=True)
    shop.layout.root_certificate.write_text("")
    assert cli.run(["up"]) == Exit.HOLDS
    out = printed(shop)
    for shown in ("https://192.168.56.20/", str(shop.layout.root_certificate), "./lab connect client"):
        assert shown in out


def test_ctrl_c_is_a_message_and_130(tmp_path: Path, use: Use, capsys: pytest.CaptureFixture[str]) -> None:
    """It says that the next run takes up."""
    use(workshop(tmp_path, playbooks=FakePlaybooks(failure=KeyboardInterrupt())))
    assert cli.run(["up"]) == Exit.INTERRUPTED
    assert "./lab up" in capsys.readouterr().err


def test_a_full_disk_is_a_message(tmp_path: Path, use: Use, capsys: pytest.CaptureFixture[str]) -> None:
    """The lab's own log could not be written."""
    full = OSError(errno.ENOSPC, "No space left on device", "/somewhere/up.log")
    use(workshop(tmp_path, playbooks=FakePlaybooks(failure=full)))
    assert cli.run(["up"]) == Exit.CANNOT_JUDGE
    err = capsys.readouterr().err
    assert "The disk is full." in err
    assert "/somewhere/up.log" in err


def test_what_may_not_be_written_is_a_message(tmp_path: Path, use: Use, capsys: pytest.CaptureFixture[str]) -> None:
    """A run as root left files that the user may not change."""
    use(workshop(tmp_path, playbooks=FakePlaybooks(failure=PermissionError(errno.EACCES, "no", "/x/site.log"))))
    assert cli.run(["up"]) == Exit.CANNOT_JUDGE
    assert "sudo chown" in capsys.readouterr().err


def test_a_mistake_of_the_lab_s_own_is_a_message_with_a_log(
    tmp_path: Path, use: Use, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The traceback goes there."""
    monkeypatch.setattr("waslab.cli.Layout.of_this_clone", lambda: Layout(tmp_path))
    use(workshop(tmp_path, playbooks=FakePlaybooks(failure=ZeroDivisionError("a mistake"))))
    assert cli.run(["up"]) == Exit.CANNOT_JUDGE
    assert "Traceback" not in capsys.readouterr().err
    assert "a mistake" in (tmp_path / ".lab/logs/mistake.log").read_text()


def test_a_bad_inventory_is_a_message(tmp_path: Path, use: Use, capsys: pytest.CaptureFixture[str]) -> None:
    """Bad usage, with the place."""
    shop = use(workshop(tmp_path))
    shop.layout.hosts_file.write_text("all: {}\n")
    assert cli.run(["up"]) == Exit.BAD_USAGE
    assert "hosts.yml:1:" in capsys.readouterr().err


def test_connect_to_an_unknown_machine_names_the_known_ones(
    tmp_path: Path, use: Use, capsys: pytest.CaptureFixture[str]
) -> None:
    """Bad usage."""
    use(workshop(tmp_path))
    assert cli.run(["connect", "wbe"]) == Exit.BAD_USAGE
    assert "client, proxy, app1, app2" in capsys.readouterr().err


def test_connect_to_a_machine_that_is_down_says_how_to_start_it(
    tmp_path: Path, use: Use, capsys: pytest.CaptureFixture[str]
) -> None:
    """SSH itself would only time out."""
    use(workshop(tmp_path))
    assert cli.run(["connect", "proxy"]) == Exit.CANNOT_JUDGE
    assert "./lab up" in capsys.readouterr().err


def test_verify_of_a_lab_that_is_down_cannot_judge(
    tmp_path: Path, use: Use, capsys: pytest.CaptureFixture[str]
) -> None:
    """It names the machines that do not answer."""
    use(workshop(tmp_path))
    assert cli.run(["verify"]) == Exit.CANNOT_JUDGE
    assert "app1" in capsys.readouterr().err


@pytest.mark.parametrize(("arguments", "call"), [(["down"], "halt"), (["destroy"], "destroy")])
def test_down_and_destroy_reach_all_machines(tmp_path: Path, use: Use, arguments: list[str], call: str) -> None:
    """By Vagrant."""
    machines = running()
    use(workshop(tmp_path, machines=machines))
    assert cli.run(arguments) == Exit.HOLDS
    assert machines.calls == [call]


def test_destroy_takes_the_machines_that_sessions_had_learners_boot(tmp_path: Path, use: Use) -> None:
    runner = FakeRunner()
    shop = use(workshop(tmp_path, machines=running(), runner=runner))
    (shop.layout.root / "workspace" / "18-put-up-your-own" / ".vagrant").mkdir(parents=True)
    cli.run(["destroy"])
    assert runner.ran == ["vagrant destroy --force"]


def test_every_error_s_exit_code_is_one_of_the_design_s() -> None:
    """The whole tree."""

    def below(kind: type[LabError]) -> set[type[LabError]]:
        return {kind}.union(*(below(child) for child in kind.__subclasses__()))

    assert {kind.exit_code for kind in below(LabError)} == {1, 2, 3, 130}


def test_the_package_knows_its_own_clone() -> None:
    """The folder that has the Vagrantfile."""
    assert (Layout.of_this_clone().root / "Vagrantfile").exists()
