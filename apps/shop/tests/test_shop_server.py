import sys
from types import SimpleNamespace

import pytest
from django.test import override_settings

from shop.server import server_software


@override_settings(SHOP_MODEL="fastcgi")
def test_under_fastcgi_the_process_is_uwsgis(monkeypatch: pytest.MonkeyPatch) -> None:
    """The web server that asks it gives its own name."""
    monkeypatch.setitem(sys.modules, "uwsgi", SimpleNamespace(version=b"2.0.28"))
    assert server_software({"SERVER_SOFTWARE": "Apache"}) == "uWSGI/2.0.28"


@pytest.mark.parametrize("model", ["asgi", "wsgi_under_asgi"])
def test_uvicorn_tells_no_name_of_its_own(model: str) -> None:
    with override_settings(SHOP_MODEL=model):
        assert server_software({}).startswith("uvicorn/")


@pytest.mark.parametrize("told", ["gunicorn/27.0.1", "Apache/2.4.65 (Debian)", "Apache"])
def test_elsewhere_the_server_tells_its_name(told: str) -> None:
    """The platform after it is nobody's business."""
    assert server_software({"SERVER_SOFTWARE": told}) == told.partition(" ")[0]
