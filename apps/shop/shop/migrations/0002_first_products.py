"""Fills the shelves once, when the tables are made."""

from typing import Any

from django.db import migrations

_STOCK = 1_000_000


def _fill(apps: Any, schema_editor: Any) -> None:
    product = apps.get_model("shop", "Product")
    product.objects.bulk_create(product(name=name, stock=_STOCK) for name in ("book", "pen", "cup"))


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [migrations.RunPython(_fill, migrations.RunPython.noop)]
