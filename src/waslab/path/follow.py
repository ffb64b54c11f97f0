"""Looks for a request in all logs of its way, until every hop has told of it."""

from __future__ import annotations

import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

from waslab.path.headers import CONFIGURATION, headers
from waslab.path.logs import DATABASE, EDGE, Container, Log, logs, servers
from waslab.path.reading import Machines
from waslab.path.story import Story
from waslab.path.visit import Visit
from waslab.path.way import Hop, Walk
from waslab.topology import Machine, Topology

WRITTEN_WITHIN_SECONDS = 10.0
"""Nginx keeps its lines for up to a second before it writes them, and a busy journal for longer."""

PAUSE_SECONDS = 0.2


def follow(
    visit: Visit, topology: Topology, container: Container, machines: Machines, seconds: float = WRITTEN_WITHIN_SECONDS
) -> Story:
    """The story as soon as it is whole, or what is known of it when the time is over."""
    with ThreadPoolExecutor(1) as pool:
        edge = topology.members(logs(container)[EDGE].group)[0]
        configuration = pool.submit(machines.text, edge, CONFIGURATION)
        hops = _hops(visit, topology, container, machines, seconds)
        return Story(visit, hops, headers(configuration.result(), visit))


def _hops(
    visit: Visit, topology: Topology, container: Container, machines: Machines, seconds: float
) -> tuple[Hop, ...]:
    table = logs(container)
    ways = servers(container)
    way = ways.get(visit.question.prefix, ways[""])
    asked = _logs_of_machines(topology, [table[server] for server in (*way, DATABASE)])
    end = time.monotonic() + seconds
    while True:
        hops = Walk(topology, table, machines.lines(asked, visit.request_id)).hops(way)
        if all(hop.found for hop in hops) or time.monotonic() > end:
            return hops
        time.sleep(PAUSE_SECONDS)


def _logs_of_machines(topology: Topology, wanted: list[Log]) -> dict[Machine, list[Log]]:
    asked: dict[Machine, list[Log]] = defaultdict(list)
    for log in wanted:
        for machine in topology.members(log.group):
            asked[machine].append(log)
    return asked
