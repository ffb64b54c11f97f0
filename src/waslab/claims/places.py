"""Where the lab's servers are asked: by the front door, or directly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from waslab.claims.trials import Desk
from waslab.errors import BadInventory
from waslab.path.logs import Container
from waslab.topology import Machine, Topology

Choice = TypeVar("Choice")

WEB_SERVER_UNIT = "apache2.service"
FASTCGI_UNIT = "uwsgi.service"
GUNICORN_UNIT = "gunicorn.service"


def measured_file(kib: int) -> str:
    """Where measuring.yml lays a file of this size, for each server that has static files."""
    return f"/static/measured/{kib}k.bin"


@dataclass(frozen=True)
class Extent:
    """How much is measured."""

    rounds: int
    seconds: int
    quick: bool

    def choose(self, full: Choice, quick: Choice) -> Choice:
        return quick if self.quick else full


QUICK = Extent(rounds=5, seconds=1, quick=True)
"""The fewest rounds that give an interval."""

FULL = Extent(rounds=8, seconds=2, quick=False)
"""The outermost value on each side may be a disturbance."""


@dataclass(frozen=True)
class Places:
    topology: Topology
    container: Container

    @property
    def desk(self) -> Desk:
        return Desk(self.topology.members("clients")[0], self.topology.network.lab_public_name)

    @property
    def web_server(self) -> Machine:
        return self.topology.members("webservers")[0]

    @property
    def container_unit(self) -> str:
        return f"{self.container.unit}.service"

    def running(self, model: str) -> tuple[Machine, ...]:
        """The machines of an execution model; the first is the one that is asked directly."""
        return self.topology.members(self.topology.network.execution_models[model].group)

    def front(self, path: str) -> str:
        return f"https://{self.desk.host}{path}"

    def port(self, service: str) -> int:
        ports = self.topology.network.service_ports
        if service not in ports:
            raise BadInventory(
                f"service_ports names no port '{service}', which ./lab claims asks.",
                where="inventory/lab/group_vars/all/network.yml",
                mend=f"add the port of {service} to service_ports",
            )
        return ports[service]

    def direct(self, machine: Machine, service: str, path: str) -> str:
        return f"http://{machine.name}:{self.port(service)}{path}"

    @property
    def forward_proxy(self) -> str:
        return f"http://{self.topology.members('proxies')[0].name}:{self.port('squid')}"
