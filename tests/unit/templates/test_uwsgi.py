from collections.abc import Callable

import pytest

Render = Callable[..., list[str]]

APPLICATION = {"uwsgi_directory": "/opt/shop/current", "uwsgi_application": "shop.wsgi", "uwsgi_user": "shop"}


@pytest.mark.parametrize(
    ("variable", "value", "line"),
    [
        ("uwsgi_directory", "/srv/shop", "chdir = /srv/shop"),
        ("uwsgi_application", "shop:app", "module = shop:app"),
        ("uwsgi_virtualenv", "/opt/shop/venv", "virtualenv = /opt/shop/venv"),
        ("uwsgi_socket", "/run/uwsgi/shop", "fastcgi-socket = /run/uwsgi/shop"),
        ("uwsgi_socket_group", "nginx", "chown-socket = shop:nginx"),
        ("uwsgi_processes", 3, "processes = 3"),
        ("uwsgi_threads", 9, "threads = 9"),
        ("uwsgi_harakiri_seconds", 7, "harakiri = 7"),
        ("uwsgi_graceful_seconds", 5, "worker-reload-mercy = 5"),
    ],
)
def test_the_server_is_set_up_as_told(render: Render, variable: str, value: object, line: str) -> None:
    assert line in render("uwsgi", "uwsgi.ini.j2", **APPLICATION | {variable: value})


def test_without_a_virtual_environment_debian_s_packages_are_used(render: Render) -> None:
    assert not any("virtualenv" in line for line in render("uwsgi", "uwsgi.ini.j2", **APPLICATION))


@pytest.mark.parametrize(
    ("variable", "value", "line"),
    [
        ("uwsgi_user", "tenant", "User=tenant"),
        ("uwsgi_socket_group", "nginx", "SupplementaryGroups=nginx"),
        ("uwsgi_graceful_seconds", 60, "TimeoutStopSec=65"),
        ("uwsgi_memory_max", "1G", "MemoryMax=1G"),
    ],
)
def test_the_service_is_set_up_as_told(render: Render, variable: str, value: object, line: str) -> None:
    assert line in render("uwsgi", "uwsgi.service.j2", **APPLICATION | {variable: value})


def test_the_role_s_own_variables_win_over_those_in_files(render: Render) -> None:
    """Systemd takes the last."""
    lines = render("uwsgi", "uwsgi.service.j2", **APPLICATION, uwsgi_environment_files=["/etc/shop/environment"])
    files = [line for line in lines if line.startswith("EnvironmentFile=")]
    assert files == ["EnvironmentFile=/etc/shop/environment", "EnvironmentFile=/etc/uwsgi/environment"]


def test_every_value_reaches_the_application_as_it_is(render: Render) -> None:
    lines = render("uwsgi", "environment.j2", uwsgi_environment={"WORD": 'a "quoted" \\', "PORT": 5432})
    assert {'WORD="a \\"quoted\\" \\\\"', 'PORT="5432"'} <= set(lines)
