"""The backend that Django loads for ``ENGINE = "shop.postgresql.single"``."""

from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base
from django.db.utils import OperationalError

from shop.limits import POOL_SECONDS, seconds_for_statement
from shop.postgresql import impatient
from shop.slots import NoSlotError, Slot


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, over one impatient connection, which is opened when the machine may have one more."""

    Database = impatient
    _slot: Slot | None = None

    def get_connection_params(self) -> dict[str, Any]:
        parameters: dict[str, Any] = super().get_connection_params()
        del parameters["slots"]
        return parameters

    def get_new_connection(self, conn_params: dict[str, Any]) -> impatient.ImpatientConnection:
        slots = self.settings_dict["OPTIONS"]["slots"]
        try:
            # Kept to the end of the process, as the connection is.
            self._slot = self._slot or Slot.taken(
                Path(slots["folder"]), slots["count"], min(POOL_SECONDS, seconds_for_statement())
            )
        except NoSlotError as error:
            raise OperationalError(str(error)) from error
        connection: impatient.ImpatientConnection = super().get_new_connection(conn_params)
        return connection
