"""What a check may look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from waslab.host import Host
from waslab.layout import Layout
from waslab.processes import Runner, without_asking
from waslab.provider import Choice
from waslab.topology import Topology
from waslab.vagrant_adapter import KnownMachine


@dataclass(frozen=True)
class Patient:
    """One clone's lab on one host."""

    layout: Layout
    topology: Topology
    host: Host
    runner: Runner
    choice: Choice
    known_machines: Callable[[], tuple[KnownMachine, ...]]

    @property
    def provider(self) -> str:
        return self.choice.name

    @cached_property
    def machines(self) -> tuple[KnownMachine, ...]:
        return self.known_machines()

    @cached_property
    def containers(self) -> frozenset[str]:
        """The names of the running containers."""
        done = self.runner.capture([*without_asking(), "lxc-ls", "--running", "-1"])
        return frozenset(done.output.split()) if done.ok else frozenset()

    def runs(self, machine: KnownMachine) -> bool:
        """Vagrant's index remembers the state of its last look; a container can be asked itself."""
        if machine.provider == "lxc":
            return machine.id_on_host in self.containers
        return machine.state == "running"

    @cached_property
    def own(self) -> tuple[KnownMachine, ...]:
        """The running machines of this clone."""
        return tuple(found for found in self.machines if found.folder == self.layout.root and self.runs(found))
