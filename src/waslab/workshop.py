"""The parts of one run put together: what commands need to do their work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from rich.console import Console

from waslab import inventory, provider
from waslab.ansible_adapter import AnsibleRunner, Playbooks
from waslab.boot import Reach
from waslab.doctor import Patient
from waslab.errors import CannotJudge
from waslab.host import Host, ThisHost
from waslab.layout import Layout
from waslab.processes import Processes, Runner
from waslab.provider import Choice
from waslab.ssh import all_reachable
from waslab.topology import Topology
from waslab.vagrant_adapter import KnownMachine, Machines, Vagrant, known_machines


@dataclass(frozen=True)
class Workshop:
    """One clone, its host, and the adapters; tests put others in."""

    layout: Layout
    console: Console
    runner: Runner
    host: Host
    machines: Machines
    playbooks: Playbooks
    known_machines: Callable[[], tuple[KnownMachine, ...]] = known_machines

    @classmethod
    def of_this_clone(cls, console: Console) -> Workshop:
        layout, runner = Layout.of_this_clone(), Processes()
        return cls(layout, console, runner, ThisHost(runner), Vagrant(layout, runner), AnsibleRunner(layout))

    @cached_property
    def topology(self) -> Topology:
        return inventory.load(self.layout)

    @cached_property
    def choice(self) -> Choice:
        return provider.choose(self.layout, self.runner, self.host)

    @property
    def patient(self) -> Patient:
        return Patient(self.layout, self.topology, self.host, self.runner, self.choice, self.known_machines)

    @property
    def reach(self) -> Reach:
        return lambda machines: all_reachable(self.layout, machines, self.runner)

    def require_all_answer(self) -> None:
        """Raises CannotJudge naming the machines that do not let the lab in."""
        away = [name for name, lets_in in self.reach(self.topology.machines).items() if not lets_in]
        if away:
            raise CannotJudge(f"These machines do not answer: {', '.join(away)}.", mend="./lab up")
