"""Spares requests the wait for a database that was silent a moment ago."""

from collections.abc import Callable
from threading import Lock
from time import monotonic


class Breaker:
    """Lets everybody ask the database until one got no answer; then only one in a while asks for all the others."""

    def __init__(self, pause_seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self._pause_seconds = pause_seconds
        self._clock = clock
        self._lock = Lock()
        self._next_question: float | None = None

    def lets_ask(self) -> bool:
        with self._lock:
            if self._next_question is None:
                return True
            now = self._clock()
            if now < self._next_question:
                return False
            self._next_question = now + self._pause_seconds
            return True

    def silent(self) -> None:
        with self._lock:
            self._next_question = self._clock() + self._pause_seconds

    def answered(self) -> None:
        with self._lock:
            self._next_question = None
