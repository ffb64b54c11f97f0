import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from django.db import transaction
from django.test import Client
from django.test.utils import setup_databases, teardown_databases

TESTS = Path(__file__).parent
VARIABLES = {
    "DJANGO_SETTINGS_MODULE": "shop_test_settings",
    "SHOP_MACHINE": "desk",
    "SHOP_MODEL": "wsgi",
    "SHOP_VERSION": "2.1",
    "SHOP_PREFIX": "/wsgi",
    "SHOP_SECRET_KEY": "only for tests",
    "SHOP_TRUSTED_PROXIES": "192.0.2.30",
    "SHOP_DATABASE_HOST": "db",
    "SHOP_DATABASE_PORT": "5432",
    "SHOP_DATABASE_NAME": "shop",
    "SHOP_DATABASE_USER": "shop",
    "SHOP_DATABASE_PASSWORD": "only for tests",
    "SHOP_DATABASE_ROOT_CERTIFICATE": "/nowhere/root.crt",
    "SHOP_DATABASE_POOL_SIZE": "5",
}

sys.path[:0] = [str(TESTS), str(TESTS.parent)]
os.environ.update(VARIABLES)
django.setup()


@pytest.fixture(scope="session")
def _tables() -> Iterator[None]:
    databases = setup_databases(verbosity=0, interactive=False)
    yield
    teardown_databases(databases, verbosity=0)


@pytest.fixture
def client(_tables: None) -> Iterator[Any]:
    """An HTTP client of the shop; what it changes in the database is undone after the test."""
    with transaction.atomic():
        yield Client(raise_request_exception=False, SERVER_SOFTWARE="test/1")
        transaction.set_rollback(True)
