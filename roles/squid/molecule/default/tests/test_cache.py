"""What is kept, for how long, and how one sees it."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from arrivals import arrived, never_seen
from patience import eventually
from testinfra.host import Host

Logged = Callable[..., list[dict[str, Any]]]


@pytest.mark.parametrize("folder", ["bytes/100", "bytes/4000000"])
def test_what_may_be_kept_is_fetched_once(folder: str, client: httpx.Client, address: str, host: Host) -> None:
    path = f"{never_seen('kept')}/{folder}?Cache-Control=max-age=600"
    first, second = (client.get(f"http://{address}{path}") for _ in range(2))
    assert first.content == second.content != b""
    assert ("Age" in first.headers, "Age" in second.headers) == (False, True)
    assert len(arrived(host, path)) == 1


@pytest.mark.parametrize("rule", ["no-store", "private", "no-cache", "max-age=0"])
def test_what_must_not_be_kept_is_fetched_each_time(rule: str, client: httpx.Client, address: str, host: Host) -> None:
    path = f"{never_seen('fresh')}?Cache-Control={rule}"
    for _ in range(2):
        client.get(f"http://{address}{path}")
    assert len(arrived(host, path)) == 2


def test_an_answer_to_a_change_is_not_kept(client: httpx.Client, address: str, host: Host) -> None:
    path = f"{never_seen('order')}?Cache-Control=max-age=600"
    for _ in range(2):
        client.post(f"http://{address}{path}")
    assert len(arrived(host, path)) == 2


def test_the_log_tells_what_was_kept(client: httpx.Client, address: str, logged: Logged) -> None:
    url = f"http://{address}{never_seen('told')}?Cache-Control=max-age=600"
    for _ in range(2):
        client.get(url)
    first, second = logged(url, 2)
    assert (first["result"], second["result"]) == ("TCP_MISS", "TCP_MEM_HIT")
    assert int(first["from_origin"]) > 0
    assert second["from_origin"] == "-"


def test_what_was_kept_outlives_a_restart(client: httpx.Client, address: str, host: Host) -> None:
    path = f"{never_seen('lasting')}?Cache-Control=max-age=600"
    before = client.get(f"http://{address}{path}").content
    host.check_output("systemctl restart squid")
    # Systemd is told a moment before the port is open.
    eventually(lambda: host.socket("tcp://0.0.0.0:3128").is_listening, bool, 10, "Squid listens")
    assert client.get(f"http://{address}{path}").content == before
    assert len(arrived(host, path)) == 1
