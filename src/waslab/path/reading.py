"""Reads logs on the machines, side by side."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from shlex import quote
from typing import Any

from waslab import ssh
from waslab.errors import CannotJudge
from waslab.layout import Layout
from waslab.path.logs import Log
from waslab.processes import Runner
from waslab.topology import Machine

READ_SECONDS = 10


@dataclass(frozen=True)
class Line:
    """One line of a log: whose it is, where it stands, what it tells."""

    machine: str
    server: str
    told: Mapping[str, Any]


@dataclass(frozen=True)
class Machines:
    """The machines' files, over SSH."""

    layout: Layout
    runner: Runner

    def lines(self, asked: Mapping[Machine, Sequence[Log]], request_id: str) -> list[Line]:
        """The lines about the request in the logs of each machine."""
        outputs = self._everywhere({machine: _search(kept, request_id) for machine, kept in asked.items()})
        return [line for machine, output in outputs for line in _lines(machine, output)]

    def text(self, machine: Machine, file: str) -> str:
        return self._run(machine, f"cat {quote(file)}")

    def _everywhere(self, commands: Mapping[Machine, str]) -> Iterable[tuple[Machine, str]]:
        with ThreadPoolExecutor(len(commands)) as pool:
            outputs = pool.map(self._run, commands, commands.values())
            return list(zip(commands, outputs, strict=True))

    def _run(self, machine: Machine, command: str) -> str:
        line = ssh.unattended(self.layout, machine, [f"sudo sh -c {quote(command)}"])
        done = self.runner.capture(line, timeout=READ_SECONDS)
        if not done.ok:
            raise CannotJudge(
                f"The logs of {machine.name} ({machine.address}) cannot be read: {done.errors.strip() or 'no answer'}",
                mend=("./lab status", "./lab up"),
            )
        return done.output


def _search(logs: Sequence[Log], words: str) -> str:
    """Each line follows the name of its server and a tab. A log that is not there has no lines."""
    searches = (
        f"{log.command} 2>/dev/null | grep --fixed-strings {quote(words)} | sed {quote(f's/^/{log.server}	/')}"
        for log in logs
    )
    return "; ".join(searches)


def _lines(machine: Machine, output: str) -> Iterable[Line]:
    for text in output.splitlines():
        server, _, told = text.partition("\t")
        try:
            found = json.loads(told)
        except ValueError:
            continue  # a line of another kind, such as an error that names the request
        if isinstance(found, dict):
            yield Line(machine.name, server, found)
