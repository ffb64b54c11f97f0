"""A drill's products and orders go, also while an order is still under way."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from shlex import quote

from patience import eventually
from rich.console import Console

from waslab import drills
from waslab.drills.books import PREFIX
from waslab.remote import OverSSH
from waslab.workshop import Workshop

GROUND = drills.Ground(Workshop.of_this_clone(Console()))

ORDER = """
BEGIN;
UPDATE shop_product SET stock = stock - 1 WHERE name = '{run}-0';
INSERT INTO shop_order (product_id, quantity) SELECT id, 1 FROM shop_product WHERE name = '{run}-0';
DO $$ BEGIN
  FOR turn IN 1..300 LOOP
    EXIT WHEN EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FOR UPDATE%');
    PERFORM pg_sleep(0.1);
    PERFORM pg_stat_clear_snapshot();
  END LOOP;
END $$;
COMMIT
"""
"""It goes on when somebody waits for it."""

UNDER_WAY = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'DO $$%'"


def test_an_order_under_way_is_waited_for() -> None:
    run = f"{PREFIX}{secrets.token_hex(4)}"
    shop = GROUND.shop
    with OverSSH.connected(shop.layout, shop.runner) as lab, ThreadPoolExecutor() as pool:
        books = GROUND.books(lab)

        def ask(statement: str) -> str:
            psql = f"sudo -u postgres psql -XtAq --set=ON_ERROR_STOP=1 --dbname {books.database}"
            return lab.output(books.machine, f"printf %s {quote(statement)} | {psql}").strip()

        with books.kept(run, most_orders=1):
            order = pool.submit(ask, ORDER.format(run=run))
            eventually(lambda: ask(UNDER_WAY), lambda found: found == "1", 10, "an order is under way")
        order.result()
        assert books.read(run).orders == {}
