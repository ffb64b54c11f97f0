from collections.abc import Callable

import pytest

Render = Callable[..., list[str]]

SHOP = {"postgresql_database": "shop", "postgresql_user": "shop"}
SERVER = {"postgresql_tls_certificate": "/chain.crt", "postgresql_tls_key": "/leaf.key"}


def connections(lines: list[str]) -> list[list[str]]:
    return [line.split() for line in lines if line and not line.startswith("#")]


def test_only_the_administrator_may_connect_by_default(render: Render) -> None:
    lines = render("postgresql", "pg_hba.conf.j2", **SHOP)
    assert connections(lines) == [["local", "all", "postgres", "peer"]]


def test_each_client_gets_the_database_over_tls_with_a_password(render: Render) -> None:
    clients = ["192.0.2.51/32", "2001:db8::/64"]
    lines = render("postgresql", "pg_hba.conf.j2", **SHOP, postgresql_clients=clients)
    assert connections(lines)[1:] == [["hostssl", '"shop"', '"shop"', client, "scram-sha-256"] for client in clients]


def test_it_listens_on_every_given_address(render: Render) -> None:
    lines = render("postgresql", "server.conf.j2", **SERVER, postgresql_listen_addresses=["localhost", "192.0.2.60"])
    assert "listen_addresses = 'localhost, 192.0.2.60'" in lines


def test_the_memory_is_limited(render: Render) -> None:
    assert "MemoryMax=100M" in render("postgresql", "confinement.conf.j2", postgresql_memory_max_mib=100)


@pytest.mark.parametrize(("milliseconds", "written"), [(0, "0ms"), (250, "250ms"), (-1, "-1ms")])
def test_statements_are_logged_from_a_given_time_on(render: Render, milliseconds: int, written: str) -> None:
    lines = render("postgresql", "server.conf.j2", **SERVER, postgresql_log_statements_from_ms=milliseconds)
    assert f"log_min_duration_statement = {written}" in lines
