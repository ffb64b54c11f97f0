"""What holds for every endpoint: paths, methods, headers, errors; and whoami, hello, slow and healthz."""

import json
import re
from datetime import UTC, datetime, timedelta
from time import monotonic

import httpx
import pytest
import shapes
from prefixes import PREFIXES
from storefront import Shop, media_type, new_name, problem

ENDPOINTS = {
    "/whoami": "GET, HEAD",
    "/hello": "GET, HEAD",
    "/slow?ms=0": "GET, HEAD",
    "/visits": "GET",
    "/orders": "GET, HEAD, POST",
    "/orders/1": "GET, HEAD",
    "/healthz": "GET, HEAD",
}
READABLE = ["/whoami", "/hello", "/slow?ms=0", "/orders", "/healthz"]


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/nothing",
        "/whoami/",
        "/orders/",
        "/orders/x",
        "/orders/1/",
        "/orders/-1",
        "/orders/1234567890123456789",
        "//whoami",
        "/whoami;a=1",
        "/orders/%2E%2E/whoami",
        "/WHOAMI",
    ],
)
def test_a_path_that_is_not_an_endpoint_is_not_found(shop: Shop, path: str) -> None:
    """Exact paths only: no redirect adds or takes away a slash."""
    assert problem(shop.get(path), 404)["title"] == "Not Found"


@pytest.mark.parametrize("path", ["/nothing", "/orders/x"])
def test_a_path_that_is_not_an_endpoint_is_not_found_by_any_method(shop: Shop, path: str) -> None:
    """The path is looked at before the method."""
    problem(shop.ask("POST", path), 404)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"])
@pytest.mark.parametrize("path", ENDPOINTS)
def test_another_method_is_refused_with_the_allowed_ones(shop: Shop, path: str, method: str) -> None:
    answer = shop.ask(method, path)
    assert problem(answer, 405)["title"] == "Method Not Allowed"
    assert answer.headers["Allow"] == ENDPOINTS[path]


def test_a_method_that_nobody_knows_is_refused(shop: Shop) -> None:
    """Some servers do not even ask the application."""
    assert shop.client.request("BREW", f"{shop.prefix}/whoami").status_code in {400, 405, 501}


@pytest.mark.parametrize("path", ["/whoami", "/hello", "/healthz", "/visits"])
def test_a_post_is_refused_where_nothing_is_taken(shop: Shop, path: str) -> None:
    answer = shop.ask("POST", path, content=b"{}")
    problem(answer, 405)
    assert answer.headers["Allow"] == ENDPOINTS[path]


@pytest.mark.parametrize("path", READABLE)
def test_head_is_get_without_the_body(shop: Shop, path: str) -> None:
    head, get = shop.ask("HEAD", path), shop.get(path)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert media_type(head) == media_type(get)


@pytest.mark.parametrize("path", [*READABLE, "/nothing"])
def test_every_request_has_an_id_of_its_own(shop: Shop, path: str) -> None:
    first, second = (shop.get(path).headers["X-Request-ID"] for _ in range(2))
    assert re.fullmatch(r"[A-Za-z0-9._:-]{1,128}", first)
    assert first != second


def test_a_problem_names_the_request(shop: Shop) -> None:
    answer = shop.get("/nothing")
    assert problem(answer, 404)["request_id"] == answer.headers["X-Request-ID"]


@pytest.mark.parametrize("path", [*READABLE, "/nothing"])
def test_no_answer_tells_what_software_gave_it(shop: Shop, path: str) -> None:
    headers = shop.get(path).headers
    told = [name for name in ("X-Powered-By", "Via") if name in headers]
    assert not told
    assert not re.search(r"\d", headers.get("Server", ""))


@pytest.mark.parametrize("query", ["name=a&name=b", "name=%FF", "name=%C3"])
def test_a_query_of_the_wrong_form_is_refused(shop: Shop, query: str) -> None:
    """A parameter is given once, as percent-encoded UTF-8."""
    problem(shop.get(f"/hello?{query}"), 400)


def test_unknown_parameters_are_ignored(shop: Shop) -> None:
    assert shop.get("/hello?colour=red&colour=blue").status_code == 200


def test_whoami_says_who_answers(shop: Shop) -> None:
    answer = shop.get("/whoami")
    assert (answer.status_code, media_type(answer)) == (200, "application/json")
    fields = answer.json()
    assert fields["model"] == shop.model
    assert fields["request_id"] == answer.headers["X-Request-ID"]


def test_whoami_sees_the_scheme_of_the_front_door(shop: Shop) -> None:
    assert shop.get("/whoami").json()["scheme"] == shop.client.base_url.scheme


def test_nobody_outside_can_pretend_to_be_another_client(shop: Shop) -> None:
    true_client = shop.get("/whoami").json()["client"]
    forged = {"X-Forwarded-For": "192.0.2.99", "X-Forwarded-Proto": "http", "Forwarded": "for=192.0.2.99;proto=http"}
    seen = shop.get("/whoami", headers=forged).json()
    assert (seen["client"], seen["scheme"]) == (true_client, shop.client.base_url.scheme)


def test_a_process_counts_its_requests(shop: Shop) -> None:
    """Of 20 answers, two that come from one process differ in their count."""
    seen = [
        (fields["machine"], fields["pid"], fields["requests"])
        for fields in (shop.get("/whoami").json() for _ in range(20))
    ]
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize(
    ("query", "greeted"),
    [
        ("", "world"),
        ("?name=", "world"),
        ("?name=Ann", "Ann"),
        ("?name=Ann+Lee%20Day", "Ann Lee Day"),
        ("?name=%EC%9B%B9%20%F0%9F%90%88", "웹 🐈"),
        ("?name=" + "n" * 100, "n" * 100),
        ("?name=" + "%F0%9F%90%88" * 100, "🐈" * 100),
    ],
)
def test_hello_greets(shop: Shop, query: str, greeted: str) -> None:
    answer = shop.get(f"/hello{query}")
    assert (answer.status_code, media_type(answer), answer.charset_encoding) == (200, "text/html", "utf-8")
    assert answer.text.count(f"<h1>Hello, {greeted}!</h1>") == 1


def test_hello_escapes_the_name(shop: Shop) -> None:
    page = shop.get("/hello", params={"name": """<script>"&'</script>"""}).text
    assert re.search(r"Hello, &lt;script&gt;&quot;&amp;(&#x27;|&#39;)&lt;/script&gt;!", page)
    assert "<script>" not in page


@pytest.mark.parametrize("name", ["n" * 101, "%F0%9F%90%88" * 101, "a%00b", "a%0Ab", "%7F"])
def test_hello_refuses_what_is_no_name(shop: Shop, name: str) -> None:
    problem(shop.get(f"/hello?name={name}"), 400)


def test_healthz_says_that_the_database_answers(shop: Shop) -> None:
    answer = shop.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "ok"})


def test_hello_says_when_it_was_made(shop: Shop) -> None:
    """By a clock that is right: a copy from a cache may be a few seconds old."""
    (made_at,) = re.findall(r'<time datetime="(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)">', shop.get("/hello").text)
    assert abs(datetime.fromisoformat(made_at) - datetime.now(UTC)) < timedelta(minutes=1)


def test_hello_says_where_it_was_made(shop: Shop) -> None:
    assert shop.model in shop.get(f"/hello?name={new_name()}").text


def test_hello_is_for_everybody(shop: Shop) -> None:
    """What a shared cache keeps tells nobody's name to others."""
    headers = shop.get(f"/hello?name={new_name()}", headers={"Cookie": "__Host-session=x"}).headers
    assert "Set-Cookie" not in headers
    assert "ETag" not in headers


@pytest.mark.parametrize("milliseconds", ["0", "01000"])
def test_slow_waits_as_long_as_it_is_asked(shop: Shop, milliseconds: str) -> None:
    began = monotonic()
    answer = shop.get(f"/slow?ms={milliseconds}")
    assert monotonic() - began >= int(milliseconds) / 1000
    fields = answer.json()
    assert (answer.status_code, fields["ms"], fields["model"]) == (200, int(milliseconds), shop.model)


@pytest.mark.parametrize(
    "query",
    ["", "?ms=", "?ms=-1", "?ms=10001", "?ms=000001", "?ms=1.0", "?ms=1e3", "?ms=%D9%A1", "?ms=1&ms=1", "?ms=1%27--"],
)
def test_slow_refuses_what_is_no_time(shop: Shop, query: str) -> None:
    problem(shop.get(f"/slow{query}"), 400)


def test_a_long_header_is_no_fault(shop: Shop) -> None:
    assert shop.get("/whoami", headers={"X-Long": "x" * 4000}).status_code == 200


def test_a_header_that_is_too_long_is_refused_by_some_server(shop: Shop) -> None:
    """Whichever it is, it says that the request is at fault."""
    answer = shop.client.get(f"{shop.prefix}/whoami", headers={"X-Long": "x" * 20_000})
    assert answer.status_code in {400, 413, 414, 431}


@pytest.mark.parametrize("query", ["name=" + "x" * 4000, "colour=" + "x" * 4000, "&" * 90])
def test_a_long_query_is_no_fault(shop: Shop, query: str) -> None:
    assert shop.get(f"/hello?{query}").status_code in {200, 400}


def test_a_stream_is_only_for_an_event_loop(shop: Shop) -> None:
    """The shop under every other prefix does not know the path."""
    assert shop.get("/stream?events=2&ms=10").status_code == (200 if shop.model == "asgi" else 404)


@pytest.mark.skipif("/asgi" not in PREFIXES, reason="/asgi is not there")
def test_events_come_one_by_one_through_all_servers(browser: httpx.Client) -> None:
    """Each 200 milliseconds after the one before it: a server that collects them gives them together."""
    events, arrivals = [], []
    with browser.stream("GET", "/asgi/stream?events=4&ms=200") as answer:
        for line in answer.iter_lines():
            if line:
                events.append(json.loads(line.removeprefix("data: ")))
                arrivals.append(monotonic())
    for event in events:
        shapes.check_event(event)
    assert [event["number"] for event in events] == [1, 2, 3, 4]
    assert arrivals[-1] - arrivals[0] > 0.3
