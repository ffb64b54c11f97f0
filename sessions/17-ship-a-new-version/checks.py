"""What the vocabulary has no word for."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from waslab.path.logs import WEB_SERVER, Container, logs
from waslab.sessions.checks import Finding
from waslab.sessions.eyes import Eyes

FEW = 10
"""So many requests at least are people who shop."""

BEFORE = timedelta(seconds=20)
"""What a machine may take from leaving the pools to its last start."""

AFTER = timedelta(seconds=10)

ERRORS = 500


def unnoticed(eyes: Eyes, word: str, machines: list[str]) -> Finding:
    """Whether people shopped while Gunicorn was last started on these machines, and got what they asked for at once."""
    starts = [_started(eyes, machine) for machine in machines]
    found = list(_visits(eyes, word, min(starts) - BEFORE, max(starts) + AFTER))
    times = [_moment(visit["time"]) for visit in found]
    tried = f"web: {logs(Container.of(eyes.inventory))[WEB_SERVER].place}: {len(found)} requests with shopper={word}"
    if len(found) < FEW or min(times) > min(starts) or max(times) < max(starts):
        return Finding(tried, f"none before and after {max(starts):%H:%M:%S}", "nobody")
    if bad := [visit for visit in found if int(visit["status"]) >= ERRORS]:
        return Finding(tried, f"{len(bad)} errors", "errors")
    if repeated := [visit for visit in found if "," in str(visit["upstream_status"])]:
        return Finding(tried, f"upstream_status: {repeated[0]['upstream_status']}", "stumbled")
    return Finding(tried, "no error, and no second attempt")


def tried_on_one(eyes: Eyes, machines: list[str], shipped: list[str]) -> Finding:
    """Whether a version beside those that were shipped came to one machine, and to no other."""
    kept = {machine: set(eyes.host(machine).run("ls /opt/shop/releases").stdout.split()) for machine in machines}
    everywhere = set.intersection(*kept.values())
    alone = set.union(*kept.values()) - everywhere
    tried = f"{' and '.join(machines)}: ls /opt/shop/releases"
    if alone:
        return Finding(tried, f"{', '.join(sorted(alone))} on one machine")
    # The release that the roles brought has no name with a point.
    more = sorted(name for name in everywhere - {*shipped} if "." in name)
    if more:
        return Finding(tried, f"{', '.join(more)} on all", "everywhere")
    return Finding(tried, "no other version", "untried")


def _started(eyes: Eyes, machine: str) -> datetime:
    ask = "systemctl show --property=ActiveEnterTimestamp --value --timestamp=us+utc gunicorn"
    said = eyes.host(machine).run(ask).stdout.strip()
    return datetime.strptime(said, "%a %Y-%m-%d %H:%M:%S.%f %Z").replace(tzinfo=UTC)


def _visits(eyes: Eyes, word: str, begin: datetime, end: datetime) -> Iterator[Mapping[str, Any]]:
    """The shoppers' requests of that time, as the web server tells of them."""
    log = logs(Container.of(eyes.inventory))[WEB_SERVER]
    web = eyes.topology.members(log.group)[0].name
    search = f"{log.since(_moment(eyes.since))} 2>/dev/null | grep --fixed-strings shopper={word}"
    for line in eyes.host(web).run(search).stdout.splitlines():
        visit = json.loads(line)
        if begin <= _moment(visit["time"]) <= end:
            yield visit


def _moment(told: str) -> datetime:
    return datetime.fromisoformat(told)
