"""How requests find an application server that lives, and what happens when there is none."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from arrivals import arrived, never_seen, release
from patience import eventually
from testinfra.host import Host

BOTH = {"shop1", "shop2"}

Fail = Callable[[int, str], None]

pytestmark = pytest.mark.usefixtures("both_answer")


def answering(web: httpx.Client, path: str = "/shop/", method: str = "GET") -> set[str]:
    """The names of those who answer six requests, none of which may fail."""
    return {web.request(method, path).raise_for_status().json()["name"] for _ in range(6)}


def test_requests_go_to_all_servers_in_turn(web: httpx.Client) -> None:
    names = [web.get("/shop/").json()["name"] for _ in range(4)]
    assert names[0] == names[2] != names[1] == names[3]


@pytest.mark.parametrize("how", ["stopped", "hanging"])
def test_a_failed_server_is_left_out_and_comes_back(how: str, web: httpx.Client, host: Host, fail: Fail) -> None:
    """Half of the requests would wait for nginx_read_timeout, 2 s; so do the first, and the first after its rest."""
    fail(1, how)
    answers = [web.get("/shop/").raise_for_status() for _ in range(6)]
    assert {answer.json()["name"] for answer in answers} == {"shop2"}
    assert len([answer for answer in answers if answer.elapsed.total_seconds() > 1.9]) < 3
    host.check_output("systemctl kill --signal CONT shop@1; systemctl start shop@1")
    eventually(lambda: answering(web), lambda names: names == BOTH, 10, "both answer again")


def test_a_post_goes_to_the_next_server_when_the_first_refuses_it(web: httpx.Client, fail: Fail) -> None:
    fail(1, "stopped")
    assert answering(web, method="POST") == {"shop2"}


@pytest.mark.parametrize(("method", "status", "times"), [("GET", 200, 2), ("POST", 502, 1)])
def test_only_what_can_be_repeated_is_repeated(
    method: str, status: int, times: int, web: httpx.Client, host: Host
) -> None:
    """The application server takes the first request and hangs up: it may have done the work."""
    path = never_seen("once")
    assert (web.request(method, path).status_code, len(arrived(host, path))) == (status, times)


@pytest.mark.parametrize(
    ("method", "headers", "status", "times"),
    [
        ("GET", {}, 503, 2),
        ("POST", {"Idempotency-Key": "5fca6d1c"}, 503, 2),
        ("POST", {}, 503, 1),
        ("GET", {}, 404, 1),
        ("POST", {"Idempotency-Key": "5fca6d1c"}, 404, 1),
    ],
)
def test_an_error_of_one_server_is_a_question_to_the_other(
    method: str, headers: dict[str, str], status: int, times: int, web: httpx.Client, host: Host
) -> None:
    """Where the request may be repeated, and the mistake is not the visitor's own."""
    path = f"/status/{status}?" + never_seen("")[2:]
    assert (web.request(method, path, headers=headers).status_code, len(arrived(host, path))) == (status, times)


def test_the_least_busy_server_is_taken_where_that_was_asked_for(
    web: httpx.Client, open_site: Callable[[], httpx.Client], host: Host
) -> None:
    path = never_seen("held")
    with ThreadPoolExecutor() as pool:
        held = pool.submit(open_site().get, path)
        try:
            eventually(lambda: arrived(host, path), lambda requests: len(requests) == 1, 5, "one server is busy")
            assert len(answering(web, "/reports/")) == 1
        finally:
            release(host, path)
    assert held.result().text == "halfhalf"


@pytest.mark.parametrize(("path", "seconds", "without"), [("/reports/", 1, 4), ("/shop/", 4, 15)])
def test_silent_servers_are_given_up_in_time(
    path: str, seconds: int, without: int, web: httpx.Client, fail: Fail
) -> None:
    """Two tries, each of which may last as long as the location says, or else all locations.

    Without that setting the next wider one would hold: two tries of nginx_read_timeout, nginx_next_upstream_timeout.
    """
    for server in (1, 2):
        fail(server, "hanging")
    start = time.monotonic()
    response = web.get(path, timeout=2 * without)
    assert response.status_code == 504
    assert seconds - 0.1 <= time.monotonic() - start < without


def test_a_pool_without_a_living_server_is_a_problem(web: httpx.Client) -> None:
    response = web.get("/nobody/")
    assert (response.status_code, response.json()["title"]) == (502, "Bad Gateway")
    assert (response.headers["Content-Type"], response.headers["Retry-After"]) == ("application/problem+json", "1")
