"""Stand-ins for the host, its programs and the machines, and a clone in a folder of its own."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from pathlib import Path

from rich.console import Console

from waslab import inventory
from waslab.ansible_adapter import Played
from waslab.doctor import Patient
from waslab.errors import LabError
from waslab.host import Interface, Route
from waslab.layout import Layout
from waslab.processes import Finished, Listener
from waslab.progress import Progress, Record, Step
from waslab.provider import Choice, host_packages
from waslab.topology import Topology
from waslab.vagrant_adapter import KnownMachine, MachineState
from waslab.workshop import Workshop

HOSTS = """\
all:
  children:
    clients:
      hosts:
        client: {ansible_host: 192.168.56.10, machine_memory_mib: 512, machine_cpus: 1}
    proxies:
      hosts:
        proxy: {ansible_host: 192.168.56.20, machine_memory_mib: 512, machine_cpus: 1}
    apps:
      hosts:
        app1: {ansible_host: 192.168.56.51, machine_memory_mib: 512, machine_cpus: 1}
        app2: {ansible_host: 192.168.56.52, machine_memory_mib: 512, machine_cpus: 1}
"""

NETWORK = """\
lab_network: 192.168.56.0/24
lab_host_address: 192.168.56.1
lab_domain: waslab.test
lab_public_name: www.waslab.test
service_ports:
  ssh: 22
  https: 443
  haproxy_stats: 8404
  gunicorn: 8000
egress_control: false
execution_models:
  wsgi: {group: apps, connections: 10}
flows:
  - {from: host, to: all, to_ports: [ssh], why: configuration}
  - {from: host, to: proxies, to_ports: [https, haproxy_stats], why: the browser}
  - {from: clients, to: proxies, to_ports: [https], why: the front door}
  - {from: proxies, to: apps, to_ports: [gunicorn], why: dynamic requests}
  - {from: apps, to: apps, to_ports: [gunicorn], why: each asks the other}
"""

NAMES = ("client", "proxy", "app1", "app2")


def clone(folder: Path, hosts: str = HOSTS, network: str = NETWORK) -> Layout:
    """A clone with nothing in it but its inventory."""
    layout = Layout(folder)
    for file, text in ((layout.hosts_file, hosts), (layout.network_file, network)):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return layout


def topology(folder: Path) -> Topology:
    return inventory.load(clone(folder))


Reply = Finished | tuple[int, str] | BaseException | Callable[[], None]


@dataclass
class FakeRunner:
    """Answers by the beginning of the command line; everything else ends well and says nothing."""

    replies: dict[str, Reply] = field(default_factory=dict)
    ran: list[str] = field(default_factory=list)

    def run(
        self,
        command: Sequence[str],
        *,
        cwd: Path | None = None,  # noqa: ARG002
        env: Mapping[str, str] | None = None,  # noqa: ARG002
        log: Path | None = None,  # noqa: ARG002
        on_line: Listener | None = None,
    ) -> Finished:
        done = self._reply(command)
        if on_line:
            for line in done.output.splitlines():
                on_line(line)
        return done

    def capture(
        self,
        command: Sequence[str],
        *,
        cwd: Path | None = None,  # noqa: ARG002
        env: Mapping[str, str] | None = None,  # noqa: ARG002
        timeout: float = 30,  # noqa: ARG002
    ) -> Finished:
        return self._reply(command)

    def attached(self, command: Sequence[str], *, cwd: Path | None = None) -> int:  # noqa: ARG002
        return self._reply(command).code

    def interrupt(self) -> None:
        self.ran.append("interrupt")

    def _reply(self, command: Sequence[str]) -> Finished:
        line = " ".join(command)
        self.ran.append(line)
        for beginning, reply in self.replies.items():
            if beginning in line:
                if isinstance(reply, BaseException):
                    raise reply
                if isinstance(reply, Finished):
                    return reply
                if callable(reply):
                    reply()
                    break
                return Finished(tuple(command), *reply)
        return Finished(tuple(command), 0, "")


@dataclass
class FakeHost:
    """A Debian host on which nothing stands in the way."""

    kind: str = "debian"
    cards: tuple[Interface, ...] = ()
    ways: tuple[Route, ...] = ()
    bridges: dict[str, bool] = field(default_factory=dict)
    alive: frozenset[IPv4Address] = frozenset()
    listeners: dict[int, str] = field(default_factory=dict)
    memory: int | None = 16000
    disk: int = 50000
    kvm_device: bool = False
    virtualises: bool = False
    programs: frozenset[str] = frozenset({"vagrant", "ssh", "lxc-start", "sudo"})
    installs: bool = True

    def system(self) -> str:
        return self.kind

    def interfaces(self) -> tuple[Interface, ...]:
        return self.cards

    def routes(self) -> tuple[Route, ...]:
        return self.ways

    def is_bridge(self, name: str) -> bool | None:
        return self.bridges.get(name)

    def answering(self, addresses: Sequence[IPv4Address]) -> frozenset[IPv4Address]:
        return self.alive & set(addresses)

    def listener(self, port: int) -> str | None:
        return self.listeners.get(port)

    def memory_available_mib(self) -> int | None:
        return self.memory

    def disk_free_mib(self, path: Path) -> int:  # noqa: ARG002
        return self.disk

    def has_kvm_device(self) -> bool:
        return self.kvm_device

    def can_virtualise(self) -> bool:
        return self.virtualises

    def has(self, program: str) -> bool:
        return program in self.programs

    def can_install(self) -> bool:
        return self.installs


@dataclass
class FakeMachines:
    """Machines that Vagrant would boot, and which of them let the lab in.

    mended_by: by machine name, the call after which it lives: `up`, `reload` or `destroy`.
    failures: errors that successive calls of `up` raise.
    """

    names: tuple[str, ...] = NAMES
    mended_by: dict[str, str] = field(default_factory=dict)
    state: dict[str, str] = field(default_factory=dict)
    failures: list[LabError] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.living = {name for name, state in self.state.items() if state == "running" and name not in self.mended_by}

    def states(self) -> tuple[MachineState, ...]:
        return tuple(MachineState(name, self.state.get(name, "not_created"), "lxc") for name in self.names)

    def up(self, provider: str, names: Sequence[str] = (), listener: Listener | None = None) -> None:  # noqa: ARG002
        self._call("up", names)
        if self.failures:
            raise self.failures.pop(0)
        for name in names or self.names:
            self.state[name] = "running"
            if self.mended_by.get(name, "up") == "up":
                self.living.add(name)

    def halt(self, names: Sequence[str] = (), listener: Listener | None = None) -> None:  # noqa: ARG002
        self._call("halt", names)

    def power_off(self, name: str, listener: Listener | None = None) -> None:  # noqa: ARG002
        self._call("power_off", [name])

    def reload(self, name: str, listener: Listener | None = None) -> None:  # noqa: ARG002
        self._call("reload", [name])
        if self.mended_by.get(name) == "reload":
            self.living.add(name)

    def destroy(self, names: Sequence[str] = (), listener: Listener | None = None) -> None:  # noqa: ARG002
        self._call("destroy", names)
        for name in names:
            self.state[name] = "not_created"
            if self.mended_by.get(name) == "destroy":
                self.mended_by[name] = "up"

    def reach(self, machines: object) -> dict[str, bool]:  # noqa: ARG002
        return {name: name in self.living for name in self.names}

    def _call(self, what: str, names: Sequence[str]) -> None:
        self.calls.append(" ".join([what, *names]))


@dataclass
class FakePlaybooks:
    failure: BaseException | None = None
    played: list[str] = field(default_factory=list)

    def play(
        self,
        playbook: str,
        listener: Listener | None = None,
        variables: Mapping[str, object] | None = None,
        tags: Sequence[str] = (),
        *,
        gently: bool = False,  # noqa: ARG002
    ) -> Played:
        told = [f"{name}={value}" for name, value in (variables or {}).items()]
        told += [f"--tags {','.join(tags)}"] if tags else []
        self.played.append(" ".join([playbook, *told]))
        if listener:
            listener("nginx: Write the site")
        if self.failure:
            raise self.failure
        return Played(4, 7, {"nginx": 1.5})


@dataclass
class FakeDisplay:
    ended: list[Record] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def begin(self, step: Step) -> None: ...

    def end(self, step: Step, record: Record) -> None:
        self.ended.append(record)
        self.notes.append(step.note)


def progress() -> Progress:
    return Progress(FakeDisplay())


PACKAGES_PRESENT = "\n".join(f"{package} installed" for package in host_packages("lxc").packages)


def ready_runner(**replies: Reply) -> FakeRunner:
    """A host on which everything of LXC is installed and the site tests pass; `replies` come first."""
    usual: dict[str, Reply] = {
        "dpkg-query": (0, PACKAGES_PRESENT),
        "provider/choose": (0, "lxc"),
        "-m pytest": (0, "3 passed in 0.10s"),
    }
    return FakeRunner({**replies, **{line: reply for line, reply in usual.items() if line not in replies}})


def patient(
    folder: Path,
    host: FakeHost | None = None,
    runner: FakeRunner | None = None,
    provider: str = "lxc",
    machines: tuple[KnownMachine, ...] = (),
) -> Patient:
    return Patient(
        layout=Layout(folder),
        topology=topology(folder),
        host=host or FakeHost(),
        runner=runner or ready_runner(),
        choice=Choice(provider, "a test asks for it"),
        known_machines=lambda: machines,
    )


@dataclass(frozen=True)
class FakeWorkshop(Workshop):
    """A workshop whose machines are reached as FakeMachines says."""

    @property
    def reach(self) -> Callable[[object], dict[str, bool]]:
        return self.machines.reach  # type: ignore[attr-defined, no-any-return]


def workshop(
    folder: Path,
    *,
    host: FakeHost | None = None,
    runner: FakeRunner | None = None,
    machines: FakeMachines | None = None,
    playbooks: FakePlaybooks | None = None,
) -> FakeWorkshop:
    return FakeWorkshop(
        layout=clone(folder),
        console=Console(file=io.StringIO(), width=120, highlight=False),
        runner=runner or ready_runner(),
        host=host or FakeHost(),
        machines=machines or FakeMachines(),
        playbooks=playbooks or FakePlaybooks(),
        known_machines=tuple,
    )


def printed(shop: Workshop) -> str:
    file = shop.console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()
