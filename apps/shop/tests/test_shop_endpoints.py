import json
import logging
import os
import re
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import RequestFactory
from problem_shape import assert_problem

from shop.logs import JsonLines
from shop.middleware import RequestStory

PATHS = ["whoami", "hello", "slow?ms=0", "orders", "healthz"]
SHARED_CACHES_MAY_KEEP_IT = "public, max-age=1, stale-while-revalidate=10, stale-if-error=600"


def broken(*_: Any) -> None:
    raise OperationalError("the server closed the connection")


def mistaken(*_: Any) -> None:
    raise ZeroDivisionError


def test_whoami_tells_who_answers(client: Any) -> None:
    """Every field of the contract, as this process sees it."""
    first = client.get("/wsgi/whoami").json()["requests"]
    response = client.get(
        "/wsgi/whoami",
        headers={"X-Request-ID": "r-1", "X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https"},
        REMOTE_ADDR="192.0.2.30",
    )
    expected = {
        "machine": "desk",
        "model": "wsgi",
        "version": "2.1",
        "server": "test/1",
        "pid": os.getpid(),
        "thread": "MainThread",
        "requests": first + 1,
        "client": "198.51.100.7",
        "scheme": "https",
        "request_id": "r-1",
    }
    assert expected == response.json()
    assert response["Content-Type"] == "application/json"


def test_whoami_needs_no_database(client: Any) -> None:
    """Balancers ask whoami whether this server lives; a dead database must not empty their pools."""
    with connection.execute_wrapper(broken):
        assert client.get("/wsgi/whoami").status_code == 200


@pytest.mark.parametrize(
    ("query", "greeting"),
    [
        ("", "Hello, world!"),
        ("?name=", "Hello, world!"),
        ("?name=Kim+%26+Ji%C4%B1", "Hello, Kim &amp; Jiı!"),  # noqa: RUF001 - a letter outside ASCII is the point
        ("?name=%3Cb%3E%22%27", "Hello, &lt;b&gt;&quot;&#x27;!"),
        ("?name=" + "%C3%A9" * 100, f"Hello, {'é' * 100}!"),
        ("?other=x&name=Kim", "Hello, Kim!"),
    ],
)
def test_hello_greets_with_escaped_names(client: Any, query: str, greeting: str) -> None:
    """The name stands in the page as text, whatever it is."""
    response = client.get(f"/wsgi/hello{query}")
    assert f"<h1>{greeting}</h1>" in response.text
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert response["Cache-Control"] == SHARED_CACHES_MAY_KEEP_IT


def test_hello_says_when_it_was_made(client: Any) -> None:
    """So that a copy from a cache can be told from a new page."""
    (made_at,) = re.findall(r'<time datetime="([^"]+)">', client.get("/wsgi/hello").text)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", made_at)
    assert abs(datetime.fromisoformat(made_at) - datetime.now(UTC)) < timedelta(seconds=5)


def test_slow_waits_as_long_as_it_was_asked(client: Any) -> None:
    """And says how long that was, and where."""
    began = monotonic()
    response = client.get("/wsgi/slow?ms=50", headers={"X-Request-ID": "r-1"})
    assert monotonic() - began >= 0.05
    assert response.json() == {"ms": 50, "machine": "desk", "model": "wsgi", "request_id": "r-1"}


@pytest.mark.parametrize("query", ["", "ms=", "ms=-1", "ms=10001", "ms=1.0", "ms=000001", "ms=%D9%A1", "ms=1&ms=1"])
def test_slow_refuses_other_times(client: Any, query: str) -> None:
    """One to five ASCII digits, 0 to 10000, once."""
    assert_problem(400, client.get(f"/wsgi/slow?{query}"))


@pytest.mark.parametrize("query", ["name=" + "x" * 101, "name=a%00b", "name=%FF", "name=a&name=b", "name=\xe9"])
def test_hello_refuses_other_names(client: Any, query: str) -> None:
    """Too long, with control characters, not UTF-8, or given twice."""
    assert_problem(400, client.get("/wsgi/hello", QUERY_STRING=query))


def test_healthz_is_well_when_the_database_answers(client: Any) -> None:
    """A query was answered."""
    response = client.get("/wsgi/healthz")
    assert (200, {"status": "ok", "database": "ok"}) == (response.status_code, response.json())


@pytest.mark.parametrize("path", ["healthz", "orders", "visits"])
def test_a_silent_database_is_unavailable(client: Any, path: str) -> None:
    """503, with the time to try again, and nothing about the database's inside."""
    with connection.execute_wrapper(broken):
        response = client.get(f"/wsgi/{path}")
    assert "closed" not in assert_problem(503, response)
    assert response["Retry-After"] == "1"


@pytest.mark.parametrize(
    "path", ["/wsgi", "/wsgi/", "/wsgi/whoami/", "/wsgi/nothing", "/whoami", "/wsgi/orders/x", "/wsgi/stream"]
)
def test_other_paths_are_not_found(client: Any, path: str) -> None:
    """Paths are exact and under the prefix; nothing redirects."""
    assert_problem(404, client.get(path))


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH"])
def test_other_methods_are_not_allowed(client: Any, path: str, method: str) -> None:
    """405 tells the allowed methods."""
    response = client.generic(method, f"/wsgi/{path}")
    assert_problem(405, response)
    assert response["Allow"] == ("GET, HEAD, POST" if path == "orders" else "GET, HEAD")


def test_a_head_does_not_count_as_a_visit(client: Any) -> None:
    """It is not allowed."""
    response = client.head("/wsgi/visits")
    assert (405, "GET") == (response.status_code, response["Allow"])


@pytest.mark.parametrize("path", [*PATHS, "nothing"])
def test_head_is_get_without_a_body(client: Any, path: str) -> None:
    """The same status and length, and no byte of it."""
    identified = {"headers": {"X-Request-ID": "r-1"}}
    get, head = client.get(f"/wsgi/{path}", **identified), client.head(f"/wsgi/{path}", **identified)
    assert (get.status_code, b"") == (head.status_code, head.content)
    if path != "whoami":
        assert get["Content-Length"] == head["Content-Length"]


def test_no_body_is_given_to_the_server_for_head() -> None:
    """Django's client would drop it by itself, Gunicorn warns of it."""
    response = RequestStory(lambda _: HttpResponse("text"))(RequestFactory().head("/"))
    assert (b"", "4") == (response.content, response["Content-Length"])


@pytest.mark.parametrize("path", [*PATHS, "nothing"])
def test_every_answer_has_the_common_headers(client: Any, path: str) -> None:
    """The request id comes back, and no browser guesses types or keeps what changes."""
    response = client.get(f"/wsgi/{path}", headers={"X-Request-ID": "r-1"})
    assert ("r-1", "nosniff") == (response["X-Request-ID"], response["X-Content-Type-Options"])
    assert response["Cache-Control"] == (SHARED_CACHES_MAY_KEEP_IT if path == "hello" else "no-store")


def test_a_fault_is_logged_with_its_request_id(client: Any, caplog: pytest.LogCaptureFixture) -> None:
    """The client learns the id, the log has the reason under it."""
    with connection.execute_wrapper(mistaken):
        response = client.get("/wsgi/orders", headers={"X-Request-ID": "r-1"})
    assert "Zero" not in assert_problem(500, response)
    (fault,) = (record for record in caplog.records if record.levelno >= logging.ERROR)
    assert (fault.fields["request_id"], fault.exc_info[0]) == ("r-1", ZeroDivisionError)


def test_every_request_has_one_line_in_the_log(client: Any, caplog: pytest.LogCaptureFixture) -> None:
    """The line is JSON and has the contract's fields; the query, which may hold names, is left out."""
    caplog.set_level(logging.INFO, "shop")
    client.get("/wsgi/hello?name=Kim", headers={"X-Request-ID": "r-1"})
    (record,) = caplog.records
    line = json.loads(JsonLines().format(record))
    assert {"time", "ms", "client", "pid", "thread"} <= line.keys()
    expected = {"request_id": "r-1", "model": "wsgi", "method": "GET", "path": "/wsgi/hello", "status": 200}
    assert expected == {name: line[name] for name in expected}


def test_the_log_tells_what_was_asked_of_the_database(client: Any, caplog: pytest.LogCaptureFixture) -> None:
    """How long the statements took together, and how many rows they touched: none where there was nothing to ask."""
    caplog.set_level(logging.INFO, "shop")
    client.post("/wsgi/orders", {"product": "pen", "quantity": 1}, content_type="application/json")
    client.get("/wsgi/hello")
    order, hello = (record.fields for record in caplog.records)
    assert order["rows"] >= 1
    assert 0 < order["database_ms"] <= order["ms"]
    assert (0, 0) == (hello["rows"], hello["database_ms"])


@pytest.mark.parametrize("path", ["orders", "orders/1", "healthz"])
def test_statements_carry_the_id_of_the_request(client: Any, path: str) -> None:
    """So the database's log can be read together with all others."""
    asked: list[str] = []
    connection.connection.set_trace_callback(asked.append)
    client.get(f"/wsgi/{path}", headers={"X-Request-ID": "A0:b.c_d-9"})
    connection.connection.set_trace_callback(None)
    assert [statement.partition("/*")[2] for statement in asked] == [" request_id=A0:b.c_d-9 */"]
