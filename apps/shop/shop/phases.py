"""Expand and contract: when a migration may run while machines change from one release to the next.

Each migration says which it is, in ``phase``.
"""

from collections.abc import Sequence

from django.db.migrations import AddField, AddIndex, CreateModel, Migration, RunPython
from django.db.migrations.operations.base import Operation
from django.db.models import NOT_PROVIDED

EXPAND = "expand"
"""Before the first machine changes: the release before goes on with what it leaves."""

CONTRACT = "contract"
"""After the last machine has changed: it takes away what only the release before used."""


def mistakes(plan: Sequence[Migration]) -> list[str]:
    """What is wrong with migrations that one update would run, in words."""
    found = [f"{m.name}: its phase must be {EXPAND!r} or {CONTRACT!r}." for m in plan if phase(m) is None]
    expanding = [m for m in plan if phase(m) == EXPAND]
    for migration in expanding:
        found += [
            f"{migration.name}: {operation.describe()}: the release before could not go on. Put it into a migration "
            f"of phase {CONTRACT!r}, and what it needs before into one of phase {EXPAND!r}."
            for operation in migration.operations
            if not _only_adds(operation)
        ]
    if expanding != list(plan[: len(expanding)]):
        found.append(f"{expanding[-1].name} expands after another contracts: roll them out in two releases.")
    return found


def phase(migration: Migration) -> str | None:
    said = getattr(migration, "phase", None)
    return said if said in {EXPAND, CONTRACT} else None


def _only_adds(operation: Operation) -> bool:
    """An added column must be one that an INSERT may leave out."""
    if isinstance(operation, AddField):
        return operation.field.null or operation.field.db_default is not NOT_PROVIDED
    return isinstance(operation, (AddIndex, CreateModel, RunPython))
