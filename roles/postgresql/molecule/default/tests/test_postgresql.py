import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from confinement import MOST_EXPOSED, exposure
from patience import eventually
from testinfra.host import Host

ADMINISTRATOR = "runuser -u postgres -- psql --tuples-only --no-align --command %s"
SLOW = "SELECT pg_sleep(8), 'an answer'"
RUNNING = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(8)%' AND pid <> pg_backend_pid()"


def unit(host: Host) -> str:
    """The cluster's own service: postgresql.service only stands for all clusters."""
    return str(
        host.check_output("systemctl list-units --plain --no-legend 'postgresql@*' | cut --delimiter ' ' --fields 1")
    )


def test_the_administrator_reaches_the_database_on_the_machine(host: Host) -> None:
    owners = "SELECT datname FROM pg_database JOIN pg_roles ON datdba = pg_roles.oid WHERE rolname = 'shop'"
    assert host.check_output(ADMINISTRATOR, owners) == "shop"


@pytest.mark.parametrize(
    ("user", "connection"),
    [
        ("nobody", "dbname=shop user=shop"),
        ("nobody", "dbname=postgres user=postgres"),
        ("nobody", "dbname=shop user=shop host=localhost password='a secret' sslmode=require"),
        ("postgres", "dbname=postgres host=localhost sslmode=require"),
    ],
    ids=["socket", "administrator's socket", "loopback", "administrator's loopback"],
)
def test_nobody_else_is_let_in(host: Host, user: str, connection: str) -> None:
    """No client's address is given, so that not even the right password helps."""
    asked = host.run("runuser -u %s -- psql --command 'SELECT 1' --dbname %s", user, connection)
    assert asked.rc != 0
    assert "pg_hba.conf" in asked.stderr or "Peer authentication failed" in asked.stderr


def test_it_listens_on_no_address_of_the_network(address: str) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address, 5432), timeout=5)


def test_a_query_survives_a_reload(host: Host) -> None:
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(host.check_output, ADMINISTRATOR, SLOW)
        eventually(lambda: host.check_output(ADMINISTRATOR, RUNNING), lambda found: found == "1", 8, "the query runs")
        host.check_output("systemctl reload %s", unit(host))
        assert not asked.done()
    assert asked.result() == "|an answer"


def test_it_comes_back_from_a_restart(host: Host) -> None:
    host.check_output("systemctl restart %s", unit(host))
    assert host.check_output(ADMINISTRATOR, "SELECT 'an answer'") == "an answer"


def test_a_server_that_dies_is_started_again(host: Host) -> None:
    service = unit(host)
    run = f"systemctl show --property InvocationID --value {service}"
    before = host.check_output(run)
    host.check_output("systemctl kill --kill-whom main --signal KILL %s", service)
    eventually(lambda: host.check_output(run), lambda now: now not in {"", before}, 30, "it is started again")
    eventually(lambda: host.service(service).is_running, bool, 30, "it runs again")
    assert host.check_output(ADMINISTRATOR, "SELECT 'an answer'") == "an answer"


def test_a_server_that_is_stopped_stays_stopped(host: Host) -> None:
    """By Debian's own command too."""
    service = unit(host)
    version, name = service.removeprefix("postgresql@").removesuffix(".service").split("-")
    host.check_output("pg_ctlcluster %s %s stop", version, name)
    states = host.check_output("systemctl show --property ActiveState,SubState --value %s", service).split()
    host.check_output("systemctl start %s", service)
    assert states == ["inactive", "dead"]


def test_the_service_is_confined(host: Host) -> None:
    assert exposure(host, unit(host)) <= MOST_EXPOSED
