"""What the vocabulary has no word for."""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from shlex import quote

from waslab.sessions.checks import Finding
from waslab.sessions.checks.evidence import ANSWERS, answers_of, json_object
from waslab.sessions.checks.noted import Noted
from waslab.sessions.eyes import MARK, Eyes

PATIENCE_SECONDS = 8

FACTOR = 2.5
"""What was measured may be so many times more or less: machines differ, and so do their moments."""

WAITING, WORKING = "waiting", "working"

BORN_LATER_SECONDS = 3
"""By how much a worker is younger than the master that it began with, at most."""

UNIT = "runserver"

BOUND = "Starting development server at http://"


def announced(eyes: Eyes, machine: str, address: str, port: str) -> Finding:
    """Where runserver said last that it listens, since the session began."""
    tried = f"{machine}: journalctl --unit {UNIT}"
    said = [line.removeprefix(BOUND).rstrip("/") for line in _journal(eyes, machine) if line.startswith(BOUND)]
    if not said:
        return Finding(tried, "no line 'Starting development server'", "nothing")
    where, _, at = said[-1].rpartition(":")
    if at != port or where not in {address, "0.0.0.0"}:  # noqa: S104 - what runserver writes
        return Finding(tried, f"it listens on {said[-1]}", "elsewhere")
    return Finding(tried, f"it listens on {said[-1]}")


def leaked(eyes: Eyes, word: str) -> Finding:
    """The value of a variable that only the process knows."""
    told = answers_of(eyes).get("leaked")
    tried = f"{ANSWERS}: leaked"
    if not told:
        return Finding(tried, "nothing", "nothing")
    right = f"V-{sha256(word.encode()).hexdigest()[:8]}"
    return Finding(tried, str(told), None if str(told).strip() == right else "wrong")


def reason(eyes: Eyes, machine: str) -> Finding:
    """Whether the journal has a traceback under the request id that the visitor was told."""
    told = answers_of(eyes).get("request_id")
    tried = f"{machine}: journalctl --unit {UNIT} --grep {told or 'REQUEST_ID'}"
    if not told:
        return Finding(tried, f"no request_id in {ANSWERS}", "nothing")
    lines = [line for line in map(json_object, _journal(eyes, machine)) if line.get("request_id") == str(told).strip()]
    found = [line["exception"].strip().splitlines()[-1] for line in lines if line.get("exception")]
    return Finding(tried, found[0] if found else f"{len(lines)} lines, no exception", None if found else "no_reason")


def asked_by_many(eyes: Eyes, machine: str, asked: Mapping[str, str]) -> Finding:
    """How long crowds take, against what the learner has measured."""
    keys = [f"{server}_{kind}" for kind in (WAITING, WORKING) for server in asked]
    noted = Noted.of(eyes, *keys)
    if noted.missing:
        return noted.missing
    # Waiting costs nothing, so both may wait at once; what works is measured alone.
    waiting = [f"( {_crowd(f'{server}_{WAITING}', f'{url}/slow?ms=250&n=', 60, 60)} )" for server, url in asked.items()]
    working = [_crowd(f"{server}_{WORKING}", f"{url}/whoami?n=", 8, 300) for server, url in asked.items()]
    script = f"{' & '.join(waiting)} & wait; {'; '.join(working)}"
    lines = [line.split() for line in eyes.host(machine).run(script).stdout.splitlines()]
    if bad := sorted({key for key, what, *_ in lines if what not in {"200", "ms"}}):
        return Finding(noted.tried, f"no good answers: {', '.join(bad)}", "no_answer")
    return noted.against({key: float(more[0]) for key, what, *more in lines if what == "ms"}, FACTOR)


def comes_back(eyes: Eyes, machine: str) -> Finding:
    """Whether runserver is gone after it ran, and a worker of Gunicorn was lost and replaced."""
    host = eyes.host(machine)
    tried = f"{machine}: systemctl status {UNIT} gunicorn"
    if host.run("systemctl is-active %s", UNIT).stdout.strip() == "active":
        return Finding(tried, "runserver runs", "lives")
    if not any(line.startswith(BOUND) for line in _journal(eyes, machine)):
        return Finding(tried, "runserver has not run yet", "never")
    ages = (
        "main=$(systemctl show --property=MainPID --value gunicorn); ps -o etimes= -p $main; ps -o etimes= --ppid $main"
    )
    master, *workers = (int(age) for age in host.run(ages).stdout.split())
    session = (datetime.now(UTC) - _since(eyes)).total_seconds()
    youngest = min(workers, default=master)
    saw = f"runserver is gone, Gunicorn runs for {master} s, its youngest worker for {youngest} s"
    replaced = youngest < session and youngest + BORN_LATER_SECONDS < master
    return Finding(tried, saw, None if replaced else "unharmed")


def _crowd(key: str, url: str, visitors: int, requests: int) -> str:
    quiet = f"curl --silent --output /dev/null --user-agent {MARK} --max-time {PATIENCE_SECONDS}"
    at_once = f"--parallel --parallel-immediate --parallel-max {visitors}"
    told = quote(rf"{key} %{{http_code}}\n")
    ask = f"{quiet} {at_once} --write-out {told} {quote(f'{url}[1-{requests}]')} 2>/dev/null"
    return f"b_{key}=$(date +%s%N); {ask}; echo {key} ms $((($(date +%s%N) - b_{key}) / 1000000))"


def _journal(eyes: Eyes, machine: str) -> list[str]:
    ask = "journalctl --unit %s --since %s --output cat --quiet --no-pager --all"
    lines: list[str] = eyes.host(machine).run(ask, UNIT, f"@{_since(eyes).timestamp():.0f}").stdout.splitlines()
    return lines


def _since(eyes: Eyes) -> datetime:
    return datetime.fromisoformat(eyes.since)
