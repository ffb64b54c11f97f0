import pytest
from patience import eventually
from testinfra.host import Host


@pytest.fixture(scope="session", autouse=True)
def _started(host: Host) -> None:
    """The service runs before the container answers."""
    look = "journalctl --unit jetty12 --grep 'Started oejs.Server'"
    eventually(lambda: host.run(look).rc, lambda code: code == 0, 60, "the container has started")
