"""Which server software runs the application."""

from collections.abc import Mapping
from importlib import import_module

from django.conf import settings


def server_software(meta: Mapping[str, str]) -> str:
    """Its name and version, without its platform.

    Where two servers share the work, the one whose process this is: WSGI's variable has the other one's name.
    """
    match settings.SHOP_MODEL:
        case "asgi" | "wsgi_under_asgi":
            return f"uvicorn/{import_module('uvicorn').__version__}"
        case "fastcgi":
            return f"uWSGI/{import_module('uwsgi').version.decode()}"
    return meta["SERVER_SOFTWARE"].partition(" ")[0]
