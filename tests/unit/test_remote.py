"""Commands and helpers on machines, with an SSH that stays on this one."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from measured import places

from waslab.errors import CannotJudge
from waslab.layout import Layout
from waslab.processes import Processes
from waslab.remote import OverSSH

CLIENT = places().desk.machine

LOCAL_SSH = """\
#!/bin/sh
for last; do :; done
exec sh -c "$last"
"""


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OverSSH]:
    """SSH that runs the command here."""
    program = tmp_path / "ssh"
    program.write_text(LOCAL_SSH)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with OverSSH.connected(Layout(tmp_path), Processes()) as connected:
        yield connected


def test_a_command_tells_what_it_said(lab: OverSSH) -> None:
    """Its standard output, as it is."""
    assert lab.output(CLIENT, "echo one; echo two >&2") == "one\n"


def test_a_command_that_fails_names_machine_and_reason(lab: OverSSH) -> None:
    """And never becomes a figure."""
    with pytest.raises(CannotJudge, match="client failed: no good answer from u") as caught:
        lab.output(CLIENT, "echo 1234; echo no good answer from u >&2; exit 1")
    assert (caught.value.where, caught.value.mend) == (str(CLIENT.address), ("./lab up",))


def test_a_helper_runs_until_it_is_told_to_stop(lab: OverSSH) -> None:
    """From the moment when it is ready."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        arguments = ["127.0.0.1", str(server.getsockname()[1]), "1"]
        helper = lab.helper(CLIENT, "claims/slow_clients.py", arguments, root=False)
        assert helper.process.poll() is None
        assert helper.stop() == ""
        assert helper.process.returncode == 0


def test_a_helper_that_cannot_begin_says_why(lab: OverSSH) -> None:
    """In its last words."""
    with pytest.raises(CannotJudge, match=r"client failed: .*IndexError"):
        lab.helper(CLIENT, "claims/slow_clients.py", [], root=False)
