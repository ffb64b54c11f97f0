"""Which machines run and let the lab in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

from waslab.boot import Reach
from waslab.topology import Topology
from waslab.vagrant_adapter import Machines


@dataclass(frozen=True)
class MachineStatus:
    name: str
    group: str
    address: str
    state: str
    reachable: bool

    @property
    def running(self) -> bool:
        return self.state == "running"


@dataclass(frozen=True)
class LabStatus:
    provider: str
    machines: tuple[MachineStatus, ...]

    @property
    def whole(self) -> bool:
        return all(machine.running and machine.reachable for machine in self.machines)

    @property
    def asleep(self) -> bool:
        return not any(machine.running for machine in self.machines)

    def as_json(self) -> dict[str, Any]:
        return {"whole": self.whole, "provider": self.provider, "machines": [asdict(found) for found in self.machines]}


def look(topology: Topology, machines: Machines, reach: Reach) -> LabStatus:
    """Vagrant's states and SSH, asked side by side: Vagrant alone takes seconds."""
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(reach, topology.machines)
        states = {state.name: state for state in machines.states()}
        lets_in = asked.result()
    return LabStatus(
        provider=next((state.provider for state in states.values() if state.provider), ""),
        machines=tuple(
            MachineStatus(
                machine.name,
                machine.group,
                str(machine.address),
                states[machine.name].state if machine.name in states else "not_created",
                lets_in.get(machine.name, False),
            )
            for machine in topology.machines
        ),
    )
