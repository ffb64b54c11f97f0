"""Where apt fetches from; a server stands for the packages' source, and another one for a proxy."""

from collections.abc import Iterator

import pytest
from arrivals import arrived, never_seen
from playbooks import converge
from testinfra.host import Host

SOURCE, PROXY = "http://127.0.0.1:8080", "http://127.0.0.1:3128"


def fetch(host: Host) -> str:
    """The path that apt was told to fetch from the source."""
    path = never_seen("package")
    host.check_output("/usr/lib/apt/apt-helper download-file %s /tmp/package", SOURCE + path)
    return path


@pytest.fixture
def _through_the_proxy() -> Iterator[None]:
    converge(base_apt_proxy=PROXY)
    yield
    converge()


@pytest.mark.usefixtures("_through_the_proxy")
def test_apt_fetches_through_the_proxy(host: Host) -> None:
    (request,) = arrived(host, SOURCE + fetch(host))
    assert request["name"] == "proxy"


def test_apt_fetches_by_itself_without_a_proxy(host: Host) -> None:
    """Here after there was one."""
    (request,) = arrived(host, fetch(host))
    assert request["name"] == "source"
