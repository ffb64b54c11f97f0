"""What the vocabulary has no word for."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shlex import join

from waslab.claims import generators
from waslab.sessions.checks import Finding
from waslab.sessions.checks.noted import Noted
from waslab.sessions.eyes import MARK, Eyes

USERS = 700
SLOW_AT_UVICORN, QUESTIONS = 200, 10
SLOW_AT_THE_DOOR, VISITORS = 100, 4

MOST_SLOW = 100
"""More than these are not tried: no Gunicorn of this session has so many threads."""

PATIENCE_SECONDS = 1.2
ONE_PERCENT = 0.01


def crowd(eyes: Eyes, key: str, server: str) -> Finding:
    """How many requests fail when the users come to Gunicorn all at once, each with one."""

    def near(measured: int) -> tuple[bool, str]:
        with _alone():
            url = f"{_at(eyes, server, 'gunicorn')}/wsgi/whoami"
            load = generators.users(url, USERS, 1, eyes.topology.network.lab_public_name)
            failed = generators.read_h2load(_desk(eyes, load)).failed
        return abs(measured - failed) <= ONE_PERCENT * USERS, f"the lab counts {failed} that fail"

    return _compared(eyes, key, near)


def handful(eyes: Eyes, key: str, server: str) -> Finding:
    """The smallest number of slow clients with which Gunicorn answers nobody else."""
    gunicorn = f"{_at(eyes, server, 'gunicorn')}/wsgi"

    def near(measured: int) -> tuple[bool, str]:
        if not 1 <= measured <= MOST_SLOW:
            return False, f"the lab tries 1 to {MOST_SLOW}"
        with _alone():
            if not _answered(eyes, measured - 1, gunicorn):
                return False, f"with {measured - 1} slow clients nobody else is answered either"
            still = _answered(eyes, measured, gunicorn)
        return not still, f"with {measured} slow clients others are {'still' if still else 'not'} answered"

    return _compared(eyes, key, near)


def beside(eyes: Eyes, key: str, server: str) -> Finding:
    """How many questions Uvicorn answers beside slow clients."""

    def near(measured: int) -> tuple[bool, str]:
        answers = _answered(eyes, SLOW_AT_UVICORN, f"{_at(eyes, server, 'uvicorn')}/asgi", QUESTIONS)
        return measured == answers, f"the lab gets {answers} answers"

    return _compared(eyes, key, near)


def served(eyes: Eyes) -> Finding:
    """Whether visitors are answered beside slow clients, by the front door."""
    site = f"https://{eyes.topology.network.lab_public_name}/wsgi"
    with _alone():
        answers = _answered(eyes, SLOW_AT_THE_DOOR, site, VISITORS)
    tried = f"the desk: slow-clients {SLOW_AT_THE_DOOR} {site}/orders curl {site}/whoami"
    return Finding(tried, f"{answers} of {VISITORS} answered", None if answers == VISITORS else "waiting")


def _compared(eyes: Eyes, key: str, near: Callable[[int], tuple[bool, str]]) -> Finding:
    noted = Noted.of(eyes, key)
    if noted.missing:
        return noted.missing
    measured = int(noted.measured[key] or 0)
    so, saw = near(measured)
    return Finding(noted.tried, f"measured {measured}, and {saw}", None if so else "differs")


def _answered(eyes: Eyes, clients: int, shop: str, times: int = 1) -> int:
    """How many who ask are answered while so many slow clients order, up to the first who is not."""
    patient = ["--max-time", str(PATIENCE_SECONDS), "--fail", "--fail-early"]
    quiet = ["--silent", "--output", "/dev/null", "--user-agent", MARK, "--write-out", r"%{http_code}\n"]
    ask = ["curl", *patient, *quiet, f"{shop}/whoami?[1-{times}]"]
    return _desk(eyes, join(["slow-clients", str(clients), f"{shop}/orders", *ask])).split().count("200")


def _at(eyes: Eyes, server: str, service: str) -> str:
    return f"http://{server}:{eyes.topology.network.service_ports[service]}"


def _desk(eyes: Eyes, command: str) -> str:
    done = eyes.host(eyes.topology.members("clients")[0].name).run(command)
    return str(done.stdout)


@contextmanager
def _alone() -> Iterator[None]:
    """Checks of several tasks look side by side, and these would be in each other's way."""
    with Path(__file__).open(encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
