"""A server of each pool is stopped: no visitor notices, and when it runs again it gets its share of the work."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import httpx
import pytest
import stories
from lab import TOPOLOGY, only_machine
from machines import Machines
from patience import eventually
from stopped import StoppedServices

from waslab.topology import Machine

VISITS = 24
"""In a row, every fourth of them an order: enough for each machine of a pool to get several."""

BACK_WITHIN_SECONDS = 30
"""A Java virtual machine starts in a few seconds on an idle host; then the balancers must have asked it."""


@dataclass(frozen=True)
class Visits:
    """What came of some requests in a row."""

    statuses: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    machines: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Pool:
    """Servers that stand in for each other; `who` names the machines whose servers answered."""

    service: str
    group: str
    prefix: str
    who: Callable[[Machines, Visits], set[str]]

    @property
    def members(self) -> tuple[Machine, ...]:
        return TOPOLOGY.members(self.group)

    @property
    def stopped(self) -> str:
        return self.members[0].name

    @property
    def others(self) -> set[str]:
        return {machine.name for machine in self.members[1:]}


def who_ran_the_application(_machines: Machines, visits: Visits) -> set[str]:
    return visits.machines


def whom_nginx_asked(machines: Machines, visits: Visits) -> set[str]:
    """By Nginx's own log: the last server that it tried is the one that answered."""
    web = only_machine("webservers").name
    names = {str(machine.address): machine.name for machine in TOPOLOGY.machines}
    lines = stories.all_of(machines, web, "Nginx", visits.ids)
    return {names[line["upstream"].split(", ")[-1].rpartition(":")[0]] for line in lines}


POOLS = (
    Pool("gunicorn", "gunicorns", "/wsgi", who_ran_the_application),
    Pool("tomcat11", "tomcats", "/servlet", who_ran_the_application),
    Pool("apache2", "tomcats", "/servlet", whom_nginx_asked),
)


def visit(front_door: httpx.Client, prefix: str, count: int = VISITS) -> Visits:
    visits = Visits()
    for number in range(count):
        if number % 4 == 3:
            order = {"product": "cup", "quantity": 1}
            key = {"Idempotency-Key": str(uuid.uuid4())}
            response = front_door.post(f"{prefix}/orders", json=order, headers=key)
        else:
            response = front_door.get(f"{prefix}/whoami")
        visits.statuses.append(response.status_code)
        visits.ids.append(response.headers["X-Request-ID"])
        if response.status_code == 200:
            visits.machines.add(response.json()["machine"])
    return visits


def failed(statuses: Iterable[int]) -> list[int]:
    return [status for status in statuses if status not in {200, 201}]


@pytest.fixture(scope="module", params=POOLS, ids=lambda pool: pool.service)
def pool(request: pytest.FixtureRequest) -> Pool:
    found: Pool = request.param
    return found


@pytest.fixture(scope="module")
def before(pool: Pool, front_door: httpx.Client) -> Visits:
    return visit(front_door, pool.prefix)


@pytest.fixture(scope="module")
def during(pool: Pool, before: Visits, front_door: httpx.Client, stopped_services: StoppedServices) -> Visits:
    """The requests right after the stop; when the fixture is made the service runs again."""
    assert failed(before.statuses) == []
    with stopped_services.without(pool.stopped, pool.service):
        return visit(front_door, pool.prefix)


def test_every_machine_has_its_share(pool: Pool, before: Visits, machines: Machines) -> None:
    assert failed(before.statuses) == []
    assert pool.who(machines, before) == {pool.stopped, *pool.others}


def test_no_visitor_notices_that_one_is_stopped(during: Visits) -> None:
    assert failed(during.statuses) == []


def test_the_others_do_its_work(pool: Pool, during: Visits, machines: Machines) -> None:
    assert pool.who(machines, during) == pool.others


@pytest.mark.usefixtures("during")
def test_it_comes_back_into_the_pool(pool: Pool, front_door: httpx.Client, machines: Machines) -> None:
    """The visitors of the time in between notice nothing either."""

    def look() -> tuple[list[int], set[str]]:
        visits = visit(front_door, pool.prefix, count=len(pool.members) * 2)
        return failed(visits.statuses), pool.who(machines, visits)

    failures, _ = eventually(
        look,
        lambda seen: bool(seen[0]) or pool.stopped in seen[1],
        BACK_WITHIN_SECONDS,
        f"{pool.service} on {pool.stopped} answers again",
    )
    assert failures == []
