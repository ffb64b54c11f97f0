from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from browser import browser
from patience import eventually
from testinfra.host import Host

PORTS = {"https": 8443, "http": 8080}

FAILURES = {
    "stopped": "systemctl stop shop@{n}",
    "hanging": "systemctl kill --signal STOP shop@{n}",
    "out of order": "touch /run/origin/shop{n}.page",
}
RECOVERY = "rm -f /run/origin/shop{n}.page; systemctl kill --signal CONT shop@{n}; systemctl start shop@{n}"

Open = Callable[..., httpx.Client]
Fail = Callable[[int, str], None]


@pytest.fixture
def open_site(address: str, authority: Path) -> Iterator[Open]:
    """Makes browsers that open one of the site's names. HTTP/1.1, by which a refused body has an answer."""
    with ExitStack() as opened:

        def opens(name: str = "www.example.test", scheme: str = "https") -> httpx.Client:
            client = browser(address, f"{name}:{PORTS[scheme]}", authority / "root.crt", scheme, http2=False)
            return opened.enter_context(client)

        yield opens


@pytest.fixture
def web(open_site: Open) -> httpx.Client:
    return open_site()


@pytest.fixture
def plain(open_site: Open) -> httpx.Client:
    return open_site(scheme="http")


@pytest.fixture
def both_answer(web: httpx.Client) -> None:
    """Both application servers are in the pool."""
    names = {"shop1", "shop2"}
    eventually(
        lambda: {web.get("/shop/").json().get("name") for _ in range(6)},
        lambda found: found == names,
        10,
        "both answer",
    )


@pytest.fixture
def fail(host: Host) -> Iterator[Fail]:
    """Makes application servers fail, by their number, until the test is over."""
    failed = []

    def fails(number: int, how: str) -> None:
        failed.append(number)
        host.check_output(FAILURES[how].format(n=number))

    yield fails
    for number in failed:
        host.check_output(RECOVERY.format(n=number))
