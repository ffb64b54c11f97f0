"""What the vocabulary has no word for."""

import re
from base64 import b64encode
from typing import Any

import yaml

from waslab.sessions.checks.evidence import ANSWERS, answers_of
from waslab.sessions.checks.fact import Finding
from waslab.sessions.eyes import Eyes

STOCK = 5000
GOOD, IMPOSSIBLE = 3, 2000
"""Pieces of an order that the table takes, and of one that it refuses although the stock has them."""

MARK = "waslab"

# Read only but for tables of this session alone, which go when it ends.
COPIES = """
SET SESSION AUTHORIZATION shop;
CREATE TEMPORARY TABLE shop_product (LIKE public.shop_product INCLUDING ALL);
CREATE TEMPORARY TABLE shop_order (LIKE public.shop_order INCLUDING ALL);
INSERT INTO shop_product (name, stock) VALUES (:'product', :stock);
SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY;
"""

# Whoever leaves a transaction open loses it with the session.
ONCE = """
\\set pieces %s
%s
;
ROLLBACK;
SELECT :'mark', stock, (SELECT count(*) FROM shop_order) FROM shop_product;
"""


def counted(eyes: Eyes, key: str) -> Finding:
    """Whether the learner's sum of all pools is right."""
    given = answers_of(eyes).get(key)
    tried = f"{ANSWERS}: {key}"
    if given is None:
        return Finding(tried, "nothing", "nothing")
    return Finding(tried, str(given), None if given == _pools(eyes) else "wrong")


def room(eyes: Eyes, machine: str) -> Finding:
    """Whether the database takes a connection from every place in every pool."""
    query = (
        "SELECT current_setting('max_connections')::int"
        " - current_setting('superuser_reserved_connections')::int - current_setting('reserved_connections')::int,"
        " (SELECT setting FROM pg_file_settings WHERE name = 'max_connections' ORDER BY seqno DESC LIMIT 1)"
        " IS DISTINCT FROM current_setting('max_connections')"
    )
    free, _, changed = _psql(eyes, machine, query).partition("|")
    if not free:
        return Finding("SHOW max_connections", "no answer", "too_few")
    pools = _pools(eyes)
    saw = f"{free} connections for {pools} places in pools"
    if int(free) >= pools:
        return Finding("SHOW max_connections", saw)
    return Finding("SHOW max_connections", saw, "waiting" if changed == "t" else "too_few")


def whole(eyes: Eyes, machine: str, product: str) -> Finding:
    """The learner's file, run for a good order and for one that fails in its second statement."""
    file = eyes.workspace / "order.sql"
    # The copies end with psql, and to stop there is the same as to go on in a failed transaction.
    order = (
        re.sub(r"(?m)^\\set ON_ERROR_STOP.*$", "", file.read_text(encoding="utf-8", errors="replace"))
        if file.exists()
        else ""
    )
    script = COPIES + ONCE % (GOOD, order) + ONCE % (IMPOSSIBLE, order)
    said = _psql(eyes, machine, script, product=product, stock=STOCK, mark=MARK)
    told = [line.split("|")[1:] for line in said.splitlines() if line.startswith(f"{MARK}|")]
    kept = [str(STOCK - GOOD), "1"]
    if told[:1] != [kept]:
        return Finding(f"{file.name}, an order of {GOOD} pieces", _state(told[:1]), "lost")
    return Finding(
        f"{file.name}, an order of {IMPOSSIBLE} pieces", _state(told[1:]), None if told[1:] == [kept] else "half"
    )


def sold_out(eyes: Eyes, machine: str, product: str, pieces: str, key: str) -> Finding:
    """All pieces are ordered, none twice, and the learner has counted them."""
    query = (
        "SELECT stock, (SELECT coalesce(sum(quantity), 0) FROM shop_order o WHERE o.product_id = p.id)"
        " FROM shop_product p WHERE name = :'product'"
    )
    stock, _, ordered = _psql(eyes, machine, query, product=product).partition("|")
    tried, saw = f"the stock and the orders of {product}", f"{stock} pieces left, {ordered} ordered"
    if stock != "0":
        return Finding(tried, saw, "left")
    if ordered != str(pieces):
        return Finding(tried, saw, "unbooked")
    told = answers_of(eyes).get(key)
    figures: dict[str, Any] = told if isinstance(told, dict) else {}
    if figures.get("predicted") is None or figures.get("measured") is None:
        return Finding(f"{ANSWERS}: {key}", saw, "unmeasured")
    measured = str(figures["measured"])
    return Finding(f"{ANSWERS}: {key}", f"{saw}, you say {measured}", None if measured == ordered else "differs")


def _pools(eyes: Eyes) -> int:
    """Connections that are open when every pool of every machine is full."""
    told: dict[str, Any] = yaml.safe_load((eyes.inventory / "group_vars/all/network.yml").read_text(encoding="utf-8"))
    models = told["execution_models"].values()
    return sum(model["connections"] * len(eyes.topology.members(model["group"])) for model in models)


def _psql(eyes: Eyes, machine: str, script: str, **variables: str | int) -> str:
    """What psql prints; empty where the server does not run."""
    given = "".join(f" --set {name}={value}" for name, value in variables.items())
    ask = f"cd / && echo %s | base64 --decode | runuser --user postgres -- psql -XqtA --dbname shop{given}"
    said: str = eyes.host(machine).run(ask, b64encode(script.encode()).decode()).stdout
    return said.strip()


def _state(told: list[list[str]]) -> str:
    return ", ".join(f"{stock} pieces of {STOCK}, {orders} orders" for stock, orders in told) or "nothing"
