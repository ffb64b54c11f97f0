from collections.abc import Iterator

import pytest
from browser import plain
from python_server import Ask, Service
from testinfra.host import Host


@pytest.fixture
def service(host: Host) -> Service:
    return Service(host, "uwsgi")


@pytest.fixture
def ask(address: str) -> Iterator[Ask]:
    """Ask the application through the web server, over a connection of its own."""
    with plain(f"http://{address}/app/", seconds=20, keeps_connections=False) as client:

        def asked(path: str = "", body: bytes = b"") -> dict[str, object]:
            answer = client.request("POST" if body else "GET", path, content=body)
            answer.raise_for_status()
            return dict(answer.json())

        yield asked
