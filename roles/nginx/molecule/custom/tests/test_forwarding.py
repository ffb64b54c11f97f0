"""What an application server is told of a request, and by whom."""

import json

import httpx
import pytest
from testinfra.host import Host

SAYS = {"X-Forwarded-For": "203.0.113.9", "X-Request-ID": "from-the-edge"}
SHOW_REQUEST_ID = "--output /dev/null --write-out '%header{X-Request-ID}'"


def as_proxy(host: Host, address: str, url: str, headers: dict[str, str], *options: str) -> str:
    """What the machine itself gets, whose address is trusted."""
    sent = [f"--header '{name}: {value}'" for name, value in headers.items()]
    found = [f"--resolve www.example.test:{port}:{address}" for port in (8080, 8443)]
    words = ["curl --silent --show-error --cacert /etc/ssl/site/root.crt", *found, *sent, *options, url]
    return str(host.check_output(" ".join(words)))


@pytest.mark.parametrize("header", SAYS)
def test_a_trusted_proxy_is_believed(header: str, host: Host, address: str) -> None:
    told = json.loads(as_proxy(host, address, "https://www.example.test:8443/shop/", SAYS))
    assert told["headers"][header] == SAYS[header]


@pytest.mark.parametrize("header", SAYS)
def test_nobody_else_is_believed(header: str, web: httpx.Client) -> None:
    assert web.get("/shop/", headers=SAYS).json()["headers"][header] not in {"", SAYS[header]}


def test_a_trusted_proxy_is_not_believed_over_plain_http(host: Host, address: str) -> None:
    """There a forward proxy on the same machine fetches for anybody."""
    given = as_proxy(host, address, "http://www.example.test:8080/", SAYS, SHOW_REQUEST_ID)
    assert given not in {"", SAYS["X-Request-ID"]}


@pytest.mark.parametrize("header", ["Forwarded", "Proxy", "X-Forwarded-Host", "X-Forwarded-Port", "X-Real-IP"])
def test_not_even_a_trusted_proxy_may_say(header: str, host: Host, address: str) -> None:
    told = json.loads(as_proxy(host, address, "https://www.example.test:8443/shop/", {header: "forged"}))
    assert "forged" not in told["headers"].values()


def test_the_application_knows_that_the_visitor_came_over_tls(web: httpx.Client) -> None:
    told = web.get("/shop/", headers={"X-Forwarded-Proto": "http"}).json()
    assert told["headers"]["X-Forwarded-Proto"] == "https"


def test_the_address_is_passed_on_as_it_came(web: httpx.Client) -> None:
    assert web.get("/shop/a%2Fb/?c=%20d").json()["path"] == "/shop/a%2Fb/?c=%20d"


@pytest.mark.parametrize("status", [404, 500, 503])
def test_an_error_of_the_application_passes_unchanged(status: int, web: httpx.Client) -> None:
    response = web.get(f"/status/{status}?Content-Type=text/x-own")
    assert (response.status_code, response.content) == (status, b"")
    assert response.headers["Content-Type"] == "text/x-own"


def test_the_application_does_not_tell_what_it_runs_on(web: httpx.Client) -> None:
    headers = web.get("/shop/?X-Powered-By=something").headers
    assert (headers["Server"], headers.get("X-Powered-By")) == ("nginx", None)


def test_an_applications_path_without_its_slash_is_nowhere(web: httpx.Client) -> None:
    assert web.get("/shop").status_code == 404
