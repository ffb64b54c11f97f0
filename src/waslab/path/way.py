"""Which way a request went: hop by hop, each told by the line of the one before it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from waslab.path.logs import APACHE, DATABASE, EDGE, WEB_SERVER, Log
from waslab.path.reading import Line
from waslab.path.statements import Statement, database_work
from waslab.topology import Topology


@dataclass(frozen=True)
class Hop:
    """One server on the way. `own_ms` is what the next hop did not take; what a log does not tell is None."""

    machine: str
    server: str
    log: str
    found: bool
    status: int | None = None
    ms: float | None = None
    own_ms: float | None = None
    process: int | None = None
    thread: str | None = None
    cache: str | None = None
    rows: int | None = None
    database_ms: float | None = None
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True)
class Walk:
    """Follows one request from the lines that its servers wrote."""

    topology: Topology
    logs: Mapping[str, Log]
    lines: Sequence[Line]

    def hops(self, servers: Sequence[str]) -> tuple[Hop, ...]:
        """The servers as far as the request went; one whose line is missing is a hop that is not found."""
        hops: list[Hop] = []
        machine: str | None = self._members(EDGE)[0]
        for server in servers:
            line = self._line(server, machine)
            hops.append(self._hop(server, machine, line))
            machine = self._next(line) if line else None
            if line and machine is None:
                return _with_own_times(hops)
        return _with_own_times([*hops, *self._database(asked=machine is not None)])

    def _line(self, server: str, machine: str | None) -> Line | None:
        told = [line for line in self.lines if line.server == server and machine in {None, line.machine}]
        return told[-1] if told else None

    def _hop(self, server: str, machine: str | None, line: Line | None) -> Hop:
        log = self.logs[server].place
        if line is None:
            return Hop(machine or " or ".join(self._members(server)), server, log, found=False)
        told = line.told
        return Hop(
            machine=line.machine,
            server=server,
            log=log,
            found=True,
            status=told.get("status"),
            ms=told["us"] / 1000 if "us" in told else told.get("ms"),
            process=told.get("pid"),
            thread=told.get("thread"),
            cache=told.get("cache") or None,
            rows=told.get("rows"),
            database_ms=told.get("database_ms"),
        )

    def _database(self, *, asked: bool) -> list[Hop]:
        log = self.logs[DATABASE]
        machine = self._members(DATABASE)[0]
        work = database_work(line for line in self.lines if line.server == DATABASE)
        if work:
            return [
                Hop(machine, DATABASE, log.place, found=True, ms=work.ms, process=work.pid, statements=work.statements)
            ]
        return [Hop(machine, DATABASE, log.place, found=False)] if asked else []

    def _next(self, line: Line) -> str | None:
        """The machine that the request went on to; None where its way ended here."""
        told = line.told
        if line.server == EDGE:
            return str(told["server"]) if told["ms_connect"] >= 0 else None
        if line.server == WEB_SERVER:
            return self._at(_answering_upstream(told))
        if line.server == APACHE:
            return line.machine if told["member"] == "-" != told["program"] else self._at(told["member"])
        if "database_ms" not in told:
            return line.machine
        return self._members(DATABASE)[0] if told["database_ms"] > 0 or told["rows"] > 0 else None

    def _at(self, address: str) -> str | None:
        host = address.rpartition("//")[2].partition(":")[0]
        return next((machine.name for machine in self.topology.machines if str(machine.address) == host), None)

    def _members(self, server: str) -> tuple[str, ...]:
        return tuple(machine.name for machine in self.topology.members(self.logs[server].group))


def _answering_upstream(told: Mapping[str, Any]) -> str:
    """The last server that Nginx could connect to: it lists all that it tried."""
    tried, connected = (re.split(", | : ", told[name]) for name in ("upstream", "upstream_connect_seconds"))
    reached = [address for address, seconds in zip(tried, connected, strict=True) if seconds not in {"-", ""}]
    return reached[-1] if reached else ""


def _with_own_times(hops: Sequence[Hop]) -> tuple[Hop, ...]:
    """Servers round to milliseconds, so that a hop may seem to be quicker than the one that it waited for."""
    following = [*hops[1:], None]
    return tuple(
        hop
        if hop.ms is None or (after is not None and after.ms is None)
        else replace(hop, own_ms=round(max(0.0, hop.ms - (after.ms or 0.0 if after else 0.0)), 3))
        for hop, after in zip(hops, following, strict=True)
    )
