"""What the vocabulary has no word for."""

from __future__ import annotations

import json
from shlex import join, quote
from uuid import uuid4

from waslab.path.logs import WEB_SERVER, Container, logs
from waslab.sessions.checks import Finding
from waslab.sessions.checks.noted import Noted
from waslab.sessions.eyes import MARK, Eyes

FETCHES = 3
PATIENCE_SECONDS = 4


def seen(eyes: Eyes, word: str) -> Finding:
    """Under which addresses the web server was asked for something with the word, since the session began."""
    log = logs(Container.of(eyes.inventory))[WEB_SERVER]
    web = eyes.topology.members("webservers")[0].name
    found = eyes.host(web).run(f"{log.command} | grep --fixed-strings {quote(f'?{word}')}").stdout
    lines = [json.loads(line) for line in found.splitlines()]
    seen_as = {line["client"] for line in lines if line["query"] == f"?{word}" and line["time"] >= eyes.since}
    wanted = {str(eyes.topology.members(group)[0].address) for group in ("clients", "proxies")}
    tried = f"{web}: {log.place}"
    if not seen_as:
        return Finding(tried, f"nobody has asked for ?{word}", "nothing")
    return Finding(tried, f"asked by {' and '.join(sorted(seen_as))}", None if seen_as >= wanted else "one")


def silent(eyes: Eyes, site: str) -> Finding:
    """Whether the origin is told nothing of the desk."""
    url = f"http://{site}/"
    body = _fetched(eyes, url)
    desk = str(eyes.topology.members("clients")[0].address)
    told = desk in body or not body
    return Finding(_tried(url), body.strip() or "no answer", "told" if told else None)


def reached(eyes: Eyes, key: str, site: str) -> Finding:
    """How many fetches of the page that is named like the key go on to the origin."""
    noted = Noted.of(eyes, key)
    if noted.missing:
        return noted.missing
    measured = noted.measured[key]
    # Of an address that nobody has fetched; curl counts, and what follows # is not sent.
    fresh = f"http://{site}/{key}?{uuid4()}#[1-{FETCHES}]"
    told = _fetched(eyes, fresh, "--output", "/dev/null", "--write-out", r"%header{cache-status}\n")
    away = sum(";hit" not in line for line in told.splitlines())
    saw = f"measured {measured:g}, the lab counts {away}"
    return Finding(noted.tried, saw, None if measured == away else "differs")


def refused(eyes: Eyes, word: str) -> Finding:
    """Whether the proxy refuses the games, and not the news."""
    forbidden = [f"http://{name}.{word}.example/" for name in ("games", "play.games")]
    allowed = f"http://news.{word}.example/account"
    status = ("--output", "/dev/null", "--write-out", "%{http_code}")
    passed = [url for url in forbidden if _fetched(eyes, url, *status) != "403"]
    if passed:
        return Finding(_tried(passed[0]), "it is not refused", "open")
    told = _fetched(eyes, allowed, *status)
    return Finding(_tried(allowed), f"status {told}", None if told == "200" else "too_wide")


def tunnels(eyes: Eyes) -> Finding:
    """Whether tunnels go to the port of HTTPS, and to that of HTTP not."""
    public = eyes.topology.network.lab_public_name
    status = ("--output", "/dev/null", "--proxytunnel", "--write-out", "%{http_connect}")
    http, https = (_fetched(eyes, f"{scheme}://{public}/", *status) for scheme in ("http", "https"))
    cause = "anywhere" if http != "403" else "none" if https != "200" else None
    return Finding(_tried(f"--proxytunnel {public}"), f"CONNECT to 80: {http}, to 443: {https}", cause)


def _fetched(eyes: Eyes, url: str, *options: str) -> str:
    """What curl prints on the desk, which asks the proxy."""
    squid = f"http://{_proxy(eyes)}:{eyes.topology.network.service_ports['squid']}"
    quiet = ["--silent", "--max-time", str(PATIENCE_SECONDS), "--user-agent", MARK, "--proxy", squid]
    desk = eyes.topology.members("clients")[0].name
    return str(eyes.host(desk).run(join(["curl", *quiet, *options, url])).stdout)


def _proxy(eyes: Eyes) -> str:
    return eyes.topology.members("proxies")[0].name


def _tried(url: str) -> str:
    return f"the desk, through the proxy: curl {url}"
