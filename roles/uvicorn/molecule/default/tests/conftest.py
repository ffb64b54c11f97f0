from collections.abc import Iterator

import pytest
from python_server import Ask, Service, asking
from testinfra.host import Host


@pytest.fixture
def service(host: Host) -> Service:
    return Service(host, "uvicorn", worker="spawn_main", settings="/etc/uvicorn/environment")


@pytest.fixture
def ask(address: str) -> Iterator[Ask]:
    with asking(address) as ask:
        yield ask
