"""The database has a connection for every place in every pool, and who gets none in time is told to come again."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest
from front_door import visitor
from lab import NETWORK, TOPOLOGY, only_machine
from machines import Machines
from patience import eventually
from testinfra.host import Host

DATABASE = only_machine("databases").name
ANSWERED_SECONDS = 20
"""Less than any server on the way waits, and more than the database may take for one statement."""

HOLD = """
SET application_name = 'held by a test';
BEGIN;
LOCK TABLE shop_product IN ACCESS EXCLUSIVE MODE;
SELECT pg_sleep(120);
"""
HOLDERS = """
SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE granted AND mode = 'AccessExclusiveLock' AND application_name = 'held by a test'
"""
LET_GO = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'held by a test'"

every_model = pytest.mark.parametrize("model", NETWORK.execution_models)


def connections(model: str) -> int:
    """What the pools of all machines of the model open together."""
    wanted = NETWORK.execution_models[model]
    return wanted.connections * len(TOPOLOGY.members(wanted.group))


def ask(host: Host, statement: str) -> str:
    return str(host.check_output("runuser -u postgres -- psql -XtAq --dbname shop --command %s", statement))


def test_the_database_has_room_for_every_pool(machines: Machines) -> None:
    host = machines[DATABASE]
    reserved = ask(host, "SHOW superuser_reserved_connections")
    assert sum(map(connections, NETWORK.execution_models)) <= int(ask(host, "SHOW max_connections")) - int(reserved)


@contextmanager
def products_held(host: Host) -> Iterator[None]:
    """Somebody keeps the table that every order needs."""
    host.check_output(
        "systemd-run --collect --unit held-by-a-test runuser -u postgres -- psql -Xq --dbname shop --command %s", HOLD
    )
    try:
        eventually(lambda: ask(host, HOLDERS), lambda count: count != "0", 10, "the table is held")
        yield
    finally:
        ask(host, LET_GO)
        host.run("systemctl stop held-by-a-test")


def order(model: str) -> httpx.Response:
    with visitor(http2=False) as browser:
        return browser.post(f"/{model}/orders", json={"product": "cup", "quantity": 1}, timeout=ANSWERED_SECONDS)


@dataclass(frozen=True)
class Crowd:
    """What more visitors than there are connections were told, and a visitor who needs none."""

    orders: list[httpx.Response]
    other: httpx.Response


@pytest.fixture(scope="module")
def crowds(machines: Machines, front_door: httpx.Client) -> dict[str, Crowd]:
    """The crowds of the models come at the same time, because each has a pool of its own.

    Only CGI's comes alone: its processes have to be started, and Nginx does not wait for them long.
    """
    with products_held(machines[DATABASE]):
        lasting = set(NETWORK.execution_models) - {"cgi"}
        return come_until_told(front_door, ["cgi"]) | come_until_told(front_door, sorted(lasting))


def come_until_told(front_door: httpx.Client, models: Sequence[str]) -> dict[str, Crowd]:
    """Half a second lies between the shop's patience and Nginx's: on a busy computer the crowd comes again."""
    for _ in range(3):
        found = come(front_door, models)
        if all(of_application(model, found[model]) for model in models):
            break
    return found


def of_application(model: str, crowd: Crowd) -> bool:
    """Whether all for whom there is no connection were told so by the application."""
    return told(crowd)[503, "1"] >= len(crowd.orders) - connections(model)


def told(crowd: Crowd) -> Counter[tuple[int, str | None]]:
    return Counter((order.status_code, order.headers.get("Retry-After")) for order in crowd.orders)


def come(front_door: httpx.Client, models: Sequence[str]) -> dict[str, Crowd]:
    sizes = {
        model: connections(model) + len(TOPOLOGY.members(NETWORK.execution_models[model].group)) for model in models
    }
    with ThreadPoolExecutor(sum(sizes.values())) as pool:
        orders = {model: [pool.submit(order, model) for _ in range(size)] for model, size in sizes.items()}
        others = {model: front_door.get(f"/{model}/whoami", timeout=ANSWERED_SECONDS) for model in sizes}
        return {model: Crowd([done.result() for done in orders[model]], others[model]) for model in sizes}


@every_model
def test_who_gets_no_connection_is_told_to_come_again(model: str, crowds: dict[str, Crowd]) -> None:
    """Those for whom there is no connection by the application, in time; for the others Nginx may be sooner."""
    assert {*told(crowds[model])} <= {(503, "1"), (504, "1")}
    assert of_application(model, crowds[model]), told(crowds[model])


@every_model
def test_who_needs_no_connection_is_served_meanwhile(model: str, crowds: dict[str, Crowd]) -> None:
    assert crowds[model].other.status_code == 200


@every_model
def test_orders_are_taken_again_when_there_are_connections(model: str) -> None:
    assert order(model).status_code == 201
