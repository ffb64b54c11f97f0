#!/usr/bin/env python3
"""Compares the lab's data paths with the same work done without the servers in between, in one run.

    .venv/bin/python benchmarks/data_paths.py               about 4 minutes, on the running lab
    .venv/bin/python benchmarks/data_paths.py --rounds 5    shorter, with wider intervals

Each figure is a ratio of requests a second: the two ways are asked in turn from the learner's desk.
The machines and the load generator share the computer's cores, so what a hop costs is taken from the others.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from waslab import progress, say
from waslab.claims.experiment import Experiment, Samples, Side, measure
from waslab.claims.figures import Figure
from waslab.claims.measuring import opened
from waslab.claims.places import Places
from waslab.claims.stats import CONFIDENCE, Interval, median_interval
from waslab.claims.trials import Asking
from waslab.cli.common import workshop
from waslab.errors import LabError
from waslab.path.logs import Container
from waslab.remote import OverSSH
from waslab.up import only_one

SECONDS = 3
CONNECTIONS = 16
ROUNDS = 9

FRONT_DOOR = "the front door"
WEB = "Nginx alone"


@dataclass(frozen=True)
class Comparison:
    """Two ways to one answer, and the least share of the second's rate that the first should reach."""

    what: str
    way: str
    url: str
    against: str
    against_url: str
    budget: float | None = None

    @property
    def sides(self) -> tuple[Side, Side]:
        return Side(self.way, self.what), Side(self.against, self.what)

    def ratio(self, samples: Samples) -> Interval:
        own, other = ([sample[Figure.RATE] for sample in samples[side]] for side in self.sides)
        return median_interval([mine / yours for mine, yours in zip(own, other, strict=True)])


def comparisons(places: Places) -> Iterator[Comparison]:
    gunicorn = places.running("wsgi")[0]
    for what, path in (("whoami", "/wsgi/whoami"), ("orders, from the database", "/wsgi/orders")):
        alone = places.direct(gunicorn, "gunicorn", path)
        yield Comparison(what, FRONT_DOOR, places.front(path), "Gunicorn alone", alone, 0.85)
        yield Comparison(what, FRONT_DOOR, places.front(path), WEB, web(places, "https", path))
    for what in ("64k.bin", "1k.bin"):
        path = f"/static/measured/{what}"
        alone = web(places, "https", path)
        yield Comparison(what, WEB, alone, "a bare Nginx", web(places, "bare_nginx", path), 0.9)
        yield Comparison(what, FRONT_DOOR, places.front(path), WEB, alone)


def web(places: Places, service: str, path: str) -> str:
    machine = places.topology.members("webservers")[0]
    return f"https://{machine.name}:{places.port(service)}{path}"


def main() -> int:
    rounds = arguments().rounds
    shop = workshop()
    places = Places(shop.topology, Container.of(shop.layout.hosts_file.parent))
    compared = list(comparisons(places))
    ways = {
        side: Asking(places.desk, url, CONNECTIONS, SECONDS)
        for each in compared
        for side, url in zip(each.sides, (each.url, each.against_url), strict=True)
    }
    experiment = Experiment("data paths", f"{CONNECTIONS} connections, each asking again and again", ways)
    shown = progress.Progress(progress.display_for(shop.console))
    try:
        with (
            only_one(shop.layout),
            OverSSH.connected(shop.layout, shop.runner) as lab,
            opened(shop.playbooks, shown),
            shown.step(f"Measure for about {experiment.seconds(rounds) / 60:.0f} minutes") as step,
        ):
            samples = measure(experiment, lab, rounds, step.say)
    except LabError as error:
        say.error(shop.console, error)
        return error.exit_code
    headings = ("what", "way", "against", "ratio", f"{CONFIDENCE:.0%} interval", "budget")
    say.table(shop.console, headings, [row(each, each.ratio(samples)) for each in compared])
    return 0


def row(compared: Comparison, ratio: Interval) -> tuple[str, ...]:
    budget = f"{compared.budget:.2f}" if compared.budget else ""
    interval = f"{ratio.low:.2f} to {ratio.high:.2f}"
    return compared.what, compared.way, compared.against, f"{ratio.median:.2f}", interval, budget


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare the lab's data paths with shorter ones.")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each way is measured (%(default)s)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
