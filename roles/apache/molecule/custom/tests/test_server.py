import json
import socket
import time

import httpx
import pytest
from arrivals import arrived, never_seen
from patience import eventually
from testinfra.host import Host

CLAIMS = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}
KEEP_ALIVE_SECONDS = 2


@pytest.mark.parametrize(("path", "status"), [("/shop/", 200), ("/app/", 404), ("/shop", 404)])
def test_only_its_path_is_handed_on(path: str, status: int, client: httpx.Client) -> None:
    assert status in {client.get(path).status_code for _ in range(2)}


@pytest.mark.parametrize(("size", "status"), [(1000, 200), (1001, 413)])
def test_bodies_have_their_limit(size: int, status: int, client: httpx.Client) -> None:
    assert status in {client.post("/shop/page.txt", content=bytes(size)).status_code for _ in range(2)}


def test_a_server_in_front_is_believed_who_asks(client: httpx.Client, host: Host) -> None:
    """The computer of the tests is one."""
    path = never_seen("shop")
    for _ in range(2):
        client.get(path, headers=CLAIMS)
    seen = [request["headers"] for request in arrived(host, path)]
    assert {(one["X-Forwarded-For"], one["X-Forwarded-Proto"]) for one in seen} == {("203.0.113.7", "https")}


def test_nobody_else_is_believed_who_asks(address: str, host: Host) -> None:
    """The machine itself is none."""
    path = never_seen("shop")
    claims = " ".join(f"--header '{name}: {value}'" for name, value in CLAIMS.items())
    host.check_output(f"curl --silent {claims} http://{address}:8000{path} http://{address}:8000{path}")
    seen = [request["headers"] for request in arrived(host, path)]
    assert {(one["X-Forwarded-For"], "X-Forwarded-Proto" in one) for one in seen} == {(address, False)}


def test_the_access_log_tells_who_asked_and_who_answered(client: httpx.Client, host: Host) -> None:
    for _ in range(2):
        client.get("/shop/page.txt", headers=CLAIMS)

    def last_two() -> list[dict[str, str]]:
        newest = host.check_output("ls --sort=time /var/log/apache2/access.json*").splitlines()[0]
        return [json.loads(line) for line in host.check_output("tail -n 2 %s", newest).splitlines()]

    both = {"ajp://127.0.0.1:8109", "http://127.0.0.1:8001"}
    lines = eventually(last_two, lambda told: {line["member"] for line in told} == both, 20, "both are logged")
    assert {line["client"] for line in lines} == {"203.0.113.7"}


def test_an_idle_connection_is_closed(address: str) -> None:
    """Far sooner than without the setting, for which the client would not wait."""
    begun = time.monotonic()
    with socket.create_connection((address, 8000), timeout=10) as connection, connection.makefile("rb") as answer:
        connection.sendall(b"GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n")
        assert answer.read().startswith(b"HTTP/1.1 404 ")
    assert time.monotonic() - begun > KEEP_ALIVE_SECONDS - 0.1
