"""What PostgreSQL's log says about the statements of a request."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from waslab.path.reading import Line

LOGGED = re.compile(
    r"\[(?P<pid>\d+)\] .*?LOG: +duration: (?P<ms>[\d.]+) ms +(?P<step>\w+)[^:]*: (?P<sql>.*)", re.DOTALL
)
MARK = re.compile(r"\s*/\* request_id=\S+ \*/")
PREPARATIONS = ("parse", "bind")
"""Steps of one statement that are logged, with a time of their own, before it is executed."""


@dataclass(frozen=True)
class Statement:
    sql: str
    ms: float


@dataclass(frozen=True)
class DatabaseWork:
    """What one request made the database do; `ms` has the preparations too."""

    pid: int
    ms: float
    statements: tuple[Statement, ...]


def database_work(lines: Iterable[Line]) -> DatabaseWork | None:
    """None where the log has no statement of the request."""
    logged = [found for line in lines if (found := LOGGED.match(str(line.told.get("MESSAGE", ""))))]
    if not logged:
        return None
    return DatabaseWork(
        pid=int(logged[-1]["pid"]),
        ms=round(sum(float(found["ms"]) for found in logged), 3),
        statements=tuple(
            Statement(" ".join(MARK.sub("", found["sql"]).split()), float(found["ms"]))
            for found in logged
            if found["step"] not in PREPARATIONS
        ),
    )
