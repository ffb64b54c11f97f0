from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from browser import browser

PORTS = {"https": 8443, "http": 8080}

Open = Callable[..., httpx.Client]


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
