"""SSH uses the lab's own key and remembers no host key."""

from __future__ import annotations

from pathlib import Path

import fakes
from fakes import FakeRunner

from waslab import ssh
from waslab.layout import Layout


def test_the_command_names_key_user_and_address(tmp_path: Path) -> None:
    """Nothing from the user's own configuration of keys."""
    machine = fakes.topology(tmp_path).machine("proxy")
    line = ssh.command(Layout(tmp_path), machine, ["uptime"])
    assert line[:3] == ["ssh", "-i", str(tmp_path / ".lab/ssh/id_ed25519")]
    assert "IdentitiesOnly=yes" in line
    assert line[-2:] == ["vagrant@192.168.56.20", "uptime"]


def test_machines_are_asked_side_by_side_and_told_by_name(tmp_path: Path) -> None:
    """One that refuses does not hide the others."""
    runner = FakeRunner({"vagrant@192.168.56.51": (255, "Permission denied")})
    found = ssh.all_reachable(Layout(tmp_path), fakes.topology(tmp_path).machines, runner)
    assert found == {"client": True, "proxy": True, "app1": False, "app2": True}
    assert all("BatchMode=yes" in line for line in runner.ran)


def test_nobody_to_ask_is_fine(tmp_path: Path) -> None:
    """A lab with no machine running."""
    assert ssh.all_reachable(Layout(tmp_path), [], FakeRunner()) == {}
