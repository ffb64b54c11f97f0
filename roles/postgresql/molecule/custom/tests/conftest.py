"""Clients on the machine itself: the address that they connect to is also the one that they come from."""

from collections.abc import Callable

import pytest
from testinfra.backend.base import CommandResult
from testinfra.host import Host


@pytest.fixture
def connection(address: str) -> Callable[..., str]:
    """How the application connects, but for what is said otherwise."""
    application = {
        "host": "database",
        "hostaddr": address,
        "port": "5433",
        "dbname": "orders",
        "user": "clerk",
        "password": "a secret",
        "sslmode": "verify-full",
        "sslrootcert": "/etc/pki/leaf/root.crt",
    }
    return lambda **otherwise: " ".join(f"{name}='{value}'" for name, value in {**application, **otherwise}.items())


@pytest.fixture
def ask(host: Host, connection: Callable[..., str]) -> Callable[..., CommandResult]:
    """Ask the database as the application."""

    def asked(question: str = "SELECT 'an answer'", **otherwise: str) -> CommandResult:
        return host.run("psql --tuples-only --no-align --dbname %s --command %s", connection(**otherwise), question)

    return asked


@pytest.fixture
def administer(host: Host) -> Callable[[str], str]:
    """Ask as the administrator, over the local socket."""
    command = "runuser -u postgres -- psql --tuples-only --no-align --port 5433 --command %s"
    return lambda question: str(host.check_output(command, question))
