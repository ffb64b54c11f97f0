"""What holds for every endpoint: paths, methods, headers, errors; and whoami, hello and healthz."""

import re

import pytest
from storefront import Shop, media_type, problem

ENDPOINTS = {
    "/whoami": "GET, HEAD",
    "/hello": "GET, HEAD",
    "/orders": "GET, HEAD, POST",
    "/orders/1": "GET, HEAD",
    "/healthz": "GET, HEAD",
}
READABLE = ["/whoami", "/hello", "/orders", "/healthz"]


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
    ],
)
def test_a_path_that_is_not_an_endpoint_is_not_found(shop: Shop, path: str) -> None:
    """Exact paths only: no redirect adds or takes away a slash."""
    assert problem(shop.get(path), 404)["title"] == "Not Found"


@pytest.mark.parametrize("path", ["/nothing", "/orders/x"])
def test_a_path_that_is_not_an_endpoint_is_not_found_by_any_method(shop: Shop, path: str) -> None:
    """The path is looked at before the method."""
    problem(shop.ask("POST", path), 404)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "BREW"])
@pytest.mark.parametrize("path", ENDPOINTS)
def test_another_method_is_refused_with_the_allowed_ones(shop: Shop, path: str, method: str) -> None:
    answer = shop.ask(method, path)
    assert problem(answer, 405)["title"] == "Method Not Allowed"
    assert answer.headers["Allow"] == ENDPOINTS[path]


@pytest.mark.parametrize("path", ["/whoami", "/hello", "/healthz"])
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
def test_every_answer_has_the_common_headers(shop: Shop, path: str) -> None:
    headers = shop.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == ("no-cache" if path == "/hello" else "no-store")


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
    types = {
        "machine": str,
        "model": str,
        "server": str,
        "pid": int,
        "thread": str,
        "requests": int,
        "client": str,
        "scheme": str,
        "request_id": str,
    }
    assert {name: type(value) for name, value in fields.items()} == types
    assert fields["model"] == shop.model
    assert fields["requests"] >= 1
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
