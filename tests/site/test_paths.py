"""What a visitor gets through the front door, and what each server on the way tells about it."""

import json
import re
import uuid
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
import stories
from browsing import browse
from front_door import visitor
from lab import NETWORK, TOPOLOGY, only_machine
from machines import Machines

CLIENT = only_machine("clients")

MODELS = {f"/{name}": (name, model.group) for name, model in NETWORK.execution_models.items()}
"""By prefix: the execution model, and the group of its machines."""

SOME_PATHS = (
    "/",
    "/static/site.css",
    "/nowhere",
    *(f"{prefix}/{end}" for prefix in MODELS for end in ("whoami", "nowhere")),
)
A_YEAR = 31_536_000

every_prefix = pytest.mark.parametrize("prefix", MODELS)


def names(group: str) -> list[str]:
    return [machine.name for machine in TOPOLOGY.members(group)]


@every_prefix
def test_whoami_tells_who_answers_and_what_it_sees(prefix: str, front_door: httpx.Client) -> None:
    model, group = MODELS[prefix]
    response = front_door.get(f"{prefix}/whoami")
    told = response.json()
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert told.keys() == {
        "machine", "model", "version", "server", "pid", "thread", "requests", "client", "scheme", "request_id",
    }  # fmt: skip
    assert told["machine"] in names(group)
    assert (told["model"], told["scheme"]) == (model, "https")
    assert told["client"] == str(NETWORK.lab_host_address)
    assert min(told["pid"], told["requests"]) >= 1


@every_prefix
def test_hello_greets_by_name_and_escapes_it(prefix: str, front_door: httpx.Client) -> None:
    response = front_door.get(f"{prefix}/hello", params={"name": "<Kim> & 김"})
    assert response.status_code == 200
    assert response.headers["Content-Type"].lower().replace(" ", "") == "text/html;charset=utf-8"
    assert "<h1>Hello, &lt;Kim&gt; &amp; 김!</h1>" in response.text


@every_prefix
def test_an_order_is_taken_once_and_listed(prefix: str, front_door: httpx.Client) -> None:
    key = str(uuid.uuid4())
    order = {"product": "pen", "quantity": 1}

    first = front_door.post(f"{prefix}/orders", json=order, headers={"Idempotency-Key": key})
    again = front_door.post(f"{prefix}/orders", json=order, headers={"Idempotency-Key": key})
    listed = front_door.get(f"{prefix}/orders", params={"limit": 100}).json()["orders"]

    assert first.status_code == 201
    taken = first.json()
    assert taken == {**order, "id": taken["id"], "created_at": taken["created_at"]}
    assert datetime.fromisoformat(taken["created_at"]).utcoffset() == timedelta(0)
    assert first.headers["Location"] == f"{prefix}/orders/{taken['id']}"
    assert (again.status_code, again.text) == (201, first.text)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert listed.count(taken) == 1


def test_an_order_taken_by_one_model_is_seen_by_the_other(front_door: httpx.Client) -> None:
    taken = front_door.post("/wsgi/orders", json={"product": "cup", "quantity": 1}).json()
    assert front_door.get(f"/servlet/orders/{taken['id']}").json() == taken


@every_prefix
def test_the_application_reaches_the_database(prefix: str, front_door: httpx.Client) -> None:
    response = front_door.get(f"{prefix}/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "database": "ok"})


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        *(("GET", f"{prefix}/nowhere", 404) for prefix in MODELS),
        *(("DELETE", f"{prefix}/whoami", 405) for prefix in MODELS),
        *(("POST", f"{prefix}/orders", 415) for prefix in MODELS),
        ("GET", "/nowhere", 404),
        ("POST", "/", 405),
    ],
)
def test_an_error_is_a_problem_with_the_requests_id(
    method: str, path: str, status: int, front_door: httpx.Client
) -> None:
    response = front_door.request(method, path)
    told = response.json()
    assert response.status_code == status
    assert response.headers["Content-Type"].startswith("application/problem+json")
    assert (told["type"], told["status"]) == ("about:blank", status)
    assert told["request_id"] == response.headers["X-Request-ID"]
    if status == 405:
        assert response.headers["Allow"] == "GET, HEAD"


def test_a_static_file_is_not_sent_again_to_who_has_it(front_door: httpx.Client) -> None:
    first = front_door.get("/static/site.css")
    again = front_door.get("/static/site.css", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


@pytest.mark.parametrize("http2", [True, False], ids=["HTTP/2", "HTTP/1.1"])
def test_the_front_door_speaks(*, http2: bool) -> None:
    with visitor(http2=http2) as browser:
        response = browser.get("/")
    assert (response.status_code, response.http_version) == (200, "HTTP/2" if http2 else "HTTP/1.1")


def test_plain_http_leads_to_https() -> None:
    with visitor("http") as browser:
        response = browser.get("/wsgi/hello?name=Kim")
    assert response.status_code == 308
    assert response.headers["Location"] == f"https://{NETWORK.lab_public_name}/wsgi/hello?name=Kim"


@pytest.mark.parametrize("path", SOME_PATHS)
def test_browsers_are_told_to_stay_with_https(path: str, front_door: httpx.Client) -> None:
    sent = front_door.get(path).headers["Strict-Transport-Security"]
    found = re.search(r"max-age=(\d+)", sent)
    assert found is not None
    assert int(found[1]) >= A_YEAR


@pytest.mark.parametrize("path", SOME_PATHS)
def test_no_header_names_a_server_or_its_version(path: str, front_door: httpx.Client) -> None:
    headers = front_door.get(path).headers
    assert {"Server", "Via", "X-Powered-By"}.isdisjoint(name.title() for name in headers)
    assert not re.search(r"(?i)nginx|haproxy|apache|tomcat|gunicorn|django|python", str(headers))


@every_prefix
def test_what_a_visitor_says_about_itself_is_not_believed(prefix: str, front_door: httpx.Client) -> None:
    forged = {
        "Forwarded": "for=203.0.113.9;proto=http",
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "http",
        "X-Real-IP": "203.0.113.9",
        "X-Request-ID": "forged",
    }
    told = front_door.get(f"{prefix}/whoami", headers=forged).json()
    assert (told["client"], told["scheme"]) == (str(NETWORK.lab_host_address), "https")
    assert told["request_id"] == str(uuid.UUID(told["request_id"]))


@pytest.fixture(scope="module")
def told(front_door: httpx.Client) -> dict[str, dict[str, Any]]:
    """By prefix, what whoami answered to one request whose way the logs tell."""
    return {prefix: front_door.get(f"{prefix}/whoami?told").json() for prefix in MODELS}


@pytest.mark.parametrize(
    ("prefix", "server"),
    [
        pytest.param(prefix, server, id=f"{prefix[1:]}-{server}")
        for prefix, (model, _) in MODELS.items()
        for server in stories.SERVERS[model]
    ],
)
def test_every_hop_logs_the_request_under_its_one_id(
    prefix: str, server: str, told: dict[str, dict[str, Any]], machines: Machines
) -> None:
    """The line has the visitor's address too: no hop takes its neighbour for the visitor."""
    (line,) = stories.seen(machines, names(stories.LOGS[server].group), server, told[prefix]["request_id"])
    assert line["request_id"] == told[prefix]["request_id"]
    assert line["client"] == str(NETWORK.lab_host_address)
    assert line["status"] == 200
    assert datetime.fromisoformat(line["time"]).tzinfo is not None


def test_the_learners_desk_uses_the_front_door_and_trusts_it(machines: Machines) -> None:
    """Without an option: the name is in the desk's hosts file, the root among its trusted ones."""
    answer = browse(machines, CLIENT.name, f"https://{NETWORK.lab_public_name}/wsgi/whoami")
    assert answer.status == "200"
    assert json.loads(answer.body)["client"] == str(CLIENT.address)
