"""Counting visits: a session in the database, which every machine and every execution model shares."""

import hashlib
import re
import secrets
from dataclasses import dataclass

from django.db import connection

from shop.limits import EXPIRED_SESSIONS_REMOVED, SESSION_HOURS, TOKEN_BYTES

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class Visit:
    """The how many-th visit of its session this is, and the token that finds the session again."""

    number: int
    token: str


def count_visit(token: str) -> Visit:
    """Count one visit in the session of that token, or in a new one when there is none."""
    return _further_visit(token) or _first_visit()


def _further_visit(token: str) -> Visit | None:
    if not _TOKEN.fullmatch(token):
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE shop_session SET visits = visits + 1, expires_at = now() + make_interval(hours => %s)"
            " WHERE token_hash = %s AND expires_at > now() RETURNING visits",
            [SESSION_HOURS, _digest(token)],
        )
        row = cursor.fetchone()
    return Visit(row[0], token) if row else None


def _first_visit() -> Visit:
    """A session with a token of its own: one from outside might be known to somebody else."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO shop_session (token_hash, visits, expires_at)"
            " VALUES (%s, 1, now() + make_interval(hours => %s))",
            [_digest(token), SESSION_HOURS],
        )
        # Each newcomer clears away a few, so the table needs no other care.
        cursor.execute(
            "DELETE FROM shop_session WHERE token_hash IN (SELECT token_hash FROM shop_session"
            " WHERE expires_at < now() LIMIT %s FOR UPDATE SKIP LOCKED)",
            [EXPIRED_SESSIONS_REMOVED],
        )
    return Visit(1, token)


def _digest(token: str) -> str:
    """What the database knows of a token: who reads the table can use no session."""
    return hashlib.sha256(token.encode()).hexdigest()
