"""What the vocabulary has no word for."""

import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shlex import join
from subprocess import PIPE, Popen, TimeoutExpired
from time import sleep

from waslab.sessions.checks import Finding
from waslab.sessions.checks.evidence import json_object
from waslab.sessions.checks.noted import Noted
from waslab.sessions.eyes import MARK, Eyes

PATIENCE_SECONDS = 5
PAUSE_SECONDS = 0.1

QUERY, BODY, BEHIND_IT = "a=1", "one two", " three"

WAITED_MS = 1500

STARTS = 5

TIMED = (
    "TIMEFORMAT='%U %S'; time { "
    f"for i in $(seq {STARTS}); do env -i REQUEST_METHOD=GET QUERY_STRING=a=1 /opt/own/hello || exit 1; done; "
    "} >/dev/null"
)
"""Tells seconds of processor time, of the programs and of the system for them."""

FACTOR = 3
"""What was measured may be so many times more or less: processors are not always equally fast."""


def started(eyes: Eyes, word: str) -> Finding:
    """The program is started with a request that nobody made, and with more behind the body than belongs to it."""
    told = {"REQUEST_METHOD": "PUT", "QUERY_STRING": QUERY, "CONTENT_LENGTH": str(len(BODY))}
    tried = f"{' '.join(f'{name}={value}' for name, value in told.items())} ./hello"
    try:
        pid, printed, complaint = _run(eyes.workspace / "hello", told)
    except OSError as error:
        return Finding(tried, str(error.strerror), "refused")
    head, empty, body = printed.replace("\r\n", "\n").partition("\n\n")
    if not empty or not all(re.match(r"[A-Za-z][A-Za-z0-9-]*:", line) for line in head.split("\n")):
        return Finding(tried, (complaint or printed).strip()[-200:] or "it prints nothing", "headers")
    expected = {"word": word, "method": "PUT", "query": QUERY, "body": BODY, "pid": pid}
    answer = json_object(body)
    if str(answer.get("body", "")).startswith(BODY + BEHIND_IT):
        return Finding(tried, f"body: {answer['body']!r}", "greedy")
    other = {name: answer.get(name) for name, value in expected.items() if answer.get(name) != value}
    saw = ", ".join(f"{name}: {value!r}" for name, value in (other or answer).items())
    return Finding(tried, saw, "body" if other else None)


def _run(program: Path, told: dict[str, str]) -> tuple[int, str, str]:
    """Its process id, and what it wrote to standard output and error."""
    environment = {"PATH": os.environ["PATH"], "GATEWAY_INTERFACE": "CGI/1.1", **told}
    with Popen(
        [program], env=environment, text=True, errors="replace", stdin=PIPE, stdout=PIPE, stderr=PIPE
    ) as process:
        try:
            printed, complaint = process.communicate(BODY + BEHIND_IT, timeout=PATIENCE_SECONDS)
        except TimeoutExpired:
            process.kill()
            return process.pid, "", "it does not end"
    return process.pid, printed, complaint


def at_once(eyes: Eyes, key: str, visitors: str, machines: list[str]) -> Finding:
    """How many processes of the shop so many waiting visitors are worth, held against what the learner counted."""
    noted = Noted.of(eyes, key)
    return noted.missing or noted.against({key: _most(eyes, int(visitors), machines)}, factor=1)


def cost(eyes: Eyes, key: str, machine: str) -> Finding:
    """The processor time of a start of the delivered program, held against what the learner measured."""
    noted = Noted.of(eyes, key)
    return noted.missing or noted.against({key: _milliseconds(eyes, machine)}, FACTOR)


def _most(eyes: Eyes, visitors: int, machines: list[str]) -> int:
    url = f"https://{eyes.topology.network.lab_public_name}/cgi/slow?ms={WAITED_MS}"
    one = f"curl --silent --output /dev/null --user-agent {MARK} '{url}'"
    desk = eyes.host(eyes.topology.members("clients")[0].name)
    hosts = [eyes.host(name) for name in machines]
    most = 0
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(desk.run, f"for i in $(seq {visitors}); do {one} & done; wait")
        while not asking.done():
            # By their name alone: the shop's is the virtual environment's own Python.
            counts = [host.run("pgrep --count --exact python").stdout for host in hosts]
            most = max(most, sum(int(count or 0) for count in counts))
            sleep(PAUSE_SECONDS)
    return most


def _milliseconds(eyes: Eyes, machine: str) -> float:
    """None at all where it cannot be started."""
    done = eyes.host(machine).run(join(["bash", "-c", TIMED]))
    return 0.0 if done.rc else 1000 * sum(map(float, done.stderr.split()[-2:])) / STARTS
