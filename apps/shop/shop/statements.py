"""What one request asks of the database."""

from collections.abc import Callable
from time import perf_counter
from typing import Any


class Statements:
    """Marks the statements of a request with its id, and adds up what the log tells of them.

    It is one of Django's execute wrappers.
    """

    def __init__(self, request_id: str) -> None:
        # The characters that a request id may have can neither end the comment nor be a placeholder.
        self._comment = f" /* request_id={request_id} */"
        self.seconds = 0.0
        self.rows = 0

    def __call__(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,  # noqa: FBT001 - Django's interface
        context: dict[str, Any],
    ) -> Any:
        began = perf_counter()
        try:
            return execute(sql + self._comment, params, many, context)
        finally:
            self.seconds += perf_counter() - began
            # The driver says -1 where it does not know.
            self.rows += max(0, context["cursor"].rowcount)
