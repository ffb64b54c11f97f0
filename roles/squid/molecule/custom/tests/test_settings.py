"""What the variables change."""

import httpx
import pytest
from arrivals import arrived, never_seen
from testinfra.host import Host

MIB = 1024 * 1024
ALLOWED, REFUSED, NONE = "200", "403", "000"


def fetched(host: Host, proxy: str, client_address: str, url: str) -> str:
    """The status that a client with this address gets for a page, or for its tunnel to one."""
    asked = "curl -sk --output /dev/null --write-out '%%{http_connect} %%{http_code}' --interface %s --proxy %s %s"
    tunnel, answer = host.run(asked, client_address, proxy, url).stdout.split()
    return answer if answer != NONE else tunnel


@pytest.mark.parametrize(("client_address", "status"), [("127.0.0.8", ALLOWED), ("127.0.0.12", REFUSED)])
def test_each_item_of_the_clients_counts(
    client_address: str, status: str, host: Host, proxy: str, address: str
) -> None:
    assert fetched(host, proxy, client_address, f"http://{address}:8080/") == status


@pytest.mark.parametrize(
    ("client_address", "own", "other"),
    [("127.0.0.8", ALLOWED, ALLOWED), ("127.0.0.9", REFUSED, ALLOWED), ("127.0.0.10", REFUSED, REFUSED)],
)
def test_each_restricted_client_is_refused_its_own_destinations(
    client_address: str, own: str, other: str, host: Host, proxy: str, address: str
) -> None:
    """The proxy's own address is refused to two of them, the other one to one; to the first, neither."""
    assert fetched(host, proxy, client_address, f"http://{address}:8080/") == own
    assert fetched(host, proxy, client_address, "http://127.1.0.1:8080/") == other


@pytest.mark.parametrize(("client_address", "status"), [("127.0.0.9", ALLOWED), ("127.0.0.10", REFUSED)])
def test_a_restricted_client_gets_no_tunnel_to_them(client_address: str, status: str, host: Host, proxy: str) -> None:
    assert fetched(host, proxy, client_address, "https://127.1.0.1:8443/") == status


def test_only_the_chosen_address_is_listened_on(host: Host) -> None:
    assert host.run("curl --silent --max-time 5 http://127.0.0.1:8888/").rc == 7


def test_the_chosen_port_is_fetched_from(client: httpx.Client, address: str) -> None:
    assert client.get(f"http://{address}:8080/").status_code == 200


@pytest.mark.parametrize("port", [80, 443, 8000])
def test_no_other_port_is_fetched_from(port: int, client: httpx.Client, address: str) -> None:
    assert client.get(f"http://{address}:{port}/").status_code == 403


@pytest.mark.parametrize(("place", "status"), [("127.0.0.1", 403), ("169.254.169.254", 403), ("127.1.0.1", 200)])
def test_each_item_of_the_refused_destinations_counts(place: str, status: int, client: httpx.Client) -> None:
    assert client.get(f"http://{place}:8080/").status_code == status


def test_a_tunnel_leads_to_the_chosen_port(client: httpx.Client) -> None:
    assert client.get("https://127.1.0.1:8443/").status_code == 200


@pytest.mark.parametrize("port", [443, 8080])
def test_no_tunnel_leads_to_another_port(port: int, client: httpx.Client) -> None:
    with pytest.raises(httpx.ProxyError, match="403 Forbidden"):
        client.get(f"https://127.1.0.1:{port}/")


def test_no_tunnel_leads_to_a_server_that_trusts_the_proxy(client: httpx.Client, address: str) -> None:
    with pytest.raises(httpx.ProxyError, match="403 Forbidden"):
        client.get(f"https://{address}:8443/")


def test_the_web_server_learns_nothing_about_the_client(client: httpx.Client, address: str) -> None:
    headers = client.get(f"http://{address}:8080/", headers={"X-Forwarded-For": "192.0.2.9"}).json()["headers"]
    assert {"Via", "X-Forwarded-For"}.isdisjoint(headers)


@pytest.mark.parametrize(("size", "fetched"), [(MIB // 2, 1), (2 * MIB, 2)])
def test_a_file_is_kept_up_to_the_chosen_size(
    size: int, fetched: int, client: httpx.Client, address: str, host: Host
) -> None:
    path = f"{never_seen('large')}/bytes/{size}?Cache-Control=max-age=600"
    for _ in range(2):
        client.get(f"http://{address}:8080{path}")
    assert len(arrived(host, path)) == fetched
