"""The lines that the servers write about a request, found by its id."""

import json
import time
from collections.abc import Collection
from typing import Any

from lab import LAYOUT
from machines import Machines
from patience import PAUSE_SECONDS, eventually

from waslab.path.logs import Container, logs, servers

CONTAINER = Container.of(LAYOUT.hosts_file.parent)
LOGS = logs(CONTAINER)
SERVERS = servers(CONTAINER)

WRITTEN_WITHIN_SECONDS = 20
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
