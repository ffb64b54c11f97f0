"""psycopg, whose connections give up on a silent server."""

from time import monotonic
from typing import Any

import psycopg
from psycopg import *  # noqa: F403 - Django looks up the exceptions of its driver by name

from shop.limits import seconds_for_statement


class ImpatientConnection(psycopg.Connection[Any]):
    """Stops waiting for a server that took the query and says nothing.

    ``statement_timeout`` is kept by the server, so it cannot help when the server is frozen or cut off.
    """

    def wait(self, gen: Any, *arguments: Any, **options: Any) -> Any:
        seconds = seconds_for_statement()
        deadline = monotonic() + seconds
        try:
            return super().wait(gen, *arguments, **{"timeout": seconds, **options})
        except psycopg.OperationalError:
            if monotonic() >= deadline:
                # Its answer may still come, for a question that nobody asks any more.
                self.close()
            raise


connect = ImpatientConnection.connect
