"""The backend that Django loads for ``ENGINE = "shop.postgresql"``."""

import atexit
from typing import Any, ClassVar

import psycopg
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool

from shop.limits import POOL_SECONDS, SILENCE_SECONDS, database_time, seconds_for_statement
from shop.postgresql.breaker import Breaker
from shop.postgresql.impatient import ImpatientConnection


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, over a pool of impatient connections."""

    breaker: ClassVar = Breaker(SILENCE_SECONDS)

    def __init__(self, settings_dict: dict[str, Any], alias: str = DEFAULT_DB_ALIAS) -> None:
        super().__init__(settings_dict, alias)
        settings_dict["OPTIONS"]["pool"].update(
            connection_class=ImpatientConnection, reconnect_failed=self._without_connection
        )

    def get_new_connection(self, conn_params: dict[str, Any]) -> ImpatientConnection:
        """A pooled connection that has just given a sign of life: the database may have restarted.

        The pool's own check (``CONN_HEALTH_CHECKS``) sleeps longer after each dead connection, and so
        refuses requests for a while although the database is back. This one goes on at once.
        """
        if not self.breaker.lets_ask():
            raise psycopg.OperationalError("the database was silent a moment ago")
        with database_time(self.settings_dict["OPTIONS"]["pool"]["timeout"]):
            while True:
                connection: ImpatientConnection = super().get_new_connection(conn_params)
                try:
                    ConnectionPool.check_connection(connection)
                except psycopg.OperationalError:
                    self.pool.putconn(connection)
                    if not seconds_for_statement():
                        self.breaker.silent()
                        raise
                else:
                    self.breaker.answered()
                    return connection

    @classmethod
    def _without_connection(cls, pool: ConnectionPool[Any]) -> None:
        """Called by a pool that gave up to connect: without any connection, nobody needs to wait for one."""
        if not pool.get_stats()["pool_size"]:
            cls.breaker.silent()


@atexit.register
def _close_pools() -> None:
    """End the pools' own threads while they still run: later, each would be waited for in vain."""
    for pool in DatabaseWrapper._connection_pools.values():  # noqa: SLF001 - Django has no public name for it
        pool.close(timeout=POOL_SECONDS)
