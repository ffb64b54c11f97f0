"""``manage.py expand``: what the database needs before the first machine runs this release."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from shop.phases import EXPAND, mistakes, phase


class Command(BaseCommand):
    help = "Runs the migrations of the phase expand; migrate runs the others when every machine has this release."

    def handle(self, *_args: Any, **_options: Any) -> None:
        executor = MigrationExecutor(connection)
        plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes("shop"))]
        if wrong := mistakes(plan):
            raise CommandError("\n".join(wrong))
        expanding = [migration for migration in plan if phase(migration) == EXPAND]
        if expanding:
            call_command("migrate", "shop", expanding[-1].name, interactive=False, stdout=self.stdout)
        else:
            self.stdout.write("No migrations to apply.")
