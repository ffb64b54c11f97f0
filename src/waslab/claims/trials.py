"""Ways to measure one thing once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import uuid4

from waslab.claims import generators
from waslab.claims.figures import Figure, Sample
from waslab.remote import HELPING_SECONDS, Lab
from waslab.topology import Machine

REST = "\n-- beside --\n"
"""Between the outputs of two generators that ran side by side."""


class Trial(Protocol):
    @property
    def seconds(self) -> float:
        """About how long it takes."""

    @property
    def urls(self) -> tuple[str, ...]:
        """What it asks."""

    def run(self, lab: Lab) -> Sample: ...


@dataclass(frozen=True)
class Desk:
    """Where load is generated, and the name of the site that it asks for."""

    machine: Machine
    host: str


@dataclass(frozen=True)
class Asking:
    """Connections that ask again as soon as they have their answer. `may_starve`: no answer at all is a figure too."""

    desk: Desk
    url: str
    connections: int
    seconds: int
    may_starve: bool = False

    @property
    def urls(self) -> tuple[str, ...]:
        return (self.url,)

    @property
    def command(self) -> str:
        return generators.wrk(self.url, self.connections, self.seconds, self.desk.host)

    def run(self, lab: Lab) -> Sample:
        return self.read(lab.output(self.desk.machine, self.command))

    def read(self, output: str) -> Sample:
        answers = generators.read_wrk(output)
        return (answers if self.may_starve else generators.served(answers, self.url)).sample


@dataclass(frozen=True)
class Users:
    """Users who each make a few requests on a connection of their own."""

    desk: Desk
    url: str
    count: int
    requests_each: int
    seconds: float

    @property
    def urls(self) -> tuple[str, ...]:
        return (self.url,)

    def run(self, lab: Lab) -> Sample:
        command = generators.users(self.url, self.count, self.requests_each, self.desk.host)
        answers = generators.read_h2load(lab.output(self.desk.machine, command))
        return generators.served(answers, self.url).sample


@dataclass(frozen=True)
class BesideStatic:
    """What is asked while static files are fetched at a steady rate."""

    asking: Asking
    static_url: str
    clients: int
    rate_each: int

    @property
    def seconds(self) -> float:
        return self.asking.seconds

    @property
    def urls(self) -> tuple[str, ...]:
        return (self.asking.url, self.static_url)

    def run(self, lab: Lab) -> Sample:
        desk, seconds = self.asking.desk, self.asking.seconds
        beside = generators.steady(self.static_url, self.clients, self.rate_each, seconds, desk.host)
        script = f"kept=$(mktemp); {beside} >$kept & {self.asking.command}; wait; echo '{REST}'; cat $kept; rm $kept"
        main, _, rest = lab.output(desk.machine, script).partition(REST)
        answers = generators.served(generators.read_h2load(rest), self.static_url)
        return {**self.asking.read(main), Figure.BESIDE: answers.good / answers.seconds}


@dataclass(frozen=True)
class BesideSlowClients:
    """What is asked while other clients send requests that never end."""

    asking: Asking
    address: str
    port: int
    count: int

    @property
    def seconds(self) -> float:
        return self.asking.seconds + 2 * HELPING_SECONDS

    @property
    def urls(self) -> tuple[str, ...]:
        return self.asking.urls

    def run(self, lab: Lab) -> Sample:
        arguments = [self.address, str(self.port), str(self.count)]
        slow = lab.helper(self.asking.desk.machine, "claims/slow_clients.py", arguments, root=False)
        try:
            return self.asking.run(lab)
        finally:
            slow.stop()


@dataclass(frozen=True)
class Fetches:
    """One fetch after the other; `fresh`: each of an address that no cache can know."""

    desk: Desk
    url: str
    count: int
    fresh: bool
    proxy: str | None = None
    seconds: float = 0.05

    @property
    def urls(self) -> tuple[str, ...]:
        """Behind a forward proxy nothing can be asked by itself."""
        return () if self.proxy else (self.url,)

    def run(self, lab: Lab) -> Sample:
        # curl counts the addresses; what follows # is not sent.
        mark = f"?{uuid4().hex}-" if self.fresh else "#"
        command = generators.fetches(f"{self.url}{mark}[1-{self.count}]", self.proxy)
        return generators.read_fetches(lab.output(self.desk.machine, command))
