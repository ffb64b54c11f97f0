"""Waiting for something to become true, with an end."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

PAUSE_SECONDS = 0.2


def eventually(look: Callable[[], Found], holds: Callable[[Found], bool], seconds: float, what: str) -> Found:
    """Look until it holds, and give what was seen; fails after so many seconds."""
    end = time.monotonic() + seconds
    while not holds(found := look()):
        assert time.monotonic() < end, f"not within {seconds:g} s: {what}; last seen: {found!r}"
        time.sleep(PAUSE_SECONDS)
    return found
