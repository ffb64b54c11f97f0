"""Who may fetch what."""

import http.client
import socket
from http import HTTPStatus

import httpx
import pytest
from testinfra.host import Host

REFUSED = HTTPStatus.FORBIDDEN


def test_a_client_of_the_network_fetches(client: httpx.Client, address: str) -> None:
    assert client.get(f"http://{address}/").json()["name"] == "web"


def test_anybody_else_is_refused(host: Host, address: str) -> None:
    """The machine's own loopback address is no client that was allowed."""
    asked = "curl --silent --output /dev/null --write-out '%%{http_code}' --proxy http://127.0.0.1:3128 http://%s/"
    assert host.check_output(asked, address) == str(REFUSED.value)


@pytest.mark.parametrize("port", [22, 3128, 8080])
def test_no_other_port_is_fetched_from(port: int, client: httpx.Client, address: str) -> None:
    assert client.get(f"http://{address}:{port}/").status_code == REFUSED


@pytest.mark.parametrize("place", ["127.0.0.1", "localhost", "[::1]", "0.0.0.1", "169.254.169.254"])
def test_the_proxys_own_neighbourhood_is_not_fetched_from(place: str, client: httpx.Client) -> None:
    assert client.get(f"http://{place}/").status_code == REFUSED


def test_a_tunnel_leads_to_the_web_server_itself(client: httpx.Client, address: str) -> None:
    """It shows its own certificate, and gets the request as the client wrote it."""
    headers = client.get(f"https://{address}/").json()["headers"]
    assert {"Via", "X-Forwarded-For"}.isdisjoint(headers)


@pytest.mark.parametrize("port", [22, 80, 8443])
def test_no_tunnel_leads_to_another_port(port: int, client: httpx.Client, address: str) -> None:
    with pytest.raises(httpx.ProxyError, match="403 Forbidden"):
        client.get(f"https://{address}:{port}/")


def test_no_tunnel_leads_to_the_proxy_itself(client: httpx.Client) -> None:
    with pytest.raises(httpx.ProxyError, match="403 Forbidden"):
        client.get("https://127.0.0.1/")


def test_the_proxy_speaks_tls_for_nobody(address: str) -> None:
    connection = http.client.HTTPConnection(address, 3128, timeout=10)
    connection.request("GET", f"https://{address}/")
    assert connection.getresponse().status == REFUSED
    connection.close()


def test_nobody_sees_the_proxys_inside(address: str) -> None:
    answer = httpx.get(f"http://{address}:3128/squid-internal-mgr/info", trust_env=False)
    assert answer.status_code == REFUSED


def test_the_web_server_learns_who_asks_and_by_what_proxy(client: httpx.Client, address: str) -> None:
    with socket.create_connection((address, 3128)) as connection:
        own_address = connection.getsockname()[0]
    headers = client.get(f"http://{address}/").json()["headers"]
    assert (headers["X-Forwarded-For"], headers["Via"]) == (own_address, "1.1 proxy (squid)")
