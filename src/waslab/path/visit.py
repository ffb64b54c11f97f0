"""Makes the one request, as a browser on this computer."""

from __future__ import annotations

import re
import ssl
import time
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path

import httpx

from waslab.errors import BadUsage, CannotJudge

ANSWER_SECONDS = 15
"""Longer than the longest wait that the shop allows."""


@dataclass(frozen=True)
class Question:
    """What is asked of the front door; `target` is path and query."""

    url: str
    target: str
    method: str
    data: str | None = None

    @property
    def prefix(self) -> str:
        """The first part of the path, without slashes."""
        return self.target.partition("?")[0].lstrip("/").partition("/")[0]


@dataclass(frozen=True)
class Visit:
    """What the visitor saw. `ms`: from the first packet of the connection to the last byte of the answer."""

    question: Question
    status: int
    headers: tuple[tuple[str, str], ...]
    ms: float

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def request_id(self) -> str:
        found = self.header("X-Request-ID")
        if not found:
            raise CannotJudge(
                f"The answer ({self.status}) has no X-Request-ID, so no log can be searched for it.",
                where=self.question.url,
                mend="./lab verify -k paths",
            )
        return found


def question(typed: str, public_name: str, method: str | None, data: str | None) -> Question:
    """Reads what was typed: a path, or the whole address under the lab's public name."""
    mend = f"./lab path https://{public_name}/wsgi/orders"
    try:
        url = httpx.URL(f"https://{public_name}{typed}" if typed.startswith("/") else typed)
    except httpx.InvalidURL as error:
        raise BadUsage(f"'{typed}' is not an address: {error}.", mend=mend) from error
    if (url.scheme, url.netloc) != ("https", public_name.encode()):
        raise BadUsage(
            f"'{typed}' is not a page of the lab: only what is under https://{public_name}/ can be followed.", mend=mend
        )
    verb = (method or ("GET" if data is None else "POST")).upper()
    if not re.fullmatch("[A-Z]+", verb):
        raise BadUsage(f"'{method}' is not an HTTP method.", mend="./lab path /wsgi/orders --method GET")
    return Question(str(url), url.raw_path.decode(), verb, data)


def ask(asked: Question, front_door: IPv4Address, root: Path) -> Visit:
    """Connects to the front door's address, whatever this computer's resolver thinks of the name."""
    if not root.exists():
        raise CannotJudge(
            "The lab has no root certificate yet, so nothing can be asked.", where=str(root), mend="./lab up"
        )
    url = httpx.URL(asked.url)
    headers = {"Host": url.host} | ({"Content-Type": "application/json"} if asked.data is not None else {})
    begun = time.monotonic()
    try:
        trust = ssl.create_default_context(cafile=str(root))
        with httpx.Client(verify=trust, http2=True, trust_env=False, timeout=ANSWER_SECONDS) as browser:
            begun = time.monotonic()
            answer = browser.request(
                asked.method,
                url.copy_with(host=str(front_door)),
                content=asked.data,
                headers=headers,
                extensions={"sni_hostname": url.host},
            )
    except (httpx.HTTPError, OSError) as error:
        raise CannotJudge(f"The front door gave no answer: {error}.", where=str(front_door), mend="./lab up") from error
    return Visit(asked, answer.status_code, tuple(answer.headers.multi_items()), (time.monotonic() - begun) * 1000)
