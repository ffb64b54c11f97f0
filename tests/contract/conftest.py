"""The contract of apps/CONTRACT.md is asked of every prefix, through the lab's front door.

WASLAB_BASE_URL asks an application elsewhere, as in WASLAB_BASE_URL=http://127.0.0.1:8000;
WASLAB_PSQL is then the command that opens its database, as in WASLAB_PSQL='psql service=shop'.
"""

import os
import shlex
import subprocess
from collections.abc import Callable, Iterator
from http.cookiejar import DefaultCookiePolicy

import httpx
import pytest
from front_door import visitor
from lab import LAYOUT, only_machine
from machines import Machines
from prefixes import PREFIXES
from storefront import Database, Shop, new_name

ELSEWHERE = os.environ.get("WASLAB_BASE_URL")
TAKE_AWAY = [
    """
    DELETE FROM shop_idempotency USING shop_order, shop_product
    WHERE order_id = shop_order.id AND product_id = shop_product.id AND name LIKE :names
    """,
    "DELETE FROM shop_order USING shop_product WHERE product_id = shop_product.id AND name LIKE :names",
    "DELETE FROM shop_product WHERE name LIKE :names",
]
QUIETLY = "--no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1"


@pytest.fixture(scope="session")
def browser() -> Iterator[httpx.Client]:
    """HTTP/1.1, because some tests share it between threads; no test meets another's cookies."""
    with httpx.Client(base_url=ELSEWHERE, timeout=10) if ELSEWHERE else visitor(http2=False) as client:
        client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        yield client


@pytest.fixture(params=PREFIXES)
def shop(request: pytest.FixtureRequest, browser: httpx.Client) -> Shop:
    """The application under one of the prefixes."""
    return Shop(browser, request.param)


@pytest.fixture
def shops(browser: httpx.Client) -> list[Shop]:
    """The application under every prefix, for what they share."""
    return [Shop(browser, prefix) for prefix in PREFIXES]


@pytest.fixture
def lasting_shops(shops: list[Shop]) -> list[Shop]:
    """Those that start no process for each of many requests at once: a small computer starts few in a second."""
    return [shop for shop in shops if shop.model != "cgi"] or pytest.skip("only /cgi is asked")


@pytest.fixture(scope="session")
def database() -> Iterator[Database]:
    if command := os.environ.get("WASLAB_PSQL"):
        asked = [*shlex.split(command), *QUIETLY.split(), "--command"]
        yield Database(
            lambda sql: subprocess.run([*asked, sql], capture_output=True, text=True, check=True).stdout.strip()
        )
        return
    machine = only_machine("databases")
    with Machines({machine.name: str(machine.address)}, LAYOUT.ssh_key) as machines:
        command = f"runuser -u postgres -- psql --dbname shop {QUIETLY} --command %s"
        yield Database(lambda sql: machines[machine.name].check_output(command, sql).strip())


@pytest.fixture
def scarce(database: Database) -> Iterator[Callable[..., str]]:
    """Puts a product on the shelf, of which there are only so many; the test's orders go away with it."""
    name = new_name()

    def put(stock: int, also: str = "") -> str:
        database.ask(
            "INSERT INTO shop_product (name, stock) VALUES (:name, :stock)", name=name + also, stock=str(stock)
        )
        return name + also

    yield put
    for statement in TAKE_AWAY:
        database.ask(statement, names=f"{name}%")
