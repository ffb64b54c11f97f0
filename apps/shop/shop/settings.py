"""Django's settings. What differs between machines comes from the environment (see README.md)."""

import os

from shop.environment import Environment
from shop.limits import ABANDONED_SECONDS, CONNECT_SECONDS, STATEMENT_SECONDS

_environment = Environment.of_process(os.environ)

SHOP_MACHINE = _environment.text("SHOP_MACHINE")
SHOP_MODEL = _environment.text("SHOP_MODEL")
SHOP_VERSION = _environment.optional_text("SHOP_VERSION") or "unnamed"
SHOP_PREFIX = _environment.prefix("SHOP_PREFIX")
SHOP_TRUSTED_PROXIES = _environment.addresses("SHOP_TRUSTED_PROXIES")
SHOP_DATABASE_POOL_SIZE = _environment.number("SHOP_DATABASE_POOL_SIZE")
SHOP_DATABASE_PATIENCE = _environment.number("SHOP_DATABASE_PATIENCE", otherwise=CONNECT_SECONDS)

DEBUG = False
SECRET_KEY = _environment.text("SHOP_SECRET_KEY")
# The web server in front chooses the site by its Host header, and no answer is built from it.
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "shop.async_urls" if SHOP_MODEL == "asgi" else "shop.urls"
WSGI_APPLICATION = "shop.wsgi.application"
INSTALLED_APPS = ["shop"]
MIDDLEWARE = ["shop.middleware.RequestStory", "shop.middleware.ErrorsAsProblems"]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# A process for each request shares no pool with the others: they take turns for a connection each.
_SLOTS_FOLDER = _environment.optional_text("SHOP_DATABASE_SLOTS_FOLDER")
_SINGLE = {"slots": {"folder": _SLOTS_FOLDER, "count": SHOP_DATABASE_POOL_SIZE}}
_POOLED = {
    "pool": {
        "min_size": 1,
        "max_size": SHOP_DATABASE_POOL_SIZE,
        "timeout": SHOP_DATABASE_PATIENCE,
        # Short, so that a database that comes back is seen at once: the next request tries again.
        "reconnect_timeout": SHOP_DATABASE_PATIENCE,
    }
}

DATABASES = {
    "default": {
        "ENGINE": "shop.postgresql.single" if _SLOTS_FOLDER else "shop.postgresql",
        "HOST": _environment.text("SHOP_DATABASE_HOST"),
        "PORT": _environment.number("SHOP_DATABASE_PORT"),
        "NAME": _environment.text("SHOP_DATABASE_NAME"),
        "USER": _environment.text("SHOP_DATABASE_USER"),
        "PASSWORD": _environment.text("SHOP_DATABASE_PASSWORD"),
        "OPTIONS": {
            "sslmode": "verify-full",
            "sslrootcert": _environment.text("SHOP_DATABASE_ROOT_CERTIFICATE"),
            "application_name": f"{SHOP_MODEL}@{SHOP_MACHINE}",
            "connect_timeout": SHOP_DATABASE_PATIENCE,
            "options": (
                f"-c statement_timeout={STATEMENT_SECONDS}s -c idle_in_transaction_session_timeout={ABANDONED_SECONDS}s"
            ),
            **(_SINGLE if _SLOTS_FOLDER else _POOLED),
        },
    }
}

# Under CGI standard output is the answer, and the web server's log is made for other things.
_LOG_SOCKET = _environment.optional_text("SHOP_LOG_SOCKET")
_JOURNAL = {
    "class": "logging.handlers.SysLogHandler",
    "address": _LOG_SOCKET,
    ".": {"ident": f"shop-{SHOP_MODEL}: "},
}
_STANDARD_ERROR = {"class": "logging.StreamHandler"}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "shop.logs.JsonLines"}},
    "handlers": {"lines": {**(_JOURNAL if _LOG_SOCKET else _STANDARD_ERROR), "formatter": "json"}},
    "root": {"handlers": ["lines"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING"},
        # Refused requests have their line already, and shop.problems tells the faults with their request id.
        "django.request": {"level": "CRITICAL"},
        "shop": {"level": "INFO"},
    },
}
