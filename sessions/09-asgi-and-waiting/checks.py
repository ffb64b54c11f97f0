"""What the vocabulary has no word for."""

import json
import subprocess
import sys
from collections.abc import Mapping
from shlex import quote
from typing import Any
from urllib.parse import urlsplit

from waslab.sessions.checks import Finding
from waslab.sessions.checks.noted import Noted
from waslab.sessions.eyes import MARK, Eyes

PATIENCE_SECONDS = 8

AT_ONCE = 5

FACTOR = 2
"""What was measured may be so many times more or less: machines differ, and so do their moments."""

ALONE = "flock --timeout 6 /opt sh -c"
"""What may disturb each other has its turn: tasks are judged side by side, and there is one event loop."""

# In a process of its own: the learner's code may do anything, and not end.
CALL = """
import asyncio, json, sys, time
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
path, at_once = sys.argv[2], int(sys.argv[3])
scope = {
    "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
    "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": [],
    "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
}

async def ask(application):
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    await application(dict(scope), receive, send)
    kinds = [message["type"] for message in sent]
    assert kinds[:1] == ["http.response.start"] and set(kinds[1:]) == {"http.response.body"}, f"it sent {kinds}"
    headers = sent[0].get("headers", [])
    assert all(type(part) is bytes for pair in headers for part in pair), "a header is not made of bytes"
    return b"".join(message.get("body", b"") for message in sent[1:]).decode()

async def crowd(application):
    began = time.monotonic()
    texts = await asyncio.gather(*(ask(application) for _ in range(at_once)))
    return {"text": texts[0], "ms": round(1000 * (time.monotonic() - began))}

try:
    from app import application
    print(json.dumps(asyncio.run(crowd(application))))
except BaseException as error:
    print(repr(error))
    sys.exit(1)
"""


def awaited(eyes: Eyes, word: str, pause: str) -> Finding:
    """The application is awaited for several requests at once, without a server."""
    tried = f"{AT_ONCE} times at once: await application({{'type': 'http', 'path': '/some/path', …}}, receive, send)"
    try:
        done = subprocess.run(
            [sys.executable, "-c", CALL, str(eyes.workspace), "/some/path", str(AT_ONCE)],
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Finding(tried, "it does not come back", "broken")
    if done.returncode:
        return Finding(tried, done.stdout.strip()[-200:], "broken")
    told = json.loads(done.stdout.splitlines()[-1])
    saw = f"{told['text'].strip()!r}, all {AT_ONCE} after {told['ms']} ms"
    if told["text"].strip() != word or told["ms"] < 0.9 * int(pause):
        return Finding(tried, saw, "other")
    return Finding(tried, saw, "queues" if told["ms"] > int(pause) * AT_ONCE / 2 else None)


def waits(eyes: Eyes, machine: str, asked: Mapping[str, Mapping[str, Any]]) -> Finding:
    """How long crowds of visitors wait, all crowds at once, against what the learner has measured."""
    noted = Noted.of(eyes, *asked)
    if noted.missing:
        return noted.missing
    crowds = [_crowd(key, crowd["url"], crowd["visitors"]) for key, crowd in asked.items()]
    script = f"{' & '.join(crowds)} & wait"
    lines = eyes.host(machine).run(f"{ALONE} {quote(script)}").stdout.splitlines()
    answers = [line.split() for line in lines]
    if bad := [key for key, status, _ in answers if status != "200"]:
        return Finding(noted.tried, f"no good answers: {', '.join(sorted(set(bad)))}", "no_answer")
    last = {key: 1000 * max(float(seconds) for name, _, seconds in answers if name == key) for key in asked}
    return noted.against(last, FACTOR)


def _crowd(key: str, url: str, visitors: int) -> str:
    quiet = f"curl --silent --output /dev/null --user-agent {MARK} --max-time {PATIENCE_SECONDS}"
    at_once = f"--parallel --parallel-immediate --parallel-max {visitors}"
    told = quote(rf"{key} %{{http_code}} %{{time_total}}\n")
    return f"{quiet} {at_once} --write-out {told} {quote(f'{url}&n=[1-{visitors}]')}"


def others_wait(eyes: Eyes, pause: str, report: str) -> Finding:
    """A blocked loop does nothing else for as long as the report takes, and only then begins to wait for the other."""
    noted = Noted.of(eyes, "others_wait")
    if noted.missing:
        return noted.missing
    measured = noted.measured["others_wait"] or 0
    right = 0.6 * int(report) + int(pause) <= measured <= FACTOR * (int(report) + int(pause))
    saw = f"measured {measured:g}; the report takes {report} and an answer {pause}"
    return Finding(noted.tried, saw, None if right else "differs")


def unhindered(eyes: Eyes, url: str, word: str, pause: str, report: str) -> Finding:
    """A visitor asks while the report is made for another one."""
    quiet = f"curl --silent --user-agent {MARK} --max-time {PATIENCE_SECONDS}"
    machine = urlsplit(url).hostname or ""
    other = f"{quiet} --output /dev/null --write-out '%{{time_total}}\\n' {url}/"
    script = f"{quiet} {url}/report & sleep 0.1; {other}; wait"
    lines = eyes.host(machine).run(f"{ALONE} {quote(script)}").stdout.splitlines()
    tried = f"{machine}: curl {url}/report & curl {url}/"
    if f"The report of {word}" not in lines:
        return Finding(tried, "no report", "body")
    milliseconds = 1000 * min((float(line) for line in lines if line[:1].isdigit()), default=0)
    saw = f"{milliseconds:.0f} ms; without the report it takes {pause}"
    return Finding(tried, saw, "waits" if milliseconds > int(pause) + int(report) / 2 else None)
