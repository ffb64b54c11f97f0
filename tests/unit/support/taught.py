"""A session in a folder of its own, and eyes that see what a test tells them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from fakes import FakeMachines, FakePlaybooks, clone, workshop

from waslab import inventory
from waslab.sessions import reading, skeleton
from waslab.sessions.copies import BEFORE
from waslab.sessions.eyes import Answer, Asked
from waslab.sessions.reading import Session
from waslab.sessions.stage import Open, Stage
from waslab.topology import Topology

NAME = "19-made-up"

HOSTS = """\
all:
  children:
    clients: {hosts: {client: {ansible_host: 192.168.56.10, machine_memory_mib: 512, machine_cpus: 1}}}
    proxies: {hosts: {proxy: {ansible_host: 192.168.56.20, machine_memory_mib: 512, machine_cpus: 1}}}
    webservers: {hosts: {web: {ansible_host: 192.168.56.30, machine_memory_mib: 512, machine_cpus: 1}}}
    apps: {hosts: {app1: {ansible_host: 192.168.56.51, machine_memory_mib: 512, machine_cpus: 1}}}
"""

Edit = Callable[[dict[str, Any]], object]


def topology(folder: Path) -> Topology:
    return inventory.load(clone(folder, HOSTS))


def made(folder: Path, edit: Edit | None = None) -> Path:
    """The skeleton's session, changed by the test."""
    home = folder / "sessions"
    home.mkdir(parents=True, exist_ok=True)
    made_in = skeleton.make(home, NAME)
    if edit:
        file = made_in / reading.FILE
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        edit(data)
        file.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return made_in


def session(folder: Path, edit: Edit | None = None) -> Session:
    return reading.read(made(folder, edit), topology(folder), seed="a test")


@dataclass(frozen=True)
class Said:
    stdout: str = ""
    rc: int = 0
    stderr: str = ""


@dataclass
class FakeHost:
    """Says what stands beside the first words that are in a command; nothing, and well, to every other."""

    replies: Mapping[str, Said | Exception] = field(default_factory=dict)
    ran: list[str] = field(default_factory=list)

    def run(self, command: str, *arguments: str) -> Said:
        line = command % arguments if arguments else command
        self.ran.append(line)
        for words, reply in self.replies.items():
            if words in line:
                if isinstance(reply, Exception):
                    raise reply
                return reply
        return Said()

    run_test = run


@dataclass
class FakeEyes:
    topology: Topology
    workspace: Path
    inventory: Path
    machine: FakeHost = field(default_factory=FakeHost)
    answers: list[Answer] = field(default_factory=list)
    since: str = "2026-01-01T12:00:00.000000Z"
    working: int = 2
    asked: list[Asked] = field(default_factory=list)

    def host(self, machine: str) -> FakeHost:  # noqa: ARG002 - all of them are alike
        return self.machine

    def ask(self, asked: Asked) -> list[Answer]:
        self.asked.append(asked)
        return self.answers[: asked.times]

    def servers(self, url: str) -> int:  # noqa: ARG002 - every way is as long
        return self.working


def eyes(folder: Path, replies: Mapping[str, Said | Exception] | None = None, *answers: Answer) -> FakeEyes:
    return FakeEyes(topology(folder), folder, folder, FakeHost(replies or {}), list(answers))


@dataclass
class FakeCopies:
    """`whole`: every machine still has its copy."""

    folder: str
    done: list[str]
    whole: bool = True

    def save(self, *, once: bool = False) -> None:
        self._note("save once" if once else "save")

    def restore(self) -> bool:
        self._note("restore")
        return self.whole

    def forget(self) -> None:
        self._note("forget")

    def configuration(self) -> str:
        return "as it was"

    def _note(self, step: str) -> None:
        self.done.append(f"{step} {Path(self.folder).name}")


@dataclass(frozen=True)
class FakeStage(Stage):
    """Does with copies what a test can read in `done`, and sees what `replies` say."""

    done: list[str] = field(default_factory=list)
    whole: bool = True
    replies: dict[str, Said | Exception] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)

    @contextmanager
    def copies(self, session: Session, folder: str = BEFORE) -> Iterator[Any]:  # noqa: ARG002
        yield FakeCopies(folder, self.done, self.whole)

    @contextmanager
    def eyes(self, open_: Open) -> Iterator[Any]:  # noqa: ARG002
        yield eyes(self.shop.layout.root, self.replies, *self.answers)


def stage(folder: Path, playbooks: FakePlaybooks | None = None, *, whole: bool = True) -> FakeStage:
    names = ("client", "proxy", "web", "app1")
    machines = FakeMachines(names=names, state=dict.fromkeys(names, "running"))
    shop = workshop(folder, machines=machines, playbooks=playbooks)
    clone(folder, HOSTS)
    shop.layout.kept.mkdir(exist_ok=True)
    return FakeStage(shop, folder / "sessions", shop.layout.kept / "sessions", whole=whole)
