"""Visits: counted in a session that the database keeps, whoever is asked."""

import re
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from storefront import Database, Shop


def digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def test_a_newcomer_gets_a_session_of_their_own(shop: Shop) -> None:
    (first, one), (second, other) = shop.visit(), shop.visit()
    assert (first, second) == (1, 1)
    assert one != other
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", one)


def test_visits_count_on_under_every_prefix(shop: Shop, shops: list[Shop]) -> None:
    """The machine that answers is not the one that remembers."""
    _, token = shop.visit()
    visits = [other.visit(token) for other in shops]
    assert visits == [(number, token) for number in range(2, len(shops) + 2)]


def test_visits_at_the_same_moment_are_all_counted(shops: list[Shop]) -> None:
    _, token = shops[0].visit()
    with ThreadPoolExecutor(8) as pool:
        visits = pool.map(lambda number: shops[number % len(shops)].visit(token)[0], range(40))
    assert sorted(visits) == list(range(2, 42))


@pytest.mark.parametrize(
    "token",
    ["", "short", "A" * 43, "A" * 44, "A" * 42 + "=", "' OR visits > 0 --", "<b>", "../" * 14 + "A", "%00" * 14],
)
def test_a_token_from_outside_is_never_adopted(shop: Shop, token: str) -> None:
    visits, fresh = shop.visit(token)
    assert visits == 1
    assert fresh != token


def test_other_cookies_do_not_matter(shop: Shop) -> None:
    _, token = shop.visit()
    answer = shop.get("/visits", headers={"Cookie": f"a=b; __Host-session={token}; session=1"})
    assert answer.json()["visits"] == 2


def test_a_visit_tells_who_counted_it(shop: Shop) -> None:
    answer = shop.get("/visits")
    assert answer.json()["model"] == shop.model
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]


def test_the_database_does_not_know_the_token(shop: Shop, database: Database) -> None:
    """Who reads the table can use no session."""
    _, token = shop.visit()
    known = "SELECT count(*) FROM shop_session WHERE token_hash = :text"
    assert [database.ask(known, text=text) for text in (digest(token), token)] == ["1", "0"]


def test_a_session_ends_a_day_after_its_last_visit(shop: Shop, database: Database) -> None:
    _, token = shop.visit()
    expire(database, token, "1 minute")
    shop.visit(token)
    hours = "SELECT round(extract(epoch FROM expires_at - now()) / 3600) FROM shop_session WHERE token_hash = :digest"
    assert database.ask(hours, digest=digest(token)) == "24"


def test_an_expired_session_is_over(shop: Shop, database: Database) -> None:
    """And the newcomer's visit clears it away."""
    _, token = shop.visit()
    expire(database, token, "-1 year")
    visits, fresh = shop.visit(token)
    assert visits == 1
    assert fresh != token
    assert database.ask("SELECT count(*) FROM shop_session WHERE token_hash = :digest", digest=digest(token)) == "0"


def expire(database: Database, token: str, after: str) -> None:
    database.ask(
        "UPDATE shop_session SET expires_at = now() + CAST(:after AS interval) WHERE token_hash = :digest",
        after=after,
        digest=digest(token),
    )
