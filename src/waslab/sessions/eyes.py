"""What checks see of the lab: commands on machines, requests and the learner's own files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shlex import join
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import testinfra
from testinfra.host import Host

from waslab import path, ssh
from waslab.errors import CannotJudge
from waslab.path.logs import EDGE, Container, logs
from waslab.path.reading import Machines
from waslab.remote import kept_open
from waslab.topology import Topology
from waslab.workshop import Workshop

MARK = "waslab-check"
"""The user agent of every request that a check makes, so that logs tell them from the learner's."""

ANSWER_SECONDS = 8

ALIVE = ("-o", "ServerAliveInterval=2", "-o", "ServerAliveCountMax=4")
"""So that a connection which was kept tells of a machine that froze meanwhile."""

END = "\n--waslab-check-answer--\n"

TOLD = "%{http_code} %{time_total} %{errormsg}"
"""What curl is to say of each request."""


@dataclass(frozen=True)
class Asked:
    """One request, made `times` times over from a machine; without one, from the learner's desk."""

    url: str
    """A path stands for one of the lab's site."""

    machine: str | None = None
    times: int = 1
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    data: str | None = None

    def command(self, url: str) -> str:
        options = ["--silent", "--show-error", "--path-as-is", "--user-agent", MARK, "--max-time", str(ANSWER_SECONDS)]
        head = ["--head"] if self.method == "HEAD" else ["--request", self.method]
        told = [word for name, value in self.headers.items() for word in ("--header", f"{name}: {value}")]
        body = ["--data-raw", self.data] if self.data is not None else []
        # A new connection each time, as many visitors would come.
        one = [*options, *head, *told, *body, "--write-out", f"{END}{TOLD}\n%{{header_json}}{END}", url]
        return "; ".join([join(["curl", *one])] * self.times)


@dataclass(frozen=True)
class Answer:
    """`status` is 0 and `error` says why where there was none. Names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: str
    error: str = ""
    seconds: float = 0.0

    def told(self) -> dict[str, Any]:
        """The body's JSON object; empty where it has none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


class Eyes(Protocol):
    """Tests pass their own."""

    @property
    def topology(self) -> Topology: ...

    @property
    def inventory(self) -> Path:
        """Its folder."""

    @property
    def workspace(self) -> Path:
        """The learner's own folder of this session."""

    @property
    def since(self) -> str:
        """When the session began: RFC 3339, UTC."""

    def host(self, machine: str) -> Host:
        """Testinfra's view of the machine, as root."""

    def ask(self, asked: Asked) -> list[Answer]: ...

    def servers(self, url: str) -> int:
        """How many servers worked on a request to a path of the site."""


@dataclass(frozen=True)
class Looking:
    """The Eyes of the real world, over one kept connection to each machine."""

    shop: Workshop
    workspace: Path
    since: str
    sockets: Path
    _hosts: dict[str, Host] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def at(cls, shop: Workshop, workspace: Path, since: str) -> Iterator[Looking]:
        with TemporaryDirectory(prefix="waslab-") as folder:
            yield cls(shop, workspace, since, Path(folder))

    @property
    def topology(self) -> Topology:
        return self.shop.topology

    @property
    def inventory(self) -> Path:
        return self.shop.layout.hosts_file.parent

    def host(self, machine: str) -> Host:
        if machine not in self._hosts:
            target = self.topology.machine(machine)
            *options, address = ssh.unattended(self.shop.layout, target, [])[1:]
            # %h would be replaced by Testinfra too.
            socket = ["-o", f"ControlPath={self.sockets}/{machine}"]
            extra = join([*options, *kept_open(), *ALIVE, *socket])
            self._hosts[machine] = testinfra.get_host(f"ssh://{address}", ssh_extra_args=extra, sudo=True)
        return self._hosts[machine]

    def ask(self, asked: Asked) -> list[Answer]:
        machine = asked.machine or self.topology.members("clients")[0].name
        url = asked.url if "://" in asked.url else f"https://{self.topology.network.lab_public_name}{asked.url}"
        found = answers(self.host(machine).run(asked.command(url)).stdout)
        if len(found) != asked.times:
            raise CannotJudge(f"{machine} could not ask {url}: curl did not run to its end.", mend="./lab up")
        return found

    def servers(self, url: str) -> int:
        shop, public = self.shop, self.topology.network.lab_public_name
        container = Container.of(self.inventory)
        door = self.topology.members(logs(container)[EDGE].group)[0]
        visit = path.ask(path.question(url, public, None, None), door.address, shop.layout.root_certificate)
        return len(path.follow(visit, self.topology, container, Machines(shop.layout, shop.runner)).hops)


def answers(output: str) -> list[Answer]:
    """What curl wrote: for each request the body, and after it what it knows of the request and the headers."""
    parts = output.split(END)
    return [_answer(body, told) for body, told in zip(parts[::2], parts[1::2], strict=False)]


def _answer(body: str, told: str) -> Answer:
    known, headers = told.split("\n", 1)
    status, seconds, error = known.split(" ", 2)
    named = {name.lower(): ", ".join(values) for name, values in json.loads(headers).items()}
    return Answer(int(status), named, body, error, float(seconds))
