"""What a visitor meets at the front door."""

import socket
import ssl
import uuid
from pathlib import Path

import httpx
import pytest
from browser import browser
from tls_probe import Server, only, trusting

A_YEAR = 31_536_000


@pytest.fixture
def tls(address: str, authority: Path) -> Server:
    return Server(address, 443, "proxy", "elsewhere", str(authority / "root.crt"), postgresql=False)


@pytest.mark.parametrize("path", ["/", "/shop/orders?limit=5&sort=price"])
def test_plain_http_leads_to_the_same_address_over_https(path: str, address: str, authority: Path) -> None:
    with browser(address, "proxy", authority / "root.crt", "http") as visitor:
        answer = visitor.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (308, f"https://proxy{path}")


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_site_that_is_not_ours_is_refused(scheme: str, address: str, authority: Path) -> None:
    with browser(address, "proxy", authority / "root.crt", scheme) as visitor:
        answer = visitor.get("/", headers={"Host": "elsewhere.example"})
    assert (answer.status_code, answer.json()["title"]) == (421, "Misdirected Request")


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize("version", ["TLSv1", "TLSv1_1"])
def test_an_old_protocol_is_refused(version: str, tls: Server) -> None:
    """The reason is the proxy's own alert, not the client's reluctance."""
    assert tls.attempt(only(ssl.TLSVersion[version]), "proxy") == "TLSV1_ALERT_PROTOCOL_VERSION"


@pytest.mark.parametrize("version", ["TLSv1_2", "TLSv1_3"])
def test_a_current_protocol_is_spoken(version: str, tls: Server) -> None:
    assert tls.attempt(only(ssl.TLSVersion[version]), "proxy") == ""


def test_the_whole_chain_is_sent(tls: Server) -> None:
    """A visitor who knows nothing but the root can verify it."""
    assert tls.attempt(trusting(tls.root), "proxy") == ""


@pytest.mark.parametrize("http2", [True, False], ids=["HTTP/2", "HTTP/1.1"])
def test_the_visitor_chooses_the_version_of_http(http2: bool, address: str, authority: Path) -> None:  # noqa: FBT001
    with browser(address, "proxy", authority / "root.crt", http2=http2) as visitor:
        answer = visitor.get("/")
    assert (answer.status_code, answer.http_version) == (200, "HTTP/2" if http2 else "HTTP/1.1")


@pytest.mark.parametrize("path", ["/", "/status/404"])
def test_browsers_are_told_to_stay_with_https(path: str, visitor: httpx.Client) -> None:
    max_age = visitor.get(path).headers["Strict-Transport-Security"].removeprefix("max-age=")
    assert int(max_age) >= A_YEAR


@pytest.mark.parametrize("header", ["Server", "Via", "X-Powered-By"])
def test_the_visitor_does_not_learn_what_runs_behind(header: str, visitor: httpx.Client) -> None:
    assert header not in visitor.get("/", params={header: "origin"}).headers


def test_another_header_of_the_web_server_arrives(visitor: httpx.Client) -> None:
    assert visitor.get("/?X-Runtime=3").headers["X-Runtime"] == "3"


@pytest.mark.parametrize("path", ["/", "/status/404", "/?Referrer-Policy=unsafe-url"])
def test_browsers_are_told_to_be_careful_by_every_answer(path: str, visitor: httpx.Client) -> None:
    headers = visitor.get(path).headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert (headers["Referrer-Policy"], headers["X-Content-Type-Options"]) == ("same-origin", "nosniff")


@pytest.fixture
def forged(visitor: httpx.Client) -> httpx.Response:
    """The answer to a visitor who tells stories about where the request came from."""
    return visitor.get(
        "/",
        headers={
            "Forwarded": "for=203.0.113.9;proto=http",
            "Proxy": "http://203.0.113.9",
            "X-Forwarded-For": "203.0.113.9",
            "X-Forwarded-Host": "forged",
            "X-Forwarded-Proto": "http",
            "X-Real-IP": "203.0.113.9",
            "X-Request-ID": "forged",
        },
    )


def test_the_web_server_learns_the_visitors_own_address(forged: httpx.Response, address: str) -> None:
    with socket.create_connection((address, 443)) as connection:
        own_address = connection.getsockname()[0]
    assert sent(forged)["x-forwarded-for"] == own_address


def test_the_web_server_learns_that_the_visitor_came_over_https(forged: httpx.Response) -> None:
    assert sent(forged)["x-forwarded-proto"] == "https"


@pytest.mark.parametrize("header", ["forwarded", "proxy", "x-forwarded-host", "x-real-ip"])
def test_other_stories_of_the_visitor_are_dropped(header: str, forged: httpx.Response) -> None:
    assert header not in sent(forged)


def test_the_request_has_a_new_id_that_both_sides_learn(forged: httpx.Response) -> None:
    request_id = forged.headers["X-Request-ID"]
    assert request_id == str(uuid.UUID(request_id)) == sent(forged)["x-request-id"]


def sent(answer: httpx.Response) -> dict[str, str]:
    """The headers with which the request reached the web server."""
    return {name.lower(): value for name, value in answer.json()["headers"].items()}


def test_nobody_sees_statistics(address: str) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address, 8404), timeout=5)
