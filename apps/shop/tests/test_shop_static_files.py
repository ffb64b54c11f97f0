import importlib
from contextlib import closing
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

MODULE = "shop.wsgi_with_static_files"


def get(path: str) -> tuple[str, bytes]:
    """Status and body of what the application with static files answers."""
    told: list[str] = []
    environ = RequestFactory().get(path).environ
    application = importlib.reload(importlib.import_module(MODULE)).application
    with closing(application(environ, lambda status, _: told.append(status))) as body:
        return told[0], b"".join(body)


@pytest.fixture
def _static_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site.css").write_text("body {}")
    monkeypatch.setenv("SHOP_STATIC_FOLDER", str(tmp_path))


@pytest.mark.usefixtures("_static_folder")
def test_a_file_of_the_folder_is_served() -> None:
    assert get("/wsgi/static/site.css") == ("200 OK", b"body {}")


@pytest.mark.usefixtures("_static_folder")
def test_everything_else_is_the_shops() -> None:
    assert get("/wsgi/static/none.css")[0] == "404 Not Found"
    assert get("/wsgi/slow?ms=0")[0] == "200 OK"


def test_without_a_folder_the_process_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_STATIC_FOLDER", "")
    with pytest.raises(ImproperlyConfigured, match="SHOP_STATIC_FOLDER"):
        get("/wsgi/static/site.css")
