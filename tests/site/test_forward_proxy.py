"""Squid between the lab and what lies outside: whom an origin sees, what is kept, and who may fetch what."""

import json
import uuid
from collections.abc import Callable, Iterator

import pytest
import stories
from browsing import Browsed, browse, through_squid
from egress import ONE_OF_EACH
from lab import NETWORK, TOPOLOGY, only_machine
from machines import Machines
from outside import Outside, serving

from waslab.topology import Machine

PROXY, WEB, CLIENT = only_machine("proxies"), only_machine("webservers"), only_machine("clients")
FETCHED_FROM = {"http", "https", "apache", "origin"}
CONNECT_SECONDS = 1.8
"""Time for a second SYN, which a sender repeats after one second when the first was lost."""

Fetch = Callable[[Machines, str, str], Browsed]


@pytest.fixture(scope="module")
def outside(machines: Machines) -> Iterator[Outside]:
    with serving(machines) as server:
        yield server


@pytest.mark.parametrize(("fetch", "seen"), [(browse, CLIENT), (through_squid, PROXY)], ids=["alone", "through Squid"])
def test_the_origin_sees_who_connects_to_it(fetch: Fetch, seen: Machine, machines: Machines, outside: Outside) -> None:
    page = outside.page()
    assert fetch(machines, CLIENT.name, page).status == "200"
    assert [arrival.client for arrival in outside.arrived(page)] == [str(seen.address)]


def test_the_origin_is_told_for_whom_the_proxy_asks(machines: Machines, outside: Outside) -> None:
    page = outside.page()
    through_squid(machines, CLIENT.name, page)
    (arrival,) = outside.arrived(page)
    assert arrival.headers["X-Forwarded-For"] == str(CLIENT.address)
    assert arrival.headers["Via"] == f"1.1 {PROXY.name} (squid)"


@pytest.mark.parametrize(("rule", "requests"), [("max-age=600", 1), ("no-store", 2)])
def test_the_origin_is_asked_once_for_what_may_be_kept(
    rule: str, requests: int, machines: Machines, outside: Outside
) -> None:
    page = outside.page(rule)
    first, again = (through_squid(machines, CLIENT.name, page) for _ in range(2))
    assert (first.status, again.status) == ("200", "200")
    assert first.body == again.body != ""
    assert len(outside.arrived(page)) == requests


def test_the_web_server_is_asked_once_for_its_pages(machines: Machines) -> None:
    path = f"/static/site.css?{uuid.uuid4()}"
    first, again = (through_squid(machines, CLIENT.name, f"http://{WEB.name}{path}") for _ in range(2))
    assert (first.status, again.status) == ("200", "200")
    assert first.body == again.body != ""
    assert ";hit" not in first.headers["cache-status"][0]
    assert ";hit" in again.headers["cache-status"][0]
    (line,) = stories.seen(machines, [WEB.name], "Nginx", path.partition("?")[2])
    assert line["client"] == str(PROXY.address)


def test_the_front_door_sees_the_forward_proxy_and_not_the_client(machines: Machines) -> None:
    """Also through a tunnel."""
    answer = through_squid(machines, CLIENT.name, f"https://{NETWORK.lab_public_name}/wsgi/whoami")
    assert (answer.tunnel, answer.status) == ("200", "200")
    assert json.loads(answer.body)["client"] == str(PROXY.address)


@pytest.mark.parametrize("port", [port for name, port in NETWORK.service_ports.items() if name not in FETCHED_FROM])
def test_the_forward_proxy_fetches_from_no_unsafe_port(port: int, machines: Machines) -> None:
    assert through_squid(machines, CLIENT.name, f"http://{WEB.name}:{port}/").status == "403"


@pytest.mark.parametrize("port", [22, 80, 5432, NETWORK.service_ports["origin"]])
def test_the_forward_proxy_opens_tunnels_to_443_alone(port: int, machines: Machines) -> None:
    answer = through_squid(machines, CLIENT.name, f"http://{NETWORK.lab_public_name}:{port}/", "--proxytunnel")
    assert (answer.tunnel, answer.status) == ("403", "000")


def test_nobody_speaks_to_the_web_server_in_the_reverse_proxys_name(machines: Machines) -> None:
    """Nginx believes what comes from the proxy's address, so the forward proxy there opens no tunnel to it."""
    assert through_squid(machines, CLIENT.name, f"https://{WEB.name}/wsgi/whoami").tunnel == "403"


@pytest.mark.parametrize("application", ONE_OF_EACH, ids=lambda machine: machine.name)
def test_the_forward_proxy_leads_no_application_to_another_machine(
    application: Machine, machines: Machines, outside: Outside
) -> None:
    """It may fetch from outside; what the firewall keeps apart does not meet through the proxy."""

    def fetched(url: str) -> Browsed:
        return through_squid(machines, application.name, url)

    assert fetched(outside.page()).status == "200"
    statuses = {name: fetched(f"http://{name}/").status for name in TOPOLOGY.names}
    assert statuses == dict.fromkeys(TOPOLOGY.names, "403")
    assert fetched(f"https://{NETWORK.lab_public_name}/").tunnel == "403"


@pytest.fixture
def stranger(machines: Machines) -> Iterator[str]:
    """An address of another network, which the desk has for a while, and to which the proxy knows the way."""
    address = "198.51.100.10"
    settings = {
        CLIENT.name: ("address", f"{address}/32 dev lo"),
        PROXY.name: ("route", f"{address} via {CLIENT.address}"),
    }
    try:
        for name, (kind, what) in settings.items():
            machines[name].check_output(f"ip {kind} replace {what}")
        yield address
    finally:
        for name, (kind, what) in settings.items():
            machines[name].run(f"ip {kind} delete {what}")


def fetched_from(machines: Machines, machine: Machine, address: object, page: str) -> str:
    """The status that the machine gets through Squid when it asks from this address."""
    options = f"--interface {address} --connect-timeout {CONNECT_SECONDS}"
    return through_squid(machines, machine.name, page, options).status


def test_the_firewall_keeps_strangers_from_the_forward_proxy(
    stranger: str, machines: Machines, outside: Outside
) -> None:
    page = outside.page()
    statuses = [fetched_from(machines, CLIENT, address, page) for address in (CLIENT.address, stranger)]
    assert statuses == ["200", "000"]
    assert len(outside.arrived(page)) == 1


def test_the_forward_proxy_refuses_strangers_itself(machines: Machines, outside: Outside) -> None:
    """Such as its own machine's loopback address, with which no firewall interferes."""
    page = outside.page()
    statuses = [fetched_from(machines, PROXY, address, page) for address in (PROXY.address, "127.0.0.1")]
    assert statuses == ["200", "403"]
    assert len(outside.arrived(page)) == 1
