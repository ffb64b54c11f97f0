"""The shop's own settings, over a database in memory.

What only PostgreSQL can show (waiting for another transaction, silent servers, the pool) is tested on the lab.
"""

from shop.settings import *  # noqa: F403 - Django takes settings from a module's names

DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
