"""The service lives on through what an administrator does to it, and is confined."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from arrivals import arrived, never_seen, release
from browser import browser
from confinement import MOST_EXPOSED, exposure
from patience import eventually
from testinfra.host import Host

LOG = "/var/log/haproxy/access.log"
SECONDS = 10


@pytest.mark.parametrize("unit", ["haproxy", "haproxy-log"])
def test_the_service_is_confined(unit: str, host: Host) -> None:
    assert exposure(host, unit) <= MOST_EXPOSED


@pytest.mark.parametrize("version", ["--http2", "--http1.1"])
def test_a_reload_drops_no_answer(version: str, address: str, host: Host, web: Host) -> None:
    path = never_seen("held")
    with ThreadPoolExecutor() as pool:
        download = pool.submit(
            web.run, "curl --silent %s --resolve %s https://proxy%s", version, f"proxy:443:{address}", path
        )
        eventually(lambda: arrived(web, path), bool, SECONDS, "the request reaches the web server")
        host.check_output("systemctl reload haproxy")
        assert not download.done()
        release(web, path)
        assert download.result().stdout == "halfhalf"


def test_a_reload_turns_nobody_away(address: str, authority: Path, host: Host) -> None:
    def visits() -> Iterator[int]:
        while True:
            with browser(address, "proxy", authority / "root.crt", http2=False) as visitor:
                yield visitor.get("/").status_code
            if reload.done():
                return

    with ThreadPoolExecutor() as pool:
        reload = pool.submit(host.check_output, "systemctl reload haproxy")
        assert set(visits()) == {200}


def test_a_stopped_service_starts_again(visitor: httpx.Client, host: Host) -> None:
    host.check_output("systemctl restart haproxy")
    assert visitor.get("/").status_code == 200


def test_every_request_is_told_in_the_log(visitor: httpx.Client, host: Host) -> None:
    line = logged(host, visitor.post("/status/404?a=1"))
    expected = {
        "method": "POST",
        "host": "proxy",
        "path": "/status/404",
        "query": "?a=1",
        "status": 404,
        "server": "web",
    }
    assert {key: line[key] for key in expected} == expected


def test_the_log_goes_on_after_its_rotation(visitor: httpx.Client, host: Host) -> None:
    before = logged(host, visitor.get("/"))
    assert host.service("logrotate.timer").is_running
    host.check_output("logrotate --force /etc/logrotate.d/haproxy-access")
    logged(host, visitor.get("/"))
    assert before["request_id"] not in host.check_output("cat %s", LOG)
    assert before["request_id"] in host.check_output("zcat %s.1.gz", LOG)


def logged(host: Host, answer: httpx.Response) -> dict[str, Any]:
    """The answer's line in the access log."""
    request_id = answer.headers["X-Request-ID"]
    look = lambda: host.run("grep %s %s", request_id, LOG).stdout  # noqa: E731
    line: dict[str, Any] = json.loads(eventually(look, bool, SECONDS, "the request is in the log"))
    return line
