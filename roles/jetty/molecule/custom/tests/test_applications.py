import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from uuid import uuid4

import httpx
import pytest
from patience import eventually
from testinfra.host import Host

CLAIMS = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize(
    ("path", "media_type", "text"),
    [
        ("/pages/", "text/html", "<title>Pages</title>"),
        ("/pages/style.css", "text/css", "color: black"),
        ("/probe/client", "text/plain", "http "),
    ],
)
def test_an_application_answers_below_its_name(path: str, media_type: str, text: str, client: httpx.Client) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (200, media_type)
    assert text in answer.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/pages/WEB-INF/hidden.txt", 404),
        ("/pages/%2e/WEB-INF/hidden.txt", 404),
        ("/pages//WEB-INF/hidden.txt", 404),
        ("/pages/folder/..;/WEB-INF/hidden.txt", 404),
        pytest.param("/pages/folder/", 403, id="the list of a folder"),
        pytest.param("/stray/", 404, id="a WAR in the container's own folder"),
    ],
)
def test_nothing_else_is_served(path: str, status: int, address: str) -> None:
    """The path is sent as it stands here: no client tidies it up."""
    assert raw_status(address, path) == status


def test_an_error_tells_nothing_about_the_program(client: httpx.Client) -> None:
    answer = client.get("/probe/broken")
    assert answer.status_code == 500
    assert not [word for word in ("developers", "Exception", "Probe", "Jetty") if word in answer.text]


def test_a_proxy_is_believed_who_asks(client: httpx.Client) -> None:
    """The computer of the tests is one."""
    assert client.get("/probe/client", headers=CLAIMS).text == "https 203.0.113.7"


def test_nobody_else_is_believed_who_asks(address: str, host: Host) -> None:
    """The machine itself is no proxy."""
    claims = " ".join(f"--header '{name}: {value}'" for name, value in CLAIMS.items())
    assert host.check_output(f"curl --silent {claims} http://{address}:8180/probe/client") == f"http {address}"


def test_the_access_log_has_the_client_and_the_peer(client: httpx.Client, host: Host) -> None:
    client.get("/pages/none", headers=CLAIMS)
    line = json.loads(host.check_output("tail -qn 1 /var/log/jetty12/access.*.json"))
    assert (line["client"], line["path"], line["status"]) == ("203.0.113.7", "/pages/none", 404)
    assert line["peer"] != line["client"]


def test_an_application_logs_its_requests_to_a_file_of_their_own(client: httpx.Client, host: Host) -> None:
    line = f'{{"path": "/a\\"b", "request_id": "{uuid4()}"}}'
    client.get("/probe/log", params={"line": line})
    assert host.check_output("tail -n 1 /var/log/jetty12/requests.0.json") == line


def test_an_application_learns_which_container_runs_it(client: httpx.Client) -> None:
    assert client.get("/probe/server").text.startswith("jetty/12.")


def test_an_application_finds_its_pool(client: httpx.Client) -> None:
    assert client.get("/probe/user").text == "probe"


def test_a_request_waits_for_a_free_connection_as_long_as_it_may(client: httpx.Client) -> None:
    """One connection, 500 ms."""
    with ThreadPoolExecutor() as pool:
        holder = pool.submit(client.get, "/probe/slow-user")
        refused = eventually(lambda: client.get("/probe/user"), lambda seen: seen.status_code == 500, 2, "pool in use")
        assert 0.5 <= refused.elapsed.total_seconds() < 1.5
        assert holder.result().text == "probe"
    assert client.get("/probe/user").text == "probe"


def test_a_connection_that_the_database_ended_is_replaced(client: httpx.Client, host: Host) -> None:
    """At once: one request may learn of the end, the next has a new connection."""
    assert client.get("/probe/user").text == "probe"
    ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'probe'"
    assert host.check_output("runuser -u postgres -- psql --tuples-only --command %s", ended).strip() == "1"
    client.get("/probe/user")
    assert client.get("/probe/user").text == "probe"


def test_a_stopping_container_lets_a_request_finish(client: httpx.Client, host: Host) -> None:
    with ThreadPoolExecutor() as pool:
        slow = pool.submit(client.get, "/probe/slow")
        eventually(lambda: busy(host), lambda seen: seen, 2, "the request has arrived")
        restart = pool.submit(host.check_output, "systemctl restart jetty12")
        assert slow.result().text == "done"
        restart.result()
    eventually(lambda: alive(client), lambda seen: seen, 40, "the container answers again")


def raw_status(address: str, path: str) -> int:
    with closing(http.client.HTTPConnection(address, 8180, timeout=10)) as connection:
        connection.request("GET", path)
        return connection.getresponse().status


def busy(host: Host) -> bool:
    """Whether a request has come to the container that is not answered yet."""
    return bool(host.check_output("ss --no-header --tcp state established '( sport = :8180 )'"))


def alive(client: httpx.Client) -> bool:
    try:
        return client.get("/probe/user").text == "probe"
    except httpx.TransportError:
        return False
