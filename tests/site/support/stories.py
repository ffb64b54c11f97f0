"""Where each server writes its line about a request, and how to find it there by the request's id."""

import json
import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from machines import Machines
from patience import PAUSE_SECONDS, eventually

LINES = 2000
"""How far back a log is read; a request of this run is among its last lines."""


@dataclass(frozen=True)
class Log:
    """One server's log: in the files of a pattern, or in the journal of a unit."""

    server: str
    group: str
    files: str = ""
    unit: str = ""

    @property
    def command(self) -> str:
        if self.unit:
            return f"journalctl --unit {self.unit} --output cat --lines {LINES} --no-pager"
        return f"tail --quiet --lines {LINES} {self.files}"


LOGS = {
    log.server: log
    for log in (
        Log("HAProxy", "proxies", files="/var/log/haproxy/access.log"),
        Log("Nginx", "webservers", files="/var/log/nginx/access.log"),
        Log("Apache", "tomcats", files="/var/log/apache2/access.json*"),
        Log("Tomcat", "tomcats", files="/var/log/tomcat11/access.*.json"),
        Log("the servlet application", "tomcats", files="/var/log/tomcat11/requests.*.json"),
        Log("the application on CGI", "tomcats", files="/var/log/apache2/error.log"),
        Log("the application on uWSGI", "tomcats", unit="uwsgi"),
        Log("the application on Gunicorn", "gunicorns", unit="gunicorn"),
        Log("the application on Uvicorn", "gunicorns", unit="uvicorn"),
    )
}

WRITTEN_WITHIN_SECONDS = 5
"""Nginx keeps its lines for up to a second before it writes them."""


def lines(machines: Machines, machine: str, server: str, words: str) -> list[dict[str, Any]]:
    """The lines of the server's log that hold these words."""
    found = machines[machine].run(f"{LOGS[server].command} | grep --fixed-strings %s", words)
    return [json.loads(line) for line in found.stdout.splitlines()]


def seen(machines: Machines, names: list[str], server: str, words: str) -> list[dict[str, Any]]:
    """The lines that hold these words on any of the machines, as soon as there are some."""
    return eventually(
        lambda: [line for name in names for line in lines(machines, name, server, words)],
        lambda found: len(found) > 0,
        WRITTEN_WITHIN_SECONDS,
        f"{server} logs {words}",
    )


def all_of(machines: Machines, machine: str, server: str, request_ids: Collection[str]) -> list[dict[str, Any]]:
    """The lines of these requests, one each: all of them, or those that are there when the time is over."""
    end = time.monotonic() + WRITTEN_WITHIN_SECONDS
    while True:
        told = [json.loads(line) for line in machines[machine].run(LOGS[server].command).stdout.splitlines()]
        found = [line for line in told if line["request_id"] in request_ids]
        if len(found) >= len(request_ids) or time.monotonic() > end:
            return found
        time.sleep(PAUSE_SECONDS)
