"""Who is let in, and who is not."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from patience import eventually
from playbooks import converge
from testinfra.backend.base import CommandResult
from testinfra.host import Host

Ask = Callable[..., CommandResult]
Administer = Callable[[str], str]

ANOTHER_PASSWORD = "another secret"  # noqa: S105 - of this scenario alone


@pytest.mark.parametrize("network", ["the machine's own", "192.0.2.7"])
def test_the_application_is_let_in_from_each_network(ask: Ask, address: str, network: str) -> None:
    asked = ask(hostaddr=network if network[0].isdigit() else address)
    assert (asked.stdout, asked.stderr) == ("an answer\n", "")


@pytest.mark.parametrize(
    ("otherwise", "reason"),
    [
        ({"sslmode": "disable"}, "no pg_hba.conf entry .* no encryption"),
        ({"hostaddr": "127.0.0.1"}, 'no pg_hba.conf entry for host "127.0.0.1"'),
        ({"password": ANOTHER_PASSWORD}, "password authentication failed"),
        ({"user": "stranger"}, 'no pg_hba.conf entry .* user "stranger"'),
        ({"user": "postgres"}, 'no pg_hba.conf entry .* user "postgres"'),
        ({"dbname": "postgres"}, 'no pg_hba.conf entry .* database "postgres"'),
    ],
    ids=["plaintext", "unknown address", "wrong password", "unknown user", "administrator", "other database"],
)
def test_everything_else_is_refused(ask: Ask, otherwise: dict[str, str], reason: str) -> None:
    asked = ask(**otherwise)
    assert asked.rc != 0
    assert re.search(reason, asked.stderr)


@pytest.mark.parametrize(
    ("otherwise", "reason"),
    [
        ({"host": "another"}, 'server certificate for "database" .*does not match host name "another"'),
        ({"sslrootcert": "/etc/ssl/certs/ssl-cert-snakeoil.pem"}, "certificate verify failed"),
    ],
    ids=["another name", "unknown root"],
)
def test_a_client_can_tell_the_server_from_others(ask: Ask, otherwise: dict[str, str], reason: str) -> None:
    asked = ask(**otherwise)
    assert asked.rc != 0
    assert re.search(reason, asked.stderr)


@pytest.fixture
def _own_password_afterwards(administer: Administer) -> Iterator[None]:
    kept = administer("SELECT rolpassword FROM pg_authid WHERE rolname = 'clerk'")
    yield
    administer(f"ALTER ROLE clerk PASSWORD '{kept}'")


@pytest.mark.usefixtures("_own_password_afterwards")
def test_only_scram_proves_a_password(ask: Ask, administer: Administer) -> None:
    """The right password does not help when the server keeps it in a form that SCRAM cannot use."""
    administer("SET password_encryption = 'md5'; ALTER ROLE clerk PASSWORD 'a secret'")
    assert "password authentication failed" in ask().stderr


@pytest.mark.usefixtures("_own_password_afterwards")
def test_a_new_password_replaces_the_old_one(ask: Ask) -> None:
    converge(vault_clerk_password=ANOTHER_PASSWORD)
    assert ask(password=ANOTHER_PASSWORD).stdout == "an answer\n"
    assert "password authentication failed" in ask().stderr


def test_the_application_makes_its_own_tables(ask: Ask) -> None:
    assert ask("CREATE TABLE passing (); DROP TABLE passing").stderr == ""


def test_the_application_makes_no_database(ask: Ask) -> None:
    assert "permission denied to create database" in ask("CREATE DATABASE passing").stderr


def test_the_application_leaves_connections_for_the_administrator(
    host: Host, ask: Ask, administer: Administer, connection: Callable[..., str]
) -> None:
    """Of the 12, the server keeps 3 for those who can end the others.

    The sleepers are counted by their processes: who asks the server takes a connection, and the last one is refused.
    """
    crowd = "seq 50 | xargs --max-procs 10 --replace psql --dbname %s --command 'SELECT pg_sleep(60)'"
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'clerk'"

    def sleepers() -> str:
        return str(host.run("pgrep --count --full '^postgres: .* clerk .* SELECT$'").stdout.strip())

    with ThreadPoolExecutor() as pool:
        pool.submit(host.run, crowd, connection())
        try:
            eventually(sleepers, lambda found: found == "9", 20, "9 are let in")
            assert "remaining connection slots are reserved" in ask().stderr
        finally:
            host.check_output("pkill xargs")
            administer(end)
