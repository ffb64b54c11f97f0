"""How large a request may be, and how long it may wait for the database: the figures of apps/CONTRACT.md."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf
from time import monotonic

BODY_BYTES = 65_536
DISCARDED_BYTES = 1_048_576
NAME_CHARACTERS = 100
PRODUCT_CHARACTERS = 100
PIECES = 1000
KEY_CHARACTERS = 255
LISTED_ORDERS = 100
LISTED_ORDERS_UNASKED = 20
PAUSE_MILLISECONDS = 10_000
STREAMED_EVENTS = 100
EVENT_MILLISECONDS = 1000
TOKEN_BYTES = 32
SESSION_HOURS = 24
EXPIRED_SESSIONS_REMOVED = 100

CONNECT_SECONDS = 2
POOL_SECONDS = 2
STATEMENT_SECONDS = 5
SILENCE_SECONDS = 1
ABANDONED_SECONDS = 2
"""A process that stands still or is cut off in a transaction keeps its locks no longer."""

HEALTH_SECONDS = 2

# It goes with the request from the event loop to the thread that works for it.
_deadline: ContextVar[float] = ContextVar("_deadline", default=inf)


@contextmanager
def database_time(seconds: float) -> Iterator[None]:
    """Give this request so long, in all, for its database work inside the block; an outer limit still holds."""
    before = _deadline.set(min(_deadline.get(), monotonic() + seconds))
    try:
        yield
    finally:
        _deadline.reset(before)


def seconds_for_statement() -> float:
    """How long this request may wait for its next answer from the database; 0.0 when its time is over.

    Without a limit of its own it is a little more than the database's own limit for a statement,
    so that a living database speaks first and only a silent one is given up.
    """
    return max(0.0, min(STATEMENT_SECONDS + 0.5, _deadline.get() - monotonic()))
