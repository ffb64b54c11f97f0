from collections.abc import Callable

Render = Callable[..., list[str]]

SHOP = {
    "gunicorn_wheelhouse": "/wheelhouse/0123456789abcdef0123.tar",
    "gunicorn_database_host": "db",
    "gunicorn_database_password": "word",
    "gunicorn_secret_key": "key",
}


def test_the_workers_share_the_connections(render: Render) -> None:
    """No worker's pool, times the workers, is more than the machine may open."""
    lines = render("gunicorn", "environment.j2", **SHOP, gunicorn_workers=3, gunicorn_database_connections=10)
    assert "SHOP_DATABASE_POOL_SIZE=3" in lines


def test_every_web_server_is_trusted(render: Render) -> None:
    lines = render("gunicorn", "environment.j2", **SHOP, gunicorn_trusted_proxies=["192.0.2.30", "192.0.2.31"])
    assert "SHOP_TRUSTED_PROXIES=192.0.2.30,192.0.2.31" in lines


def test_the_service_listens_where_it_is_told(render: Render) -> None:
    lines = render("gunicorn", "gunicorn.conf.py.j2", gunicorn_listen_address="192.0.2.51", gunicorn_port=8001)
    assert 'bind = "192.0.2.51:8001"' in lines


def test_the_service_is_stopped_after_its_last_request(render: Render) -> None:
    """Systemd waits a little longer than Gunicorn waits for its workers."""
    lines = render("gunicorn", "gunicorn.service.j2", **SHOP, gunicorn_graceful_seconds=60)
    assert "TimeoutStopSec=65" in lines


def test_the_memory_is_limited(render: Render) -> None:
    lines = render("gunicorn", "gunicorn.service.j2", **SHOP, gunicorn_memory_max_mib=100)
    assert "MemoryMax=100M" in lines
