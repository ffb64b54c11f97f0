"""The database's side of a drill: its own products, and which orders of them are there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from shlex import join, quote

from waslab.drills.answers import MOST_PIECES, PRODUCTS
from waslab.remote import Lab
from waslab.topology import Machine

STOCK = 100_000_000
"""Pieces of each product: more than any drill can sell."""

PREFIX = "drill-"


@dataclass(frozen=True)
class Entries:
    """`orders`: how often the database has each number; `missing`: pieces that the stock lacks."""

    orders: dict[int, int]
    missing: int

    @property
    def sold(self) -> int:
        return sum(times * (number // PRODUCTS % MOST_PIECES + 1) for number, times in self.orders.items())

    @property
    def stock_agrees(self) -> bool:
        return self.sold == self.missing


OPEN = """
INSERT INTO shop_product (name, stock)
SELECT :'run' || '-' || number, :stock FROM generate_series(0, :products - 1) AS number
"""
ORDERS = """
SELECT name, quantity, count(*) FROM shop_order JOIN shop_product ON shop_product.id = product_id
WHERE name LIKE :'run' || '-%' GROUP BY name, quantity
"""
MISSING = "SELECT coalesce(sum(:stock - stock), 0) FROM shop_product WHERE name LIKE :'run' || '-%'"
CLOSE = """
-- An order that is still under way is waited for, and one that comes later finds no product.
SELECT FROM shop_product WHERE name LIKE :'run' || '%' FOR UPDATE;
DELETE FROM shop_idempotency WHERE key LIKE :'run' || '%';
DELETE FROM shop_order USING shop_product WHERE shop_product.id = product_id AND name LIKE :'run' || '%';
DELETE FROM shop_product WHERE name LIKE :'run' || '%'
"""


@dataclass(frozen=True)
class Books:
    lab: Lab
    machine: Machine
    database: str

    @contextmanager
    def kept(self, run: str, most_orders: int) -> Iterator[None]:
        """The products of a drill; they and all their orders are gone afterwards."""
        self._ask(OPEN, run, products=(most_orders // (PRODUCTS * MOST_PIECES) + 1) * PRODUCTS)
        try:
            yield
        finally:
            self.close(run)

    def read(self, run: str) -> Entries:
        counted: dict[int, int] = {}
        for line in self._ask(ORDERS, run).splitlines():
            name, quantity, times = line.split("|")
            counted[number_of(int(name.rpartition("-")[2]), int(quantity))] = int(times)
        return Entries(counted, int(self._ask(MISSING, run)))

    def close(self, run: str = PREFIX) -> None:
        """Without a run: what all earlier drills left."""
        self._ask(CLOSE, run)

    def _ask(self, statement: str, run: str, products: int = 0) -> str:
        told = [f"--set={name}={value}" for name, value in {"run": run, "stock": STOCK, "products": products}.items()]
        how = ["-XtAq", "--set=ON_ERROR_STOP=1", "--single-transaction", "--file=-", "--dbname", self.database]
        psql = ["sudo", "-u", "postgres", "psql", *how, *told]
        return self.lab.output(self.machine, f"printf %s {quote(statement)} | {join(psql)}")


def number_of(product: int, pieces: int) -> int:
    """The number of the order that buys so many pieces of it."""
    block, place = divmod(product, PRODUCTS)
    return (block * MOST_PIECES + pieces - 1) * PRODUCTS + place
