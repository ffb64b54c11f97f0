"""The service lives on through what an administrator does to it, and is confined."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
from arrivals import arrived, never_seen, release
from confinement import MOST_EXPOSED, exposure
from patience import eventually
from testinfra.host import Host

SECONDS = 10
LOG = "/var/log/squid/access.log"


def test_the_service_is_confined(host: Host) -> None:
    assert exposure(host, "squid") <= MOST_EXPOSED


def test_no_process_of_it_is_root(host: Host) -> None:
    owners = host.check_output("ps --no-headers -o user -C squid")
    assert set(owners.split()) == {"proxy"}


def test_a_reload_drops_no_answer(client: httpx.Client, address: str, host: Host) -> None:
    path = never_seen("held")
    with ThreadPoolExecutor() as pool:
        download = pool.submit(client.get, f"http://{address}{path}")
        eventually(lambda: arrived(host, path), bool, SECONDS, "the request reaches the web server")
        host.check_output("systemctl reload squid")
        assert not download.done()
        release(host, path)
        assert download.result().text == "halfhalf"


def test_the_log_goes_on_after_its_rotation(
    client: httpx.Client, address: str, host: Host, logged: Callable[[str], list[dict[str, Any]]]
) -> None:
    before, after = (f"http://{address}{never_seen('turn')}" for _ in range(2))
    client.get(before)
    logged(before)
    assert host.service("logrotate.timer").is_running
    host.check_output("logrotate --force /etc/logrotate.d/squid")
    eventually(lambda: host.file(LOG).exists, bool, 10, "Squid has begun a new log")
    client.get(after)
    assert [line["status"] for line in logged(after)] == [200]
    assert before not in host.check_output("cat %s", LOG)
    assert before in host.check_output("cat %s.1", LOG)
