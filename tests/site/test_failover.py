"""A server of each pool is stopped: no visitor notices, and when it runs again it gets its share of the work."""

import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx
import pytest
import stories
from front_door import visitor
from lab import TOPOLOGY, only_machine
from machines import Machines
from stopped import StoppedServices

from waslab.topology import Machine

VISITS = 24
"""In a row, every fourth of them an order: enough for each machine of a pool to get several."""

STOPPED_WITHIN_SECONDS = 20
"""A server that is stopped may first finish what it has begun."""

BACK_WITHIN_SECONDS = 90
"""A Java virtual machine starts in a few seconds on an idle host; then the balancers must have asked it."""


@dataclass(frozen=True)
class Visits:
    """What came of some requests in a row."""

    ids: list[str] = field(default_factory=list)
    machines: set[str] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)

    def add(self, response: httpx.Response) -> None:
        request_id = response.headers["X-Request-ID"]
        self.ids.append(request_id)
        if response.status_code == 200:
            self.machines.add(response.json()["machine"])
        elif response.status_code != 201:
            self.failures.append(f"{response.request.method} {response.status_code} {request_id}")

    def join(self, others: "Visits") -> None:
        self.ids.extend(others.ids)
        self.machines.update(others.machines)
        self.failures.extend(others.failures)


@dataclass(frozen=True)
class Session:
    """A visitor's session: its cookie, how many visits it has seen, and the machine that counted the last one."""

    cookie: str
    visits: int
    machine: str


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
    Pool("uvicorn", "gunicorns", "/asgi", who_ran_the_application),
    Pool("tomcat11", "tomcats", "/servlet", who_ran_the_application),
    Pool("apache2", "tomcats", "/servlet", whom_nginx_asked),
)


@dataclass(frozen=True)
class Outage:
    """What visitors got before a server was stopped, while it was stopping, while it was gone, and at its return."""

    before: Visits
    stopping: Visits
    gone: Visits
    returned: Visits
    who_before: set[str]
    who_when_gone: set[str]
    who_at_return: set[str]
    session_before: Session
    session_when_gone: Session


@dataclass(frozen=True)
class Drill:
    """Stops a server of a pool while visitors come in."""

    machines: Machines
    browser: httpx.Client
    services: StoppedServices

    def run(self, pool: Pool) -> Outage:
        before = self.visit(pool)
        session = self.session_on(pool)
        with self.services.without(pool.stopped, pool.service):
            stopping = self.visit_until(pool, STOPPED_WITHIN_SECONDS, lambda _: self.has_stopped(pool))
            gone = self.visit(pool)
            session_when_gone = self.visited(pool, session.cookie)
        returned = self.visit_until(pool, BACK_WITHIN_SECONDS, lambda visits: pool.stopped in self.who(pool, visits))
        return Outage(
            before,
            stopping,
            gone,
            returned,
            self.who(pool, before),
            self.who(pool, gone),
            self.who(pool, returned),
            session,
            session_when_gone,
        )

    def session_on(self, pool: Pool) -> Session:
        """A session that begins on the machine whose server will be stopped."""
        begun = (self.visited(pool) for _ in range(VISITS))
        return next(session for session in begun if session.machine == pool.stopped)

    def visited(self, pool: Pool, cookie: str = "") -> Session:
        response = self.browser.get(f"{pool.prefix}/visits", headers={"Cookie": cookie}).raise_for_status()
        told = response.json()
        return Session(response.headers["Set-Cookie"].partition(";")[0], told["visits"], told["machine"])

    def who(self, pool: Pool, visits: Visits) -> set[str]:
        return pool.who(self.machines, visits)

    def has_stopped(self, pool: Pool) -> bool:
        state: str = self.machines[pool.stopped].run("systemctl is-active %s", pool.service).stdout
        return state.strip() == "inactive"

    def visit(self, pool: Pool, count: int = VISITS) -> Visits:
        visits = Visits()
        for number in range(count):
            try:
                visits.add(self.order(pool) if number % 4 == 3 else self.browser.get(f"{pool.prefix}/whoami"))
            except httpx.RequestError as error:
                visits.failures.append(f"{error.request.method}: {error!r}")
        return visits

    def order(self, pool: Pool) -> httpx.Response:
        key = {"Idempotency-Key": str(uuid.uuid4())}
        return self.browser.post(f"{pool.prefix}/orders", json={"product": "cup", "quantity": 1}, headers=key)

    def visit_until(self, pool: Pool, seconds: float, holds: Callable[[Visits], bool]) -> Visits:
        """Visit in small groups until it holds for the last of them, or the time is over."""
        visits = Visits()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            last = self.visit(pool, count=2 * len(pool.members))
            visits.join(last)
            if holds(last):
                break
        return visits


@pytest.fixture(scope="module")
def outages(machines: Machines, stopped_services: StoppedServices) -> dict[Pool, Outage]:
    """One outage in each pool; pools that have no machine in common have theirs side by side."""

    def in_turn(group: str) -> dict[Pool, Outage]:
        with visitor() as browser:
            drill = Drill(machines, browser, stopped_services)
            return {pool: drill.run(pool) for pool in POOLS if pool.group == group}

    groups = sorted({pool.group for pool in POOLS})
    with ThreadPoolExecutor(len(groups)) as pools:
        return {pool: outage for found in pools.map(in_turn, groups) for pool, outage in found.items()}


every_pool = pytest.mark.parametrize("pool", POOLS, ids=lambda pool: pool.service)


@every_pool
def test_every_machine_has_its_share(pool: Pool, outages: dict[Pool, Outage]) -> None:
    assert outages[pool].before.failures == []
    assert outages[pool].who_before == {pool.stopped, *pool.others}


@every_pool
def test_no_visitor_notices_that_one_is_stopping(pool: Pool, outages: dict[Pool, Outage]) -> None:
    assert outages[pool].stopping.failures == []


@every_pool
def test_no_visitor_notices_that_one_is_gone(pool: Pool, outages: dict[Pool, Outage]) -> None:
    assert outages[pool].gone.failures == []


@every_pool
def test_the_others_do_its_work(pool: Pool, outages: dict[Pool, Outage]) -> None:
    assert outages[pool].who_when_gone == pool.others


@every_pool
def test_a_session_survives_the_machine_that_it_began_on(pool: Pool, outages: dict[Pool, Outage]) -> None:
    before, gone = outages[pool].session_before, outages[pool].session_when_gone
    assert (before.visits, gone.visits) == (1, 2)


@every_pool
def test_it_comes_back_into_the_pool(pool: Pool, outages: dict[Pool, Outage]) -> None:
    assert pool.stopped in outages[pool].who_at_return


@every_pool
def test_no_visitor_notices_its_return(pool: Pool, outages: dict[Pool, Outage]) -> None:
    assert outages[pool].returned.failures == []
