"""The application servers tell their names: app1 and app2."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from arrivals import arrived, never_seen, release
from browser import plain
from patience import eventually
from testinfra.host import Host

BACK_SECONDS = 20
BREAKS = {
    "dead": ("systemctl stop app@2", "systemctl start app@2"),
    "standing still": ("systemctl kill --signal STOP app@2", "systemctl kill --signal CONT app@2"),
    "unwell": ("touch /run/origin/app2.healthz", "rm /run/origin/app2.healthz"),
}
BOTH, ONE = {"app1", "app2"}, {"app1"}


def names(client: httpx.Client, method: str = "GET") -> set[str]:
    """Who answers several requests; every one of them is answered well."""
    answers = [client.request(method, "/app/", content=b"body" if method == "POST" else None) for _ in range(6)]
    return {answer.raise_for_status().json()["name"] for answer in answers}


@pytest.fixture
def broken(client: httpx.Client, host: Host) -> Iterator[Callable[[str], None]]:
    """Breaks the second application server, and waits at the end until it has work again."""
    mends: list[str] = []

    def hurt(kind: str) -> None:
        damage, mend = BREAKS[kind]
        mends.append(mend)
        host.check_output(damage)

    eventually(lambda: names(client), lambda seen: seen == BOTH, BACK_SECONDS, "both servers work")
    yield hurt
    for mend in mends:
        host.check_output(mend)
    eventually(lambda: names(client), lambda seen: seen == BOTH, BACK_SECONDS, "the server has work again")


def test_the_servers_share_the_work(client: httpx.Client) -> None:
    assert names(client) == BOTH


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_client_notices_a_dead_server(method: str, client: httpx.Client, broken: Callable[[str], None]) -> None:
    broken("dead")
    assert names(client, method) == ONE


def test_a_body_goes_to_the_next_when_a_server_stands_still(
    client: httpx.Client, broken: Callable[[str], None]
) -> None:
    broken("standing still")
    assert names(client, "POST") == ONE


def test_the_health_check_leaves_a_server_out(client: httpx.Client, broken: Callable[[str], None]) -> None:
    broken("unwell")
    eventually(lambda: names(client), lambda seen: seen == ONE, 20, "the server is left out")


def test_without_a_server_the_client_is_told(client: httpx.Client, host: Host) -> None:
    host.check_output("systemctl stop app@1 app@2")
    answer = client.get("/app/")
    host.check_output("systemctl start app@1 app@2")
    assert (answer.status_code, answer.json()["title"]) == (503, "Service Unavailable")
    eventually(lambda: client.get("/app/").status_code, lambda seen: seen == 200, BACK_SECONDS, "one works again")


def test_a_reload_drops_no_request_in_flight(client: httpx.Client, host: Host) -> None:
    path = never_seen("app/held")
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(client.get, path)
        eventually(lambda: arrived(host, path), lambda seen: len(seen) == 1, 5, "the request is in flight")
        try:
            host.check_output("systemctl reload apache2")
            assert client.get("/app/").status_code == 200
        finally:
            release(host, path)
        assert answer.result().text == "halfhalf"


def test_no_request_fails_while_it_reloads(address: str, host: Host) -> None:
    """Each on a connection of its own."""
    with ThreadPoolExecutor() as pool, plain(f"http://{address}", keeps_connections=False) as client:
        reload = pool.submit(host.check_output, "systemctl reload apache2")
        seen = [client.get("/app/").status_code]
        while not reload.done():
            seen.append(client.get("/app/").status_code)
    assert set(seen) == {200}
