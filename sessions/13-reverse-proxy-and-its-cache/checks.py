"""What the vocabulary has no word for."""

import re
from dataclasses import replace
from shlex import join
from uuid import uuid4

from waslab.sessions.checks import Finding
from waslab.sessions.checks.noted import Noted
from waslab.sessions.eyes import ANSWER_SECONDS, MARK, Eyes

CROWD = 20

IN_A_ROW = 100
FACTOR = 5
"""A page is fresh for a second: a busy desk takes longer to ask, and more pages are made."""


def made_once(eyes: Eyes, word: str) -> Finding:
    """How often a page is made that a crowd asks for; it names the time at which it was made.

    The first crowd is there for the connections that the servers keep: the second one arrives at once.
    """
    asked = [f"/wsgi/hello?name={word}-{uuid4().hex[:8]}" for _ in range(2)]
    tried = f"the desk: {CROWD} times at once curl {asked[-1]}"
    times = [_times(eyes, path, CROWD, "--parallel") for path in asked]
    if len(times[-1]) < CROWD:
        return Finding(tried, f"{len(times[-1])} pages for {CROWD} visitors", "no_answer")
    made = max(len(set(of_crowd)) for of_crowd in times)
    return Finding(tried, f"{CROWD} pages, made {made} times", None if made == 1 else "each")


def pages_made(eyes: Eyes, key: str) -> Finding:
    """How many pages are made for many requests in a row; a wrong prediction is no mistake, none is."""
    noted = Noted.of(eyes, key)
    if noted.missing:
        return replace(noted.missing, cause="nothing")
    return noted.against({key: len(set(_times(eyes, "/wsgi/hello", IN_A_ROW)))}, FACTOR)


def _times(eyes: Eyes, path: str, count: int, *options: str) -> list[str]:
    """When each of the pages was made that so many requests get."""
    # What stands behind the # is not sent: all ask for the same.
    url = f"https://{eyes.topology.network.lab_public_name}{path}#[1-{count}]"
    quiet = ["--silent", "--user-agent", MARK, "--max-time", str(ANSWER_SECONDS)]
    desk = eyes.topology.members("clients")[0].name
    pages = eyes.host(desk).run(join(["curl", *options, *quiet, url])).stdout
    return re.findall(r'datetime="([^"]+)"', pages)
