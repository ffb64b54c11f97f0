"""What the web server refuses, and in which words."""

import httpx
import pytest

LARGEST_BODY = 64 * 1024
LONGEST_LINE = 8 * 1024

LIKE_A_BROWSER = {"Accept": "text/html"}


@pytest.mark.parametrize(
    ("method", "path", "status", "title"),
    [
        ("GET", "/nowhere", 404, "Not Found"),
        ("GET", "/static/", 403, "Forbidden"),
        ("GET", "/..%2f..%2fetc/passwd", 400, "Bad Request"),
        ("POST", "/", 405, "Method Not Allowed"),
        ("PUT", "/index.html", 405, "Method Not Allowed"),
        ("DELETE", "/index.html", 405, "Method Not Allowed"),
    ],
    ids=lambda value: str(value)[:20],
)
@pytest.mark.parametrize("scheme", ["web", "plain"])
def test_an_error_is_a_problem(
    scheme: str, method: str, path: str, status: int, title: str, request: pytest.FixtureRequest
) -> None:
    client: httpx.Client = request.getfixturevalue(scheme)
    must_be_problem(client.request(method, path, headers=LIKE_A_BROWSER), status, title)


def must_be_problem(response: httpx.Response, status: int, title: str) -> None:
    """RFC 9457, with the request's id to look for in the log."""
    told = response.json()
    assert response.headers["Content-Type"] == "application/problem+json"
    assert (response.status_code, told["status"], told["title"]) == (status, status, title)
    assert (told["type"], told["request_id"]) == ("about:blank", response.headers["X-Request-ID"])
    assert response.headers["Cache-Control"] == "no-store"


def test_who_may_only_read_is_told_so(web: httpx.Client) -> None:
    assert web.post("/").headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(("bytes_", "status"), [(LARGEST_BODY, 405), (LARGEST_BODY + 1, 413)])
def test_a_body_may_not_be_larger(bytes_: int, status: int, plain: httpx.Client) -> None:
    """A smaller one is read, and then meets the next refusal."""
    assert plain.post("/", content=bytes(bytes_)).status_code == status


def test_a_body_that_is_too_large_is_a_problem(plain: httpx.Client) -> None:
    must_be_problem(plain.post("/", content=bytes(LARGEST_BODY + 1)), 413, "Content Too Large")


def test_an_address_that_is_too_long_is_a_problem(plain: httpx.Client) -> None:
    must_be_problem(plain.get("/" + "x" * LONGEST_LINE), 414, "URI Too Long")


def test_headers_that_are_too_large_are_a_problem(plain: httpx.Client) -> None:
    response = plain.get("/", headers={"X-Long": "x" * LONGEST_LINE})
    must_be_problem(response, 431, "Request Header Fields Too Large")


@pytest.mark.parametrize("scheme", ["web", "plain"])
@pytest.mark.parametrize("name", ["other.test", "web.test", "192.0.2.1"])
@pytest.mark.parametrize("path", ["/", "/healthz"])
def test_a_name_that_is_not_served_is_refused(
    scheme: str, name: str, path: str, request: pytest.FixtureRequest
) -> None:
    client: httpx.Client = request.getfixturevalue(scheme)
    must_be_problem(client.get(path, headers={"Host": name}), 421, "Misdirected Request")


def test_plain_http_on_the_port_of_https_is_a_problem(plain: httpx.Client) -> None:
    must_be_problem(plain.get("http://web:443/"), 400, "Bad Request")
