"""What the other variables change for a visitor and for an administrator."""

import socket
import ssl
from pathlib import Path

import httpx
import pytest
from browser import browser
from testinfra.host import Host


@pytest.mark.parametrize("name", ["www.example.test", "shop.example.test", "SHOP.EXAMPLE.test"])
def test_every_name_of_the_site_is_answered(name: str, address: str, authority: Path) -> None:
    with browser(address, name, authority / "root.crt") as visitor:
        assert visitor.get("/").status_code == 200


@pytest.mark.parametrize("name", ["example.test", "www.example.test.evil.example", "proxy"])
def test_any_other_name_is_refused(name: str, visitor: httpx.Client) -> None:
    assert visitor.get("/", headers={"Host": name}).status_code == 421


def test_browsers_stay_with_https_for_as_long_as_chosen(visitor: httpx.Client) -> None:
    assert visitor.get("/").headers["Strict-Transport-Security"] == "max-age=3600"


@pytest.mark.parametrize(("header", "hidden"), [("X-Powered-By", True), ("X-Runtime", True), ("Via", False)])
def test_the_chosen_headers_are_hidden(header: str, hidden: bool, visitor: httpx.Client) -> None:  # noqa: FBT001
    assert (header not in visitor.get("/", params={header: "origin"}).headers) == hidden


def test_who_dawdles_over_a_request_is_turned_away(address: str, authority: Path) -> None:
    trust = ssl.create_default_context(cafile=str(authority / "root.crt"))
    with (
        socket.create_connection((address, 443), timeout=5) as plain,
        trust.wrap_socket(plain, server_hostname="www.example.test") as connection,
    ):
        connection.sendall(b"GET / HTTP/1.1\r\nHost: ")
        assert connection.recv(100).startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize("path", ["/", "/metrics"])
def test_strangers_see_no_statistics(path: str, address: str) -> None:
    assert httpx.get(f"http://{address}:9000{path}", trust_env=False).status_code == 403


@pytest.mark.parametrize(("path", "text"), [("/", "Statistics Report"), ("/metrics", "haproxy_server_status{")])
def test_the_chosen_clients_see_the_statistics(path: str, text: str, host: Host, address: str) -> None:
    assert text in host.check_output("curl --silent --fail http://%s:9000%s", address, path)


def test_only_the_chosen_address_is_listened_on(host: Host) -> None:
    found = host.run("curl --silent --max-time 5 http://127.0.0.1/")
    assert found.rc == 7
