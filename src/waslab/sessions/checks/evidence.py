"""Facts that a log, the database, a certificate or the learner's own notes tell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from shlex import quote
from typing import Annotated, Any, ClassVar

import yaml
from pydantic import Field, field_validator

from waslab.path.logs import Container, logs
from waslab.sessions.checks.fact import Fact, Finding, Layer, MachineName
from waslab.sessions.checks.machine import OnMachine
from waslab.sessions.eyes import MARK, Eyes
from waslab.sessions.words import Words

CONTAINERS = ("Tomcat", "Jetty")

ANSWERS = "answers.yml"
"""The file in the learner's folder in which questions are answered."""


class LogHas(Fact):
    """A server wrote a line since the session began, on one of these machines; `server`: as `./lab path` names it."""

    layer: ClassVar[Layer] = Layer.APPLICATION
    lasting: ClassVar[bool] = True
    causes: ClassVar[Mapping[str, Words]] = {
        "nothing": Words(en="The log has no such line.", ko="로그에 그런 줄이 없습니다."),
        "other": Words(
            en="The log has a line about it, which says something else.",
            ko="로그에 해당 줄이 있지만 내용이 다릅니다.",
        ),
    }

    on: Annotated[tuple[MachineName, ...], Field(min_length=1, alias="machines")]
    server: str
    about: Annotated[Mapping[str, str | int], Field(min_length=1)]
    """By which the line is known."""

    where: Mapping[str, str | int] = Field(default_factory=dict)
    """What it has to say besides."""

    @field_validator("server")
    @classmethod
    def known(cls, server: str) -> str:
        names = [name for product in CONTAINERS for name in logs(Container(product, ""))]
        if server not in names:
            raise ValueError(f"choose one of: {', '.join(sorted(set(names)))}")
        return server

    @property
    def machines(self) -> tuple[str, ...]:
        return self.on

    def judge(self, eyes: Eyes) -> Finding:
        log = logs(Container.of(eyes.inventory))[self.server]
        word = max(map(str, self.about.values()), key=len)
        search = f"{log.since(datetime.fromisoformat(eyes.since))} 2>/dev/null | grep --fixed-strings {quote(word)}"
        found = [line for name in self.on for line in eyes.host(name).run(search).stdout.splitlines()]
        lines = [told for told in map(json_object, found) if self._meant(told, eyes.since)]
        tried = f"{' and '.join(self.on)}: {log.place}"
        if not lines:
            return Finding(tried, f"no line about {word}", "nothing")
        if any(_has(told, self.where) for told in lines):
            return Finding(tried, f"a line about {word}")
        saw = ", ".join(f"{name}: {lines[-1].get(name)!r}" for name in self.where)
        return Finding(tried, saw, "other")

    def _meant(self, told: Mapping[str, Any], since: str) -> bool:
        return _has(told, self.about) and told.get("user_agent") != MARK and str(told.get("time", "")) >= since


def json_object(line: str) -> dict[str, Any]:
    """Empty where it is none."""
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _has(told: Mapping[str, Any], fields: Mapping[str, str | int]) -> bool:
    return all(str(told.get(name)) == str(value) for name, value in fields.items())


class Sql(OnMachine):
    """What a query of the shop's database gives: one value, as text."""

    layer: ClassVar[Layer] = Layer.APPLICATION
    causes: ClassVar[Mapping[str, Words]] = {
        "error": Words(en="The database refuses the query.", ko="데이터베이스가 질의를 거부했습니다."),
        "differs": Words(en="The database has something else.", ko="데이터베이스에 있는 값이 다릅니다."),
    }

    query: str
    gives: str
    database: str = "shop"

    def judge(self, eyes: Eyes) -> Finding:
        # A transaction that may only read, in the server's own folder: no trace is left.
        read_only = "cd / && PGOPTIONS='-c default_transaction_read_only=on'"
        ask = f"psql --no-psqlrc --tuples-only --no-align --dbname {quote(self.database)} --command {quote(self.query)}"
        done = eyes.host(self.on).run(f"{read_only} runuser --user postgres -- {ask}")
        found = done.stdout.strip()
        if done.rc:
            return Finding(self.query, done.stderr.strip().partition("\n")[0], "error")
        return Finding(self.query, found, None if found == self.gives else "differs")


class Tls(Fact):
    """A server's certificate, as another machine that trusts the lab's root sees it."""

    layer: ClassVar[Layer] = Layer.PROTOCOL
    causes: ClassVar[Mapping[str, Words]] = {
        "no_answer": Words(en="There is no TLS on the port.", ko="그 포트에서 TLS로 응답하지 않습니다."),
        "untrusted": Words(en="The certificate is not to be trusted.", ko="신뢰할 수 없는 인증서입니다."),
    }

    asked_from: MachineName = Field(alias="from")
    to: MachineName
    port: int = 443
    name: str

    @property
    def machines(self) -> tuple[str, ...]:
        return (self.asked_from, self.to)

    def judge(self, eyes: Eyes) -> Finding:
        ask = (
            f"timeout 3 openssl s_client -connect {quote(f'{self.to}:{self.port}')} -servername {quote(self.name)}"
            f" -verify_hostname {quote(self.name)} -verify_return_error -brief </dev/null 2>&1"
        )
        done = eyes.host(self.asked_from).run(ask)
        said = [line for line in done.stdout.splitlines() if "erif" in line or "error" in line.lower()]
        tried = f"{self.asked_from}: openssl s_client -connect {self.to}:{self.port}"
        if done.rc == 0:
            return Finding(tried, said[0] if said else "trusted")
        verified = "certificate verify failed" in done.stdout or "Verification error" in done.stdout
        return Finding(tried, said[0] if said else "no handshake", "untrusted" if verified else "no_answer")


class Answered(Fact):
    """The learner's answer to a question, in their answers file."""

    layer: ClassVar[Layer] = Layer.APPLICATION
    lasting: ClassVar[bool] = True
    causes: ClassVar[Mapping[str, Words]] = {
        "nothing": Words(en="The question is not answered yet.", ko="아직 답을 쓰지 않았습니다."),
        "wrong": Words(en="The answer is another one.", ko="답이 다릅니다."),
    }

    key: str
    right: str | int | float

    @property
    def machines(self) -> tuple[str, ...]:
        return ()

    def judge(self, eyes: Eyes) -> Finding:
        given = answers_of(eyes).get(self.key)
        tried = f"{ANSWERS}: {self.key}"
        if given is None:
            return Finding(tried, "nothing", "nothing")
        right = str(given).strip().lower() == str(self.right).lower()
        return Finding(tried, str(given), None if right else "wrong")


def answers_of(eyes: Eyes) -> Mapping[str, Any]:
    """What the learner wrote, and nothing where the file is not to be read: it may be half written."""
    try:
        told = yaml.safe_load((eyes.workspace / ANSWERS).read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return {}
    return told if isinstance(told, dict) else {}
