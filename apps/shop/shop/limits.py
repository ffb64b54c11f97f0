"""How large a request may be, and how long it may wait for the database: the figures of apps/CONTRACT.md."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
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

CONNECT_SECONDS = 2
POOL_SECONDS = 2
STATEMENT_SECONDS = 5
HEALTH_SECONDS = 2

_deadline = threading.local()


@contextmanager
def database_time(seconds: float) -> Iterator[None]:
    """Give this thread so long, in all, for its database work inside the block; an outer limit still holds."""
    outer: float = getattr(_deadline, "at", inf)
    _deadline.at = min(outer, monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.at = outer


def seconds_for_statement() -> float:
    """How long this thread may wait for its next answer from the database; 0.0 when its time is over.

    Without a limit of its own it is a little more than the database's own limit for a statement,
    so that a living database speaks first and only a silent one is given up.
    """
    at: float = getattr(_deadline, "at", inf)
    return max(0.0, min(STATEMENT_SECONDS + 0.5, at - monotonic()))
