"""The daemon stays whole while it is confined: it reloads, rotates its log, comes back, and drops nobody."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from arrivals import never_seen
from browser import browser
from confinement import MOST_EXPOSED, exposure
from patience import eventually
from testinfra.host import Host

BIG = "/var/www/site/big.bin"
BIG_BYTES = 64 * 1024 * 1024
LOG = "/var/log/nginx/access.log"


@pytest.fixture
def big_file(host: Host) -> Iterator[str]:
    """More than the buffers between server and client hold; its path in the site."""
    host.check_output("truncate --size %s %s", str(BIG_BYTES), BIG)
    yield "/big.bin"
    host.check_output("rm %s", BIG)


def retiring(host: Host) -> list[str]:
    """The workers that only finish what they have begun."""
    found = host.run("pgrep --full 'nginx: worker process is shutting down'")
    return str(found.stdout).split()


def logged(host: Host, path: str) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in host.check_output("cat %s", LOG).splitlines()]
    return [line for line in lines if line["path"] == path]


def test_the_service_is_confined(host: Host) -> None:
    assert exposure(host, "nginx") <= MOST_EXPOSED


def test_a_reload_drops_no_download(
    host: Host, address: str, authority: Path, web: httpx.Client, big_file: str
) -> None:
    """By HTTP/1.1: httpx itself gives up an HTTP/2 connection once it is told that it will be closed."""
    slow = browser(address, "web", authority / "root.crt", http2=False)
    with slow, slow.stream("GET", big_file) as download:
        parts = download.iter_raw()
        received = len(next(parts))
        host.check_output("systemctl reload nginx")
        eventually(lambda: retiring(host), lambda workers: len(workers) > 0, 5, "the old worker gives way")
        assert web.get("/").status_code == 200
        assert received + sum(len(part) for part in parts) == BIG_BYTES


def test_a_configuration_with_a_mistake_is_not_loaded(host: Host, web: httpx.Client) -> None:
    mistake = "/etc/nginx/conf.d/mistake.conf"
    host.check_output("echo 'no_such_word on;' > %s", mistake)
    try:
        assert host.run("systemctl reload nginx").rc != 0
        assert web.get("/").status_code == 200
    finally:
        host.check_output("rm %s && systemctl reload nginx", mistake)


def test_the_log_goes_on_after_its_rotation(host: Host, web: httpx.Client) -> None:
    """A worker that has not heard of it yet writes its line into the old file."""
    assert host.service("logrotate.timer").is_running
    host.check_output("logrotate --force /etc/logrotate.d/nginx")
    path = never_seen("nowhere")

    def ask_and_look() -> int:
        web.get(path)
        return len(logged(host, path))

    eventually(ask_and_look, lambda lines: lines > 0, 10, "a request is logged in the new file")


def test_the_service_comes_back_after_a_crash(host: Host, web: httpx.Client) -> None:
    host.check_output("systemctl kill --signal KILL nginx")

    def status() -> int | str:
        try:
            return web.get("/").status_code
        except httpx.TransportError as error:
            return str(error)

    eventually(status, lambda found: found == 200, 10, "the page is served again")


def test_health_is_the_web_servers_own(web: httpx.Client) -> None:
    response = web.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_the_log_tells_who_asked_for_what(host: Host, web: httpx.Client) -> None:
    """One JSON object a line, whatever the client sends."""
    path = never_seen("nowhere")
    sent = {"User-Agent": 'quotes " and \\', "X-Forwarded-For": "203.0.113.9", "X-Request-ID": "forged"}
    answer = web.get(path, params={"a": "b"}, headers=sent)
    (line,) = eventually(lambda: logged(host, path), lambda lines: len(lines) == 1, 5, "the request is logged")
    assert (line["method"], line["query"], line["status"], line["host"]) == ("GET", "?a=b", 404, "web")
    assert (line["request_id"], line["user_agent"]) == (answer.headers["X-Request-ID"], sent["User-Agent"])
    assert line["client"] == line["peer"] != "203.0.113.9"
