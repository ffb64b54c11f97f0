from collections.abc import Callable

import pytest

Render = Callable[..., list[str]]

POOL = {"name": "gunicorn", "servers": ["192.0.2.51:8000", "192.0.2.52:8000"]}
WSGI = {"path": "/wsgi/", "upstream": "gunicorn"}


def test_takes_one_worker_for_each_core_by_default(render: Render) -> None:
    assert "worker_processes auto;" in render("nginx", "nginx.conf.j2")


def test_takes_the_given_number_of_workers(render: Render) -> None:
    assert "worker_processes 3;" in render("nginx", "nginx.conf.j2", nginx_worker_processes=3)


def test_a_body_may_have_as_many_bytes_as_the_contract_says(render: Render) -> None:
    assert "client_max_body_size 64k;" in render("nginx", "nginx.conf.j2")


def test_nobody_is_trusted_by_default(render: Render) -> None:
    """Without a trusted proxy there is nothing between `default 0;` and the end of the geo block."""
    lines = render("nginx", "nginx.conf.j2")
    assert lines[lines.index("geo $realip_remote_addr $from_trusted_proxy {") + 2] == "}"


@pytest.mark.parametrize(
    ("template", "line"),
    [("nginx.conf.j2", "192.0.2.20 1;"), ("conf.d/site.conf.j2", "set_real_ip_from 192.0.2.20;")],
)
def test_believes_a_trusted_proxy(render: Render, template: str, line: str) -> None:
    assert line in render("nginx", template, nginx_trusted_proxies=["192.0.2.20"])


def test_forwarding_headers_are_believed_on_https_only(render: Render) -> None:
    """A forward proxy on the trusted machine fetches over plain HTTP: its clients must not speak for it."""
    lines = render("nginx", "conf.d/site.conf.j2", nginx_trusted_proxies=["192.0.2.20"])
    plain = lines[: lines.index("# HTTPS: static files here, everything else from the application servers.")]
    assert not [line for line in plain if "real_ip" in line]


def test_the_request_id_of_a_trusted_proxy_is_taken_on_https_only(render: Render) -> None:
    assert '"~^1on:(?<given_id>[A-Za-z0-9._:-]{1,128})$" $given_id;' in render("nginx", "nginx.conf.j2")


@pytest.mark.parametrize("address", POOL["servers"])
def test_a_pool_has_all_its_servers(render: Render, address: str) -> None:
    lines = render("nginx", "conf.d/upstreams.conf.j2", nginx_upstreams=[POOL])
    assert f"server {address} max_fails=2 fail_timeout=2s;" in lines


def test_a_pool_may_judge_its_servers_otherwise(render: Render) -> None:
    pool = POOL | {"max_fails": 5, "fail_timeout": "9s"}
    lines = render("nginx", "conf.d/upstreams.conf.j2", nginx_upstreams=[pool])
    assert "server 192.0.2.51:8000 max_fails=5 fail_timeout=9s;" in lines


def test_a_pool_chooses_its_servers_in_turn(render: Render) -> None:
    lines = render("nginx", "conf.d/upstreams.conf.j2", nginx_upstreams=[POOL | {"method": "round_robin"}])
    assert "round_robin;" not in lines


def test_a_pool_may_choose_the_least_busy_server(render: Render) -> None:
    lines = render("nginx", "conf.d/upstreams.conf.j2", nginx_upstreams=[POOL | {"method": "least_conn"}])
    assert "least_conn;" in lines


def test_a_pool_without_servers_is_left_out(render: Render) -> None:
    """Nginx refuses an empty upstream block."""
    lines = render("nginx", "conf.d/upstreams.conf.j2", nginx_upstreams=[{"name": "nobody", "servers": []}])
    assert "upstream nobody {" not in lines


def test_a_location_is_handed_to_its_pool(render: Render) -> None:
    assert "proxy_pass http://gunicorn;" in render("nginx", "conf.d/site.conf.j2", nginx_locations=[WSGI])


def test_a_location_without_its_slash_is_not_redirected(render: Render) -> None:
    """Nginx would answer 301 by itself; the contract says 404."""
    lines = render("nginx", "conf.d/site.conf.j2", nginx_locations=[WSGI])
    assert lines[lines.index("location = /wsgi {") + 1] == "return 404;"


def test_plain_http_sends_a_location_to_https(render: Render) -> None:
    lines = render("nginx", "conf.d/site.conf.j2", nginx_locations=[WSGI], nginx_server_names=["www.example", "web"])
    assert "return 308 https://www.example$request_uri;" in lines


def test_a_location_may_wait_longer(render: Render) -> None:
    lines = render("nginx", "conf.d/site.conf.j2", nginx_locations=[WSGI | {"read_timeout": "60s"}])
    assert "proxy_read_timeout 60s;" in lines


def test_what_a_server_may_have_done_is_not_repeated(render: Render) -> None:
    """`non_idempotent` in this line would send a POST twice."""
    assert "proxy_next_upstream error timeout;" in render("nginx", "snippets/proxying.conf.j2")


def test_the_memory_limit_is_the_given_one(render: Render) -> None:
    assert "MemoryMax=99M" in render("nginx", "confine.conf.j2", nginx_memory_max="99M")
