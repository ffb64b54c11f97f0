"""Four web servers: web1 and web2 are sound, web3 has no certificate of its name, web4 one from nobody known."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from arrivals import arrived, never_seen, release
from browser import browser
from patience import eventually
from testinfra.host import Host

SOUND = {"web1", "web2"}
VISITS = 12
SECONDS = 10


@pytest.fixture
def ill(host: Host) -> Iterator[str]:
    """The name of a web server that answers all but the health checks."""
    host.check_output("touch /run/origin/web1.alive")
    yield "web1"
    host.check_output("rm --force /run/origin/web1.alive")


@pytest.fixture
def dead(host: Host, visitor: httpx.Client) -> Iterator[str]:
    """The name of a web server that was killed a moment ago, which HAProxy does not know yet."""
    host.check_output("systemctl kill --signal KILL web@1")
    yield "web1"
    host.check_output("systemctl start web@1")
    eventually(lambda: answering(visitor), SOUND.__eq__, SECONDS, "web1 is back")


@pytest.fixture(params=["web3", "web4"])
def impostor(request: pytest.FixtureRequest, host: Host, visitor: httpx.Client) -> Iterator[str]:
    """The name of a web server that HAProxy believes to be healthy, though it cannot prove its name."""
    name: str = request.param
    tell(host, f"disable health web/{name}; set server web/{name} health up")
    yield name
    tell(host, f"enable health web/{name}")
    eventually(lambda: answering(visitor), SOUND.__eq__, SECONDS, f"{name} is left out")


def answering(visitor: httpx.Client, method: str = "GET") -> set[str]:
    """Which servers answer some requests in a row; a failed request shows as its status."""
    answers = [visitor.request(method, "/") for _ in range(VISITS)]
    return {answer.json()["name"] if answer.status_code == 200 else str(answer.status_code) for answer in answers}


def tell(host: Host, command: str) -> None:
    """Speak to HAProxy as its administrator."""
    script = (
        "import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect('/run/haproxy/admin.sock');"
        "s.sendall(sys.argv[1].encode() + b'\\n'); s.makefile().read()"
    )
    host.check_output("python3 -c %s %s", script, command)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_sound_servers_share_the_work(method: str, host: Host, visitor: httpx.Client) -> None:
    eventually(lambda: answering(visitor, method), SOUND.__eq__, SECONDS, "both have work")
    path = never_seen("shared")
    for _ in range(VISITS):
        visitor.request(method, path)
    shares = Counter(request["name"] for request in arrived(host, path))
    assert set(shares) == SOUND
    assert min(shares.values()) >= VISITS // 4


def test_a_server_that_cannot_prove_its_name_gets_no_request(impostor: str, host: Host, visitor: httpx.Client) -> None:
    path = never_seen("secret")
    for _ in range(VISITS):
        visitor.get(path)
    assert impostor not in {request["name"] for request in arrived(host, path)}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_ill_server_is_left_out_and_taken_back(method: str, ill: str, visitor: httpx.Client, host: Host) -> None:
    eventually(lambda: answering(visitor, method), (SOUND - {ill}).__eq__, SECONDS, f"{ill} is left out")
    host.check_output("rm /run/origin/%s.alive", ill)
    eventually(lambda: answering(visitor, method), SOUND.__eq__, SECONDS, f"{ill} is back")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_notices_that_a_server_died(method: str, dead: str, visitor: httpx.Client) -> None:
    """Where no connection came about nothing was sent, so that even a POST may go to another server."""
    assert answering(visitor, method) == SOUND - {dead}


def test_when_no_server_is_left_the_visitor_hears_when_to_come_again(host: Host, visitor: httpx.Client) -> None:
    host.check_output("touch /run/origin/web1.alive /run/origin/web2.alive")
    try:
        answer = eventually(lambda: visitor.get("/"), lambda found: found.status_code == 503, SECONDS, "none is left")
    finally:
        host.check_output("rm /run/origin/web1.alive /run/origin/web2.alive")
        eventually(lambda: answering(visitor), SOUND.__eq__, SECONDS, "both are back")
    assert answer.headers["Retry-After"] == "1"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]


def test_a_server_gets_no_more_requests_at_a_time_than_it_may(host: Host, address: str, authority: Path) -> None:
    """The others wait in line, and are answered in the end."""
    path = never_seen("held")

    def visit() -> str:
        with browser(address, "www.example.test", authority / "root.crt") as own:
            return own.get(path).text

    with ThreadPoolExecutor(VISITS) as pool:
        visits = [pool.submit(visit) for _ in range(VISITS)]
        begun = eventually(lambda: len(arrived(host, path)), lambda count: count >= 6, SECONDS, "the servers are busy")
        release(host, path)
        assert {visited.result() for visited in visits} == {"halfhalf"}
    assert begun == 6


def test_the_chosen_status_is_a_reason_to_try_again(host: Host, visitor: httpx.Client) -> None:
    path = never_seen("status/503")
    status = visitor.get(path).status_code
    assert (status, len(arrived(host, path))) == (503, 4)


def test_a_status_that_was_not_chosen_is_none(host: Host, visitor: httpx.Client) -> None:
    path = never_seen("status/502")
    status = visitor.get(path).status_code
    assert (status, len(arrived(host, path))) == (502, 1)


def test_a_server_that_does_not_answer_in_time_is_not_waited_for(visitor: httpx.Client) -> None:
    assert visitor.get("/silent").status_code == 504
