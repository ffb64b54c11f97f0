"""Expand and contract, with a real pair of migrations after the shop's own."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.db.migrations.loader import MigrationLoader
from django.test import override_settings

import shop.migrations
from shop.phases import mistakes

SHOP_S_OWN = Path(shop.migrations.__file__).parent
LAST_OF_ITS_OWN = "0004"

EXPAND = """
from django.db import migrations, models


def give_titles(apps, schema_editor):
    apps.get_model("shop", "Product").objects.update(title=models.F("name"))


class Migration(migrations.Migration):
    phase = "expand"
    dependencies = [("shop", "0004_table_names")]
    operations = [
        migrations.AddField("product", "title", models.CharField(max_length=100, null=True)),
        migrations.RunPython(give_titles, migrations.RunPython.noop),
    ]
"""
CONTRACT = """
from django.db import migrations, models


class Migration(migrations.Migration):
    phase = "contract"
    dependencies = [("shop", "0005_titles")]
    operations = [migrations.AlterField("product", "title", models.CharField(max_length=100))]
"""

SEEN = """
from django.db import migrations, models


class Migration(migrations.Migration):
    phase = "expand"
    dependencies = [("shop", "0005_titles")]
    operations = [migrations.AddField("order", "seen", models.BooleanField(db_default=False))]
"""

OLD_INSERT = "INSERT INTO shop_product (name, stock) VALUES ('lamp', 1)"


Release = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def release(_tables: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Release:
    """Makes the shop have further migrations, as its next release has them; afterwards the database is as before."""
    monkeypatch.syspath_prepend(tmp_path)

    @contextmanager
    def make(**migrations: str) -> Iterator[None]:
        package = tmp_path / f"migrations_{uuid.uuid4().hex}"
        shutil.copytree(SHOP_S_OWN, package)
        for name, text in migrations.items():
            (package / f"{name.lstrip('_')}.py").write_text(text)
        with override_settings(MIGRATION_MODULES={"shop": package.name}):
            try:
                yield
            finally:
                call_command("migrate", "shop", LAST_OF_ITS_OWN, verbosity=0)

    return make


def columns() -> set[str]:
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, "shop_product")}


def insert_as_the_release_before() -> None:
    with connection.cursor() as cursor:
        cursor.execute(OLD_INSERT)
        cursor.execute("DELETE FROM shop_product WHERE name = 'lamp'")


def test_the_release_before_goes_on_until_the_last_machine_has_changed(release: Release) -> None:
    with release(_0005_titles=EXPAND, _0006_titled=CONTRACT):
        call_command("expand", verbosity=0)
        assert "title" in columns()
        insert_as_the_release_before()
        call_command("migrate", verbosity=0)
        with pytest.raises(IntegrityError, match="title"):
            insert_as_the_release_before()


def test_without_a_migration_there_is_nothing_to_do(release: Release, capsys: pytest.CaptureFixture[str]) -> None:
    with release():
        call_command("expand")
        assert capsys.readouterr().out == "No migrations to apply.\n"


@pytest.mark.parametrize(
    ("migrations", "told"),
    [
        (
            {"_0005_titles": EXPAND.replace('"expand"', '"later"')},
            "0005_titles: its phase must be 'expand' or 'contract'",
        ),
        (
            {"_0005_titles": EXPAND.replace("null=True", "default=''")},
            "0005_titles: Add field title to product: the rel",
        ),
        (
            {
                "_0005_titles": EXPAND.replace("expand", "contract"),
                "_0006_titled": CONTRACT.replace("contract", "expand"),
            },
            "0006_titled: Alter field title",
        ),
        (
            {"_0005_titles": EXPAND.replace("expand", "contract"), "_0006_seen": SEEN},
            "0006_seen expands after another contracts: roll them out in two releases",
        ),
    ],
    ids=["no phase", "a column that INSERT must name", "an alteration", "expand after contract"],
)
def test_a_release_that_could_not_be_rolled_out_is_refused(
    release: Release, migrations: dict[str, str], told: str
) -> None:
    with release(**migrations):
        with pytest.raises(CommandError, match=told):
            call_command("expand", verbosity=0)
        assert "title" not in columns()


def test_the_shop_s_own_migrations_can_be_rolled_out() -> None:
    """But for the first ones, which are older than rolling updates."""
    loader = MigrationLoader(None)
    later = [migration for (app, name), migration in loader.disk_migrations.items() if app == "shop" and name > "0005"]
    assert [mistake for migration in later for mistake in mistakes([migration])] == []
