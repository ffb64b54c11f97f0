"""What the tests of both scenarios share: a client that fetches everything through the proxy."""

import json
import ssl
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from patience import eventually
from testinfra.host import Host

LOG_SECONDS = 10


@pytest.fixture
def client(proxy: str, host: Host) -> Iterator[httpx.Client]:
    """Somebody in the network; trusts the certificate that the web server made, and no other."""
    trust = ssl.create_default_context(cadata=host.check_output("openssl x509 -in /run/web.pem"))
    with httpx.Client(proxy=proxy, verify=trust, trust_env=False, timeout=30) as opened:
        yield opened


@pytest.fixture
def logged(host: Host) -> Any:
    """Gives the proxy's log of the requests for a URL; the log leaves queries out."""

    def look(url: str) -> list[dict[str, Any]]:
        lines = host.check_output("cat /var/log/squid/access.log").splitlines()
        return [line for line in map(json.loads, lines) if line["url"].partition("?")[0] == url.partition("?")[0]]

    return lambda url, lines=1: eventually(
        lambda: look(url), lambda found: len(found) >= lines, LOG_SECONDS, f"{url} is in the log"
    )
