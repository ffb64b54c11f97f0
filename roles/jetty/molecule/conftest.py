import pytest
from patience import eventually
from servlet_container import Container
from testinfra.host import Host

UNIT = "jetty12"


@pytest.fixture(scope="session", autouse=True)
def _started(host: Host) -> None:
    """The service runs before the container answers."""
    look = f"journalctl --unit {UNIT} --grep 'Started oejs.Server'"
    eventually(lambda: host.run(look).rc, lambda code: code == 0, 60, "the container has started")


@pytest.fixture
def container(host: Host) -> Container:
    return Container(host, UNIT)
