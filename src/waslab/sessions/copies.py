"""The copies of what a session lets the learner change, on the machines themselves."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import resources
from shlex import join
from typing import Any

from waslab.errors import CannotJudge
from waslab.remote import Lab
from waslab.sessions.reading import Session
from waslab.topology import Machine, Topology

BEFORE = "/var/lib/waslab/session/before"
"""On each machine, for root alone: what the session found."""

WORK = "/var/lib/waslab/session/work"
"""What the learner had made of it, while somebody needs the lab as it was before."""


@dataclass(frozen=True)
class Copies:
    session: Session
    topology: Topology
    lab: Lab
    folder: str = BEFORE

    def save(self, *, once: bool = False) -> None:
        """`once`: an earlier copy stays what it is."""
        self._everywhere("save", once=once)

    def restore(self) -> bool:
        """Everything as it was, also what was stopped; False where a machine has no copy any more: it is a new one.

        A service that does not start with what the learner has made of its files is as the learner left it.
        """
        done = self._everywhere("restore")
        bad = [name for name, told in done.items() if told.get("equal") is False]
        if self.folder == BEFORE:
            bad += [f"{name} ({unit} does not start)" for name, told in done.items() for unit in told.get("down", ())]
        if bad:
            raise CannotJudge(f"Not all is as it was on {', '.join(bad)}.", mend=("./lab session finish", "./lab up"))
        return all(told["kept"] for told in done.values())

    def forget(self) -> None:
        self._everywhere("forget")

    def state(self) -> dict[str, Any]:
        """By machine: a fingerprint of the files, and which services run."""
        return self._everywhere("look")

    def configuration(self) -> str:
        """One fingerprint of the files on all machines."""
        told = {name: state["fingerprint"] for name, state in sorted(self.state().items())}
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    def _everywhere(self, step: str, *, once: bool = False) -> dict[str, Any]:
        orders = {
            machine: {"do": step, "folder": self.folder, "paths": paths, "services": services, "once": once}
            for machine, (paths, services) in self._touched().items()
        }
        if not orders:
            return {}
        with ThreadPoolExecutor(len(orders)) as pool:
            return dict(zip((machine.name for machine in orders), pool.map(self._ask, orders.items()), strict=True))

    def _ask(self, order: tuple[Machine, dict[str, Any]]) -> Any:
        machine, asked = order
        program = resources.files("waslab.sessions").joinpath("keeper.py").read_text(encoding="utf-8")
        return json.loads(self.lab.output(machine, join(["sudo", "python3", "-c", program, json.dumps(asked)])))

    def _touched(self) -> dict[Machine, tuple[list[str], list[str]]]:
        found: dict[Machine, tuple[list[str], list[str]]] = {}
        for touch in self.session.form.touches:
            for machine in self.topology.members(touch.group):
                paths, services = found.setdefault(machine, ([], []))
                paths += touch.paths
                services += touch.services
        return found
