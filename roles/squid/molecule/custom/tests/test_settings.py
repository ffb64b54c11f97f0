"""What the variables change."""

import httpx
import pytest
from arrivals import arrived, never_seen
from testinfra.host import Host

MIB = 1024 * 1024
ALLOWED, REFUSED = "200", "403"


@pytest.mark.parametrize(("client_address", "status"), [("127.0.0.9", ALLOWED), ("127.0.0.8", REFUSED)])
def test_each_item_of_the_clients_counts(
    client_address: str, status: str, host: Host, proxy: str, address: str
) -> None:
    asked = "curl --silent --output /dev/null --write-out '%%{http_code}' --interface %s --proxy %s http://%s:8080/"
    assert host.check_output(asked, client_address, proxy, address) == status


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
