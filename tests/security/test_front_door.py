"""Names, paths and sizes that lead nowhere, whichever hop decodes them."""

import re

import httpx
import pytest
import raw
from front_door import visitor
from lab import NETWORK

PREFIXES = [f"/{model}" for model in NETWORK.execution_models]
A_YEAR = 31_536_000

OTHER_HOSTS = [
    "evil.example",
    f"evil.example, {raw.NAME}",
    f"{raw.NAME}@evil.example",
    f"{raw.NAME}/evil",
    f"{raw.NAME}.",
    f"{raw.NAME}.evil.example",
    f"{raw.NAME}:443evil",
    "localhost",
    "",
]


@pytest.mark.parametrize("host", OTHER_HOSTS)
def test_no_other_host_is_answered(host: str) -> None:
    found = raw.exchange(f"GET /wsgi/whoami HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert found.statuses in ([400], [421])


@pytest.mark.parametrize("target", [f"https://evil.example{PREFIXES[0]}/whoami", "http://db:5432/", "db:5432"])
def test_no_request_is_forwarded_elsewhere(target: str) -> None:
    """The front door is no open proxy."""
    method = "GET" if "//" in target else "CONNECT"
    found = raw.exchange(f"{method} {target} HTTP/1.1\r\nHost: {raw.NAME}\r\nConnection: close\r\n\r\n".encode())
    assert found.statuses in ([400], [405], [421])


# As it stands, or as one hop or the next could decode it.
UPWARDS = ["..", "%2e%2e", "%2E.", "..;", "..%00", "%252e%252e", "%c0%ae%c0%ae", "..%5c..", "..\\"]
SEPARATORS = ["/", "%2f", "%252f", "/;/", "%5c"]
SECRET = re.compile(rb"root:.*:0:0:|<web-app|SECRET_KEY|PRIVATE KEY|\[(core|remote)|import django", re.IGNORECASE)
GOALS = ["etc/passwd", "WEB-INF/web.xml"]


@pytest.mark.parametrize("start", ["/static", *PREFIXES, "/servlet/orders"])
@pytest.mark.parametrize("up", UPWARDS)
def test_no_path_leads_out_of_its_folder(start: str, up: str) -> None:
    """One connection asks for every goal, at several depths."""
    targets = [f"{start}{way}{goal}" for way in ways(up) for goal in GOALS]
    asked = [f"GET {target} HTTP/1.1\r\nHost: {raw.NAME}\r\n" for target in targets]
    found = raw.exchange("\r\n".join([*asked, ""]).replace(asked[-1], f"{asked[-1]}Connection: close\r\n").encode())
    assert not SECRET.search(found.received)
    assert {*found.statuses} <= {400, 404}


def ways(up: str) -> list[str]:
    """Down from the start, by each separator."""
    return [f"{separator}{(up + separator) * depth}" for separator in SEPARATORS for depth in (1, 6)]


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/.env",
        "/server-status",
        "/balancer-manager",
        "/manager/html",
        "/nginx_status",
        "/haproxy?stats",
        "/metrics",
        "/-problem",
        "/cgi-bin/shop",
        "/servlet/WEB-INF/web.xml",
        "/servlet/%57EB-INF/web.xml",
        "/servlet/META-INF/MANIFEST.MF",
        "/wsgi/admin/",
        "/wsgi/static/",
    ],
)
def test_what_administers_a_server_is_not_there(path: str, front_door: httpx.Client) -> None:
    assert front_door.get(path).status_code == 404


ENDS = f" HTTP/1.1\r\nHost: {raw.NAME}\r\nConnection: close\r\n"
TOO_LARGE = {
    "an address": (f"GET /wsgi/whoami?{'a' * 70000}{ENDS}\r\n", {400, 414}),
    "a header": (f"GET /wsgi/whoami{ENDS}X-A: {'a' * 70000}\r\n\r\n", {400, 431}),
    "many headers": (f"GET /wsgi/whoami{ENDS}{'X-A: b' * 500}\r\n" + "X-B: c\r\n" * 500 + "\r\n", {400, 431}),
    "an announced body": (f"POST /wsgi/orders{ENDS}Content-Length: 99999999\r\n\r\n{{", {413}),
}


@pytest.mark.parametrize("what", TOO_LARGE)
def test_what_is_too_large_is_refused_at_once(what: str) -> None:
    sent, statuses = TOO_LARGE[what]
    (status,) = raw.exchange(sent.encode()).statuses
    assert status in statuses


@pytest.mark.parametrize("path", ["/", "/static/site.css", "/nowhere", *(f"{prefix}/hello" for prefix in PREFIXES)])
def test_every_answer_tells_the_browser_to_be_careful(path: str, front_door: httpx.Client) -> None:
    headers = front_door.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert int(headers["Strict-Transport-Security"].removeprefix("max-age=").partition(";")[0]) >= A_YEAR
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert "default-src" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_cookie_is_for_this_site_over_tls_and_for_no_script(prefix: str) -> None:
    with visitor() as browser:
        cookie = browser.get(f"{prefix}/visits").headers["Set-Cookie"]
    name, *attributes = cookie.lower().split("; ")
    assert name.startswith("__host-")
    assert {"secure", "httponly", "path=/", "samesite=lax"} <= {*attributes}
