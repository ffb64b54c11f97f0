"""Commands on the lab's machines over SSH, and programs that run there while something else goes on."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from shlex import join
from tempfile import TemporaryDirectory
from typing import Protocol

from waslab import ssh
from waslab.errors import CannotJudge
from waslab.layout import Layout
from waslab.processes import Runner
from waslab.topology import Machine

LONGEST_SECONDS = 60
"""No command takes longer; each ends by itself well before."""

KEPT_SECONDS = 30
"""How long an SSH connection without a command is kept for the next one."""

HELPING_SECONDS = 0.35
"""What it takes to start helpers and to stop them."""


class Helper(Protocol):
    """A program that runs on a machine until it is told to stop."""

    def stop(self) -> str:
        """What it said after `ready`."""


class Lab(Protocol):
    """The machines, as commands see them. Tests pass their own."""

    def output(self, machine: Machine, command: str) -> str:
        """Raises CannotJudge, with the last words of the command, where it failed."""

    def helper(self, machine: Machine, script: str, arguments: Sequence[str], *, root: bool) -> Helper:
        """Start a script, named by its path in this package, and come back when it is ready."""


@dataclass(frozen=True)
class Running:
    """A Helper over SSH: it stops when its standard input ends."""

    machine: Machine
    process: subprocess.Popen[str]

    def ready(self) -> None:
        said = self.process.stdout
        if not said or said.readline().strip() != "ready":
            raise _failed(self.machine, self.process.communicate()[1])

    def stop(self) -> str:
        try:
            output, errors = self.process.communicate(timeout=LONGEST_SECONDS)
        except subprocess.TimeoutExpired as error:
            self.process.kill()
            raise _failed(self.machine, "") from error
        if self.process.returncode:
            raise _failed(self.machine, errors)
        return output


@dataclass(frozen=True)
class OverSSH:
    """The Lab of the real world; `sockets` is a folder for connections that are kept open between commands."""

    layout: Layout
    runner: Runner
    sockets: Path

    @classmethod
    @contextmanager
    def connected(cls, layout: Layout, runner: Runner) -> Iterator[OverSSH]:
        with TemporaryDirectory(prefix="waslab-") as folder:
            yield cls(layout, runner, Path(folder))

    def output(self, machine: Machine, command: str) -> str:
        done = self.runner.capture(self._line(machine, command), timeout=LONGEST_SECONDS)
        if not done.ok:
            raise _failed(machine, done.errors or done.output)
        return done.output

    def helper(self, machine: Machine, script: str, arguments: Sequence[str], *, root: bool) -> Running:
        text = resources.files("waslab").joinpath(script).read_text(encoding="utf-8")
        command = join([*(["sudo"] if root else []), "python3", "-c", text, *arguments])
        with ExitStack() as on_failure:
            process = subprocess.Popen(
                self._line(machine, command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                # A process group of its own: Ctrl-C reaches the lab alone, which then stops the helper in good order.
                process_group=0,
            )
            on_failure.callback(process.kill)
            running = Running(machine, process)
            running.ready()
            on_failure.pop_all()
        return running

    def _line(self, machine: Machine, command: str) -> list[str]:
        line = ssh.unattended(self.layout, machine, [command])
        return [*line[:1], *kept_open(), "-o", f"ControlPath={self.sockets}/%h", *line[1:]]


def kept_open() -> list[str]:
    """SSH's options for a connection that the next command finds open; where it is kept, the caller says."""
    return ["-o", "ControlMaster=auto", "-o", f"ControlPersist={KEPT_SECONDS}"]


def _failed(machine: Machine, said: str) -> CannotJudge:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    told = " ".join(lines[-2:]) or "it gave no answer in time, or was ended for want of memory"
    return CannotJudge(f"{machine.name} failed: {told}", where=str(machine.address), mend="./lab up")
