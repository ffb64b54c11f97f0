"""Commands for the kept load generators, and what they say."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from shlex import join

from waslab.claims.figures import Figure, Sample
from waslab.errors import CannotJudge

PATIENCE_SECONDS = 15
"""How long a generator may take over its time before it is ended."""

ANSWER_SECONDS = 10
"""How long a user waits for an answer."""

FROM_THE_CACHE = ("HIT", "STALE", "UPDATING", "REVALIDATED")
"""Nginx's words for an answer that it had."""

MS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True)
class Answers:
    """What one run of a generator got; `ms` is the time of a usual answer."""

    good: int
    failed: int
    seconds: float
    ms: float

    @property
    def sample(self) -> Sample:
        return {
            Figure.ANSWERS: self.good,
            Figure.RATE: self.good / self.seconds,
            # Without an answer wrk tells a time of 0.
            Figure.TIME: self.ms if self.good else math.inf,
            Figure.FAILED: self.failed / max(1, self.good + self.failed),
        }


def wrk(url: str, connections: int, seconds: int, host: str) -> str:
    """So many connections at once, each asking again as soon as it has its answer."""
    options = ["--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s"]
    more = ["--timeout", f"{ANSWER_SECONDS}s", "--latency", "--header", f"Host: {host}"]
    return join(["timeout", str(seconds + PATIENCE_SECONDS), "wrk", *options, *more, url])


def users(url: str, count: int, requests_each: int, host: str) -> str:
    """So many users, each on a connection of their own, until all requests are answered or have failed."""
    options = ["--h1", "--clients", str(count), "--requests", str(count * requests_each)]
    return _h2load(url, options, ANSWER_SECONDS, host)


def steady(url: str, clients: int, rate_each: int, seconds: int, host: str) -> str:
    """A load of `clients` x `rate_each` requests a second, whatever the answers take."""
    options = ["--h1", "--clients", str(clients), "--rps", str(rate_each), "--duration", f"{seconds}s"]
    return _h2load(url, options, seconds, host)


def _h2load(url: str, options: list[str], seconds: int, host: str) -> str:
    told = ["--connection-inactivity-timeout", f"{ANSWER_SECONDS}s", "--header", f"Host: {host}", url]
    return join(["timeout", str(seconds + PATIENCE_SECONDS), "h2load", *options, *told])


def read_wrk(output: str) -> Answers:
    total = re.search(r"^\s*(\d+) requests in ([\d.]+)(us|ms|s|m),", output, re.MULTILINE)
    half = re.search(r"^\s*50%\s+([\d.]+)(us|ms|s|m)$", output, re.MULTILINE)
    if not total or not half:
        raise _no_figures("wrk", output)
    other = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    refused = int(other[1]) if other else 0
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", output)
    return Answers(
        good=int(total[1]) - refused,
        failed=refused + (sum(map(int, broken.groups())) if broken else 0),
        seconds=float(total[2]) * MS[total[3]] / 1000,
        ms=float(half[1]) * MS[half[2]],
    )


def read_h2load(output: str) -> Answers:
    """Requests that it never sent, for want of a connection, have failed too."""
    ended = re.search(r"^finished in ([\d.]+)(us|ms|s|m),", output, re.MULTILINE)
    told = re.search(r"^requests: (\d+) total, \d+ started, (\d+) done, (\d+) succeeded", output, re.MULTILINE)
    time = re.search(r"^time for request:\s+\S+\s+\S+\s+([\d.]+)(us|ms|s|m)\s", output, re.MULTILINE)
    if not ended or not told or not time or not float(ended[1]):
        raise _no_figures("h2load", output)
    total, done, good = map(int, told.groups())
    return Answers(
        good=good,
        failed=max(total, done) - good,
        seconds=float(ended[1]) * MS[ended[2]] / 1000,
        ms=float(time[1]) * MS[time[2]],
    )


def fetches(urls: str, proxy: str | None) -> str:
    """One after the other over one connection; `urls` is a pattern of curl's, such as x?[1-50]."""
    told = r"%{http_code}\t%{time_total}\t%header{x-cache}\t%header{cache-status}\n"
    by = ["--proxy", proxy] if proxy else []
    quiet = [
        "--fail",
        "--fail-early",
        "--silent",
        "--show-error",
        "--output",
        "/dev/null",
        "--max-time",
        str(ANSWER_SECONDS),
    ]
    return join(["timeout", str(4 * ANSWER_SECONDS), "curl", *quiet, *by, "--write-out", told, urls])


def read_fetches(output: str) -> Sample:
    """At the first fetch that fails curl itself fails, so every line is a good answer."""
    lines = [line.split("\t") for line in output.splitlines() if line.strip()]
    try:
        seconds = [float(line[1]) for line in lines]
        hits = sum(line[2] in FROM_THE_CACHE or ";hit" in line[3] for line in lines)
    except (IndexError, ValueError) as error:
        raise _no_figures("curl", output) from error
    if not seconds:
        raise _no_figures("curl", output)
    return {
        Figure.ANSWERS: len(seconds),
        Figure.RATE: len(seconds) / sum(seconds),
        Figure.TIME: 1000 * sum(seconds) / len(seconds),
        Figure.FAILED: 0.0,
        Figure.HITS: hits / len(seconds),
    }


def served(answers: Answers, url: str) -> Answers:
    """Raises where nothing was answered well: its rate would be a figure about something else."""
    if answers.good:
        return answers
    raise CannotJudge(
        f"No request got a good answer ({answers.failed} failed), so there is nothing to measure.",
        where=url,
        mend="./lab up",
    )


def _no_figures(program: str, output: str) -> CannotJudge:
    told = [line.strip() for line in output.splitlines() if line.strip()]
    return CannotJudge(
        f"{program} gave no figures: {' '.join(told[-2:]) or 'it said nothing'}", where="client", mend="./lab up"
    )
