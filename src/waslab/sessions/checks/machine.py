"""Facts about a machine's services, ports and files."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from waslab.sessions.checks.fact import Fact, Finding, Layer, MachineName
from waslab.sessions.eyes import Eyes
from waslab.sessions.words import Words

SILENT_SECONDS = 1

AWAY = "away"
"""The cause of every fact whose machine is lost."""

Port = Annotated[int, Field(ge=1, le=65535)]
"""Not strict: a port that is filled in comes as text."""


class OnMachine(Fact):
    on: Annotated[MachineName, Field(alias="machine")]

    @property
    def machines(self) -> tuple[str, ...]:
        return (self.on,)


class Reached(OnMachine):
    """Every chain begins with it; nobody has to write it."""

    layer: ClassVar[Layer] = Layer.MACHINE
    causes: ClassVar[Mapping[str, Words]] = {
        AWAY: Words(
            en="The machine does not answer: it is off, frozen, or cut off. Type ./lab up.",
            ko="머신이 응답하지 않습니다. 꺼졌거나 멈췄거나 네트워크가 끊긴 상태입니다. ./lab up 을 입력하세요.",
        )
    }

    def judge(self, eyes: Eyes) -> Finding:
        tried = f"ssh {self.on}"
        try:
            eyes.host(self.on).run_test("true")
        except RuntimeError:
            return Finding(tried, "no answer", AWAY)
        return Finding(tried, "answers")


class Wanted(StrEnum):
    RUNNING = "running"
    STOPPED = "stopped"


class Service(OnMachine):
    """A systemd unit runs, or does not."""

    layer: ClassVar[Layer] = Layer.SERVICE
    causes: ClassVar[Mapping[str, Words]] = {
        "stopped": Words(en="The service does not run.", ko="서비스가 실행되고 있지 않습니다."),
        "running": Words(en="The service runs, and must not.", ko="서비스가 멈춰 있어야 하는데 실행 중입니다."),
    }

    unit: str
    wanted: Wanted = Wanted.RUNNING

    def judge(self, eyes: Eyes) -> Finding:
        state = eyes.host(self.on).run("systemctl is-active %s", self.unit).stdout.strip()
        runs = state == "active"
        cause = None if runs == (self.wanted is Wanted.RUNNING) else ("running" if runs else "stopped")
        return Finding(f"{self.on}: systemctl is-active {self.unit}", state, cause)


class Listening(OnMachine):
    """Something listens on a TCP port, on the machine's own address on the lab's network."""

    layer: ClassVar[Layer] = Layer.PORT
    causes: ClassVar[Mapping[str, Words]] = {
        "closed": Words(en="Nothing listens on the port.", ko="이 포트에서 기다리는 프로그램이 없습니다."),
        "loopback": Words(
            en="It listens on loopback alone, so no other machine gets there.",
            ko="루프백 주소에서만 기다리고 있어서 다른 머신에서는 접속할 수 없습니다.",
        ),
    }

    port: Port

    def judge(self, eyes: Eyes) -> Finding:
        address = str(eyes.topology.machine(self.on).address)
        shown = eyes.host(self.on).run("ss --no-header --listening --tcp --numeric sport = :%s", str(self.port)).stdout
        where = {line.split()[3].rpartition(":")[0] for line in shown.splitlines()}
        tried = f"{self.on}: ss -ltn 'sport = :{self.port}'"
        # Java opens IPv4 addresses by IPv6 sockets.
        if where & {address, f"[::ffff:{address}]", "0.0.0.0", "*", "[::]"}:  # noqa: S104 - what ss writes
            return Finding(tried, f"listens on {', '.join(sorted(where))}")
        return Finding(tried, ", ".join(sorted(where)) or "nothing", "loopback" if where else "closed")


class Door(Fact):
    """A port of a machine, and another machine that knocks at it: a new connection each time."""

    layer: ClassVar[Layer] = Layer.PORT

    source: Annotated[MachineName, Field(alias="from")]
    to: MachineName
    port: Port

    @property
    def machines(self) -> tuple[str, ...]:
        return (self.source, self.to)

    def knock(self, eyes: Eyes) -> tuple[str, bool]:
        """What was tried, and whether it opened."""
        tried = f"timeout {SILENT_SECONDS} bash -c '</dev/tcp/{self.to}/{self.port}'"
        return f"{self.source}: {tried}", eyes.host(self.source).run(tried).rc == 0


class Reaches(Door):
    """A machine gets a connection to a port of another one, as it may not where older ones still stand."""

    causes: ClassVar[Mapping[str, Words]] = {
        "shut": Words(en="The port does not let this machine in.", ko="이 머신에서 그 포트로 접속할 수 없습니다."),
    }

    def judge(self, eyes: Eyes) -> Finding:
        tried, opened = self.knock(eyes)
        return Finding(tried, "connected") if opened else Finding(tried, "no connection", "shut")


class Refused(Door):
    """A machine gets no connection to a port of another one."""

    causes: ClassVar[Mapping[str, Words]] = {
        "open": Words(en="The port lets this machine in.", ko="이 머신에서 그 포트로 접속할 수 있습니다."),
    }

    def judge(self, eyes: Eyes) -> Finding:
        tried, opened = self.knock(eyes)
        return Finding(tried, "connected", "open") if opened else Finding(tried, "no connection")


class File(OnMachine):
    """A file is there, with a text in it where one is given."""

    layer: ClassVar[Layer] = Layer.SERVICE
    causes: ClassVar[Mapping[str, Words]] = {
        "missing": Words(en="The file is not there.", ko="파일이 없습니다."),
        "text": Words(en="The file does not say what it should.", ko="파일의 내용이 기대한 것과 다릅니다."),
    }

    path: str
    contains: str = ""

    def judge(self, eyes: Eyes) -> Finding:
        done = eyes.host(self.on).run("cat -- %s", self.path)
        tried = f"{self.on}: cat {self.path}"
        if done.rc:
            return Finding(tried, "no such file", "missing")
        if self.contains not in done.stdout:
            return Finding(tried, f"{len(done.stdout)} characters without '{self.contains}'", "text")
        return Finding(tried, "as it should be")
