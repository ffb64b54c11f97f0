import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection

from shop.models import Session
from shop.statements import Statements

VISITS = "/wsgi/visits"
COOKIE = re.compile(r"__Host-session=([A-Za-z0-9_-]{43}); Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=86400")
IN_SQLITES_WORDS = {
    "now() + make_interval(hours => %s)": "datetime('now', %s || ' hours')",
    "now()": "datetime('now')",
    "FOR UPDATE SKIP LOCKED": "",
}


def translated(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    for words, others in IN_SQLITES_WORDS.items():
        sql = sql.replace(words, others)
    return execute(sql, *rest)


@pytest.fixture(autouse=True)
def _sqlite_understands() -> Iterator[None]:
    with connection.execute_wrapper(translated):
        yield


def visit(client: Any, token: str | None = None) -> tuple[int, str]:
    """Which visit it was, and the token that came back."""
    cookies = {} if token is None else {"Cookie": f"__Host-session={token}"}
    response = client.get(VISITS, headers=cookies)
    client.cookies.clear()
    match = COOKIE.fullmatch(response["Set-Cookie"])
    assert match
    return response.json()["visits"], match[1]


def expire(*, ago: timedelta) -> None:
    Session.objects.update(expires_at=datetime.now(UTC) - ago)


def test_visits_are_counted(client: Any) -> None:
    """In one session, by one token."""
    first, token = visit(client)
    assert [(1, token), (2, token), (3, token)] == [(first, token), visit(client, token), visit(client, token)]


def test_a_visit_tells_who_counted_it(client: Any) -> None:
    """The machine that answers is not the one that remembers."""
    response = client.get(VISITS, headers={"X-Request-ID": "r-1"})
    assert response.json() == {"visits": 1, "machine": "desk", "model": "wsgi", "request_id": "r-1"}
    assert response["Cache-Control"] == "no-store"


def test_two_visitors_are_counted_apart(client: Any) -> None:
    """Each has a token that nobody else has."""
    (first, one), (second, other) = visit(client), visit(client)
    assert ((1, 1), True) == ((first, second), one != other)


@pytest.mark.parametrize("token", ["", "short", "A" * 43, "A" * 44, "A" * 42 + "=", "A" * 43 + "%00", "é" * 43])
def test_a_token_from_outside_is_not_adopted(client: Any, token: str) -> None:
    """Whoever chose it would know the session of somebody else."""
    visits, fresh = visit(client, token)
    assert (1, True) == (visits, token != fresh)


def test_an_expired_session_is_not_counted_on(client: Any) -> None:
    """A day after the last visit it is over."""
    _, token = visit(client)
    expire(ago=timedelta(seconds=2))
    visits, fresh = visit(client, token)
    assert (1, True) == (visits, token != fresh)


def test_a_session_lasts_a_day_from_its_last_visit(client: Any) -> None:
    """Not from its first."""
    _, token = visit(client)
    Session.objects.update(expires_at=datetime.now(UTC) + timedelta(minutes=1))
    visit(client, token)
    left = Session.objects.get().expires_at - datetime.now(UTC)
    assert timedelta(hours=23, minutes=59) < left <= timedelta(hours=24)


def test_the_database_does_not_know_the_token(client: Any) -> None:
    """Only its digest."""
    _, token = visit(client)
    assert [sha256(token.encode()).hexdigest()] == list(Session.objects.values_list("token_hash", flat=True))


def test_a_newcomer_clears_expired_sessions_away(client: Any) -> None:
    """At most a hundred, so that no visitor pays for many."""
    Session.objects.bulk_create(
        Session(token_hash=str(number), visits=1, expires_at=datetime.now(UTC)) for number in range(150)
    )
    expire(ago=timedelta(minutes=1))
    visit(client)
    assert Session.objects.count() == 50 + 1


def test_a_further_visit_is_one_statement(client: Any) -> None:
    """Two visits at the same moment are both counted, by whichever machine."""
    _, token = visit(client)
    asked: list[str] = []

    def listen(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(listen):
        visit(client, token)
    assert [sql.split()[0] for sql in asked] == ["UPDATE"]


def test_rows_that_the_driver_does_not_count_are_none() -> None:
    """It says -1 then."""

    class Cursor:
        rowcount = -1

    statements = Statements("r-1")
    statements(lambda *_: None, "SELECT 1", None, False, {"cursor": Cursor()})  # noqa: FBT003 - Django's interface
    assert statements.rows == 0
