from collections.abc import Callable

import pytest

Render = Callable[..., list[str]]

APPLICATION = {
    "gunicorn_user": "shop",
    "gunicorn_directory": "/opt/shop/current",
    "gunicorn_application": "shop.wsgi",
}


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("word", 'WORD="word"'),
        (5432, 'WORD="5432"'),
        ("two words # and $HOME", 'WORD="two words # and $HOME"'),
        ('a "quoted" \\', 'WORD="a \\"quoted\\" \\\\"'),
    ],
)
def test_every_value_reaches_the_application_as_it_is(render: Render, value: object, line: str) -> None:
    """Systemd takes a backslash for what makes the next character an ordinary one."""
    assert line in render("gunicorn", "environment.j2", gunicorn_environment={"WORD": value})


def test_every_web_server_is_trusted(render: Render) -> None:
    proxies = ["192.0.2.30", "192.0.2.31"]
    lines = render("gunicorn", "gunicorn.conf.py.j2", **APPLICATION, gunicorn_trusted_proxies=proxies)
    assert 'forwarded_allow_ips = "192.0.2.30,192.0.2.31"' in lines


def test_the_service_listens_where_it_is_told(render: Render) -> None:
    where = {"gunicorn_listen_address": "192.0.2.51", "gunicorn_port": 8001}
    lines = render("gunicorn", "gunicorn.conf.py.j2", **APPLICATION, **where)
    assert 'bind = "192.0.2.51:8001"' in lines


def test_the_service_is_stopped_after_its_last_request(render: Render) -> None:
    """Systemd waits a little longer than Gunicorn waits for its workers."""
    lines = render("gunicorn", "gunicorn.service.j2", **APPLICATION, gunicorn_graceful_seconds=60)
    assert "TimeoutStopSec=65" in lines


def test_the_memory_is_limited(render: Render) -> None:
    lines = render("gunicorn", "gunicorn.service.j2", **APPLICATION, gunicorn_memory_max_mib=100)
    assert "MemoryMax=100M" in lines
