"""What the health check is for: without it, each request to a server that stands still would wait in vain."""

from collections.abc import Iterator

import httpx
import pytest
from patience import eventually
from testinfra.host import Host

BACK_SECONDS = 20


def pages(client: httpx.Client) -> set[str]:
    """How the answers to several requests begin; nothing when one of them has to be waited for."""
    client.timeout = httpx.Timeout(0.5)
    try:
        return {client.get("/shop/page.txt").text[:1] for _ in range(6)}
    except httpx.ReadTimeout:
        return set()


@pytest.fixture
def _stands_still(client: httpx.Client, host: Host) -> Iterator[None]:
    """The server that answers with JSON: connections to it are still taken."""
    host.check_output("systemctl kill --signal STOP app")
    yield
    host.check_output("systemctl kill --signal CONT app")
    eventually(lambda: pages(client), lambda seen: seen == {"{", "f"}, BACK_SECONDS, "it has work again")


@pytest.mark.usefixtures("_stands_still")
def test_a_server_that_stands_still_is_left_out(client: httpx.Client) -> None:
    eventually(lambda: pages(client), lambda seen: seen == {"f"}, BACK_SECONDS, "only Tomcat is asked")
