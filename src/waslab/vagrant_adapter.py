"""Vagrant through python-vagrant, which makes the commands and reads the answers; the lab's runner runs them."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from waslab import symptoms
from waslab.errors import CannotJudge, CommandFailed, HostNotReady
from waslab.layout import Layout, vagrant_home
from waslab.processes import Finished, Listener, Runner

STATUS_SECONDS = 60.0
"""Vagrant asks each machine in turn; on a busy host that takes its time."""

ERROR_FIELDS = 5

RUNNING = "running"
NOT_CREATED = "not_created"


@dataclass(frozen=True)
class MachineState:
    name: str
    state: str
    provider: str | None = None

    @property
    def running(self) -> bool:
        return self.state == RUNNING

    @property
    def exists(self) -> bool:
        return self.state != NOT_CREATED


class Machines(Protocol):
    """The machines of this clone, as far as booting goes. Tests pass their own."""

    def states(self) -> tuple[MachineState, ...]: ...
    def up(self, provider: str, names: Sequence[str] = (), listener: Listener | None = None) -> None: ...
    def halt(self, names: Sequence[str] = (), listener: Listener | None = None) -> None: ...
    def reload(self, name: str, listener: Listener | None = None) -> None: ...
    def power_off(self, name: str, listener: Listener | None = None) -> None: ...
    def destroy(self, names: Sequence[str] = (), listener: Listener | None = None) -> None: ...


class Vagrant:
    """The Machines of the real world."""

    def __init__(self, layout: Layout, runner: Runner) -> None:
        self._layout = layout
        self._runner = runner

    def states(self) -> tuple[MachineState, ...]:
        """Raises CannotJudge when Vagrant could not tell: python-vagrant alone shows that as no machine."""
        front = self._front("status")
        found = tuple(
            MachineState(status.name, status.state, status.provider)
            for status in front.status()
            if status.name and status.state
        )
        if not found:
            raise CannotJudge("Vagrant names no machine.", where="vagrant status", mend="vagrant status")
        return found

    def up(self, provider: str, names: Sequence[str] = (), listener: Listener | None = None) -> None:
        self._front("up", listener, names).up(provider=provider, no_provision=True)

    def halt(self, names: Sequence[str] = (), listener: Listener | None = None) -> None:
        self._front("halt", listener, names).halt()

    def reload(self, name: str, listener: Listener | None = None) -> None:
        self._front("reload", listener, [name]).reload(provision=False)

    def power_off(self, name: str, listener: Listener | None = None) -> None:
        self._front("halt", listener, [name]).halt(force=True)

    def destroy(self, names: Sequence[str] = (), listener: Listener | None = None) -> None:
        self._front("destroy", listener, names).destroy()

    def _front(self, step: str, listener: Listener | None = None, names: Sequence[str] = ()) -> Any:
        if shutil.which("vagrant") is None:
            raise HostNotReady("Vagrant is not installed.", mend="./lab setup")
        log = self._layout.logs / f"vagrant-{step}.log"
        return _front_class()(self._layout.root, self._runner, log, listener, tuple(names))


@cache
def _front_class() -> Any:
    # Imported late: on import python-vagrant complains when Vagrant is not there, which `up` is about to mend.
    import vagrant  # noqa: PLC0415

    class Front(vagrant.Vagrant):
        """python-vagrant kills Vagrant on Ctrl-C and takes one machine a call: the lab's runner is kinder."""

        def __init__(
            self, root: Path, runner: Runner, log: Path, listener: Listener | None, names: tuple[str, ...]
        ) -> None:
            super().__init__(root=str(root))  # type: ignore[no-untyped-call]
            self._lab = _Lab(runner, log, listener, names)

        def destroy(self, vm_name: str | None = None) -> None:  # noqa: ARG002 - the names stand in names
            self._call_vagrant_command(["destroy", "--force", "--parallel"])

        def _call_vagrant_command(self, args: list[str | None]) -> None:
            lab = self._lab
            done = lab.runner.run(self._line(args), cwd=Path(self.root), log=lab.log, on_line=lab.listener)
            lab.require(done, args)

        def _run_vagrant_command(self, args: list[str | None]) -> str:
            done = self._lab.runner.capture(self._line(args), cwd=Path(self.root), timeout=STATUS_SECONDS)
            self._lab.require(done, args)
            return done.output

        def _line(self, args: list[str | None]) -> list[str]:
            line: list[str] = self._make_vagrant_command(args)  # type: ignore[no-untyped-call]
            return [*line[:2], *self._lab.names, *line[2:]]

    return Front


@dataclass(frozen=True)
class _Lab:
    """What the front needs beside python-vagrant's own."""

    runner: Runner
    log: Path
    listener: Listener | None
    names: tuple[str, ...]

    def require(self, done: Finished, args: Sequence[str | None]) -> None:
        if not done.ok:
            raise vagrant_failure(done, str(args[0]), self.log)


def vagrant_failure(done: Finished, step: str, log: Path) -> CommandFailed:
    """The failure in Vagrant's own last words, or in the lab's when the cause is known."""
    output = done.output + done.errors
    known = symptoms.recognise(output)
    what = known.what if known else _last_words(output) or f"vagrant {step} ended with code {done.code}."
    return CommandFailed(
        f"vagrant {step} failed: {what}",
        where=str(log),
        mend=known.mend if known else (f"less {log}", "./lab doctor"),
        known=known is not None,
    )


def _last_words(output: str) -> str:
    for line in output.splitlines():
        fields = line.split(",", ERROR_FIELDS - 1)
        if len(fields) == ERROR_FIELDS and fields[2] == "error-exit":
            return fields[4].replace("\\n", " ").replace("%!(VAGRANT_COMMA)", ",")
    told = [line.strip() for line in output.splitlines() if line.strip() and not line.startswith("==>")]
    return " ".join(told[-3:])


@dataclass(frozen=True)
class KnownMachine:
    """A machine of any clone, as Vagrant's index on this computer remembers it."""

    name: str
    provider: str
    state: str
    folder: Path
    id_on_host: str = ""
    """The container, VM or domain; empty when the clone's folder no longer tells."""


def known_machines() -> tuple[KnownMachine, ...]:
    """Every machine that Vagrant made on this computer, in any folder."""
    index = vagrant_home() / "data" / "machine-index" / "index"
    try:
        machines = json.loads(index.read_text(encoding="utf-8"))["machines"].values()
        return tuple(
            KnownMachine(
                name=machine["name"],
                provider=machine["provider"],
                state=machine["state"],
                folder=Path(machine["vagrantfile_path"]),
                id_on_host=_id_on_host(Path(machine["local_data_path"]), machine["name"], machine["provider"]),
            )
            for machine in machines
        )
    except (OSError, ValueError, KeyError, AttributeError):
        return ()


def _id_on_host(data: Path, name: str, provider: str) -> str:
    try:
        return (data / "machines" / name / provider / "id").read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def provider_in_use(layout: Layout) -> str | None:
    """The provider that this clone's machines were made with, when there are any."""
    made = sorted(layout.root.glob(".vagrant/machines/*/*/id"), key=os.fspath)
    return made[0].parent.name if made else None
