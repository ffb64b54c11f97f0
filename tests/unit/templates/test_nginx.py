from collections.abc import Callable

import pytest

Render = Callable[..., list[str]]

POOL = {"name": "gunicorn", "servers": ["192.0.2.51:8000", "192.0.2.52:8000"]}
WSGI = {"path": "/wsgi/", "upstream": "gunicorn"}
NEEDED = {
    "nginx_tls_certificate": "/etc/ssl/www.pem",
    "nginx_tls_certificate_key": "/etc/ssl/www.key",
    "ansible_facts": {"distribution_version": "13.1"},
}


@pytest.fixture
def nginx(render: Render) -> Render:
    """Renders one of the role's templates with its defaults and with what has none."""
    return lambda template, **overrides: render("nginx", template, **(NEEDED | overrides))


def test_takes_one_worker_for_each_core_by_default(nginx: Render) -> None:
    assert "worker_processes auto;" in nginx("nginx.conf.j2")


def test_takes_the_given_number_of_workers(nginx: Render) -> None:
    assert "worker_processes 3;" in nginx("nginx.conf.j2", nginx_worker_processes=3)


def test_a_body_may_have_as_many_bytes_as_the_contract_says(nginx: Render) -> None:
    assert "client_max_body_size 64k;" in nginx("nginx.conf.j2")


def test_nobody_is_trusted_by_default(nginx: Render) -> None:
    """Without a trusted proxy there is nothing between `default 0;` and the end of the geo block."""
    lines = nginx("nginx.conf.j2")
    assert lines[lines.index("geo $realip_remote_addr $from_trusted_proxy {") + 2] == "}"


@pytest.mark.parametrize(
    ("template", "line"),
    [("nginx.conf.j2", "192.0.2.20 1;"), ("conf.d/site.conf.j2", "set_real_ip_from 192.0.2.20;")],
)
def test_believes_a_trusted_proxy(nginx: Render, template: str, line: str) -> None:
    assert line in nginx(template, nginx_trusted_proxies=["192.0.2.20"])


def test_forwarding_headers_are_believed_on_https_only(nginx: Render) -> None:
    """A forward proxy on the trusted machine fetches over plain HTTP: its clients must not speak for it."""
    lines = nginx("conf.d/site.conf.j2", nginx_trusted_proxies=["192.0.2.20"])
    plain = lines[: lines.index("# HTTPS: static files here, everything else from the application servers.")]
    assert not [line for line in plain if "real_ip" in line]


def test_the_request_id_of_a_trusted_proxy_is_taken_on_https_only(nginx: Render) -> None:
    assert '"~^1on:(?<given_id>[A-Za-z0-9._:-]{1,128})$" $given_id;' in nginx("nginx.conf.j2")


@pytest.mark.parametrize("address", POOL["servers"])
def test_a_pool_has_all_its_servers(nginx: Render, address: str) -> None:
    lines = nginx("conf.d/upstreams.conf.j2", nginx_upstreams=[POOL])
    assert f"server {address} max_fails=2 fail_timeout=2s;" in lines


def test_a_pool_may_judge_its_servers_otherwise(nginx: Render) -> None:
    pool = POOL | {"max_fails": 5, "fail_timeout": "9s"}
    lines = nginx("conf.d/upstreams.conf.j2", nginx_upstreams=[pool])
    assert "server 192.0.2.51:8000 max_fails=5 fail_timeout=9s;" in lines


def test_a_drained_server_is_not_asked_even_when_all_others_fail(nginx: Render) -> None:
    lines = nginx("conf.d/upstreams.conf.j2", nginx_upstreams=[POOL], nginx_drained=["192.0.2.51"])
    assert [line.split()[1] for line in lines if line.endswith(" down;")] == ["192.0.2.51:8000"] * 2


def test_a_pool_chooses_its_servers_in_turn(nginx: Render) -> None:
    lines = nginx("conf.d/upstreams.conf.j2", nginx_upstreams=[POOL | {"method": "round_robin"}])
    assert "round_robin;" not in lines


def test_a_pool_may_choose_the_least_busy_server(nginx: Render) -> None:
    lines = nginx("conf.d/upstreams.conf.j2", nginx_upstreams=[POOL | {"method": "least_conn"}])
    assert "least_conn;" in lines


def test_a_pool_without_servers_is_left_out(nginx: Render) -> None:
    """Nginx refuses an empty upstream block."""
    lines = nginx("conf.d/upstreams.conf.j2", nginx_upstreams=[{"name": "nobody", "servers": []}])
    assert "upstream nobody {" not in lines


def test_a_location_is_handed_to_its_pool(nginx: Render) -> None:
    assert "proxy_pass http://gunicorn;" in nginx("conf.d/site.conf.j2", nginx_locations=[WSGI])


def test_a_location_without_its_slash_is_not_redirected(nginx: Render) -> None:
    """Nginx would answer 301 by itself; the contract says 404."""
    lines = nginx("conf.d/site.conf.j2", nginx_locations=[WSGI])
    assert lines[lines.index("location = /wsgi {") + 1] == "return 404;"


def test_plain_http_sends_a_location_to_https(nginx: Render) -> None:
    lines = nginx("conf.d/site.conf.j2", nginx_locations=[WSGI], nginx_server_names=["www.example", "web"])
    assert "return 308 https://www.example$request_uri;" in lines


def test_plain_http_sends_a_location_to_the_port_of_https(nginx: Render) -> None:
    lines = nginx(
        "conf.d/site.conf.j2", nginx_locations=[WSGI], nginx_server_names=["www.example"], nginx_https_port=8443
    )
    assert "return 308 https://www.example:8443$request_uri;" in lines


@pytest.mark.parametrize(
    ("version", "template", "line"),
    [
        ("13.1", "nginx.conf.j2", "http2 on;"),
        ("13.1", "conf.d/site.conf.j2", "listen 0.0.0.0:443 ssl;"),
        ("12.12", "conf.d/site.conf.j2", "listen 0.0.0.0:443 ssl http2;"),
    ],
)
def test_http2_is_turned_on_as_this_version_of_nginx_wants_it(
    version: str, template: str, line: str, nginx: Render
) -> None:
    assert line in nginx(template, ansible_facts={"distribution_version": version})


def test_an_older_nginx_does_not_meet_the_directive_that_it_does_not_know(nginx: Render) -> None:
    assert "http2 on;" not in nginx("nginx.conf.j2", ansible_facts={"distribution_version": "12.12"})


def test_a_location_may_wait_longer(nginx: Render) -> None:
    lines = nginx("conf.d/site.conf.j2", nginx_locations=[WSGI | {"read_timeout": "60s"}])
    assert "proxy_read_timeout 60s;" in lines


def test_a_cached_path_has_the_location_that_it_stands_in(nginx: Render) -> None:
    """Its pool and its time limit, and the cache besides."""
    lines = nginx("conf.d/site.conf.j2", nginx_locations=[WSGI | {"read_timeout": "60s", "cached": ["hello"]}])
    start = lines.index("location = /wsgi/hello {") + 1
    assert lines[start : lines.index("}", start)] == [
        "proxy_pass http://gunicorn;",
        "proxy_read_timeout 60s;",
        "proxy_cache answers;",
    ]


def test_a_patient_path_waits_longer_than_the_location_that_it_stands_in(nginx: Render) -> None:
    location = WSGI | {"read_timeout": "2s", "patient": ["slow"]}
    lines = nginx("conf.d/site.conf.j2", nginx_locations=[location], nginx_patient_read_timeout="70s")
    start = lines.index("location = /wsgi/slow {") + 1
    assert lines[start : lines.index("}", start)] == ["proxy_pass http://gunicorn;", "proxy_read_timeout 70s;"]


def test_paths_stand_in_the_order_in_which_they_were_written(nginx: Render) -> None:
    """A file in another order would be a change, and Nginx would be reloaded for it."""
    location = WSGI | {"cached": ["eggs", "apples"], "patient": ["figs", "dates", "bread", "cake", "eggs"]}
    lines = nginx("conf.d/site.conf.j2", nginx_locations=[location])
    found = [line.split()[2].rpartition("/")[2] for line in lines if line.strip().startswith("location = /wsgi/")]
    assert found == ["eggs", "apples", "figs", "dates", "bread", "cake"]


def test_a_path_may_be_cached_and_patient(nginx: Render) -> None:
    location = WSGI | {"cached": ["hello"], "patient": ["hello"]}
    lines = nginx("conf.d/site.conf.j2", nginx_locations=[location])
    start = lines.index("location = /wsgi/hello {") + 1
    assert lines[start : lines.index("}", start)] == [
        "proxy_pass http://gunicorn;",
        "proxy_read_timeout 60s;",
        "proxy_cache answers;",
    ]


def test_nothing_else_has_a_cache(nginx: Render) -> None:
    lines = nginx("conf.d/site.conf.j2", nginx_locations=[WSGI | {"cached": ["hello"]}])
    assert lines.count("proxy_cache answers;") == 1


@pytest.mark.parametrize("location", [WSGI, WSGI | {"cached": []}])
def test_without_a_cached_path_there_is_no_cache(nginx: Render, location: dict[str, object]) -> None:
    assert not [line for line in nginx("conf.d/cache.conf.j2", nginx_locations=[location]) if "proxy_cache" in line]


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("nginx_cache_directory", "/srv/cache", "proxy_cache_path /srv/cache "),
        ("nginx_cache_max_size", "9m", "max_size=9m"),
        ("nginx_cache_inactive", "2h", "inactive=2h;"),
    ],
)
def test_the_cache_has_the_given_bounds(nginx: Render, variable: str, value: str, words: str) -> None:
    locations = [WSGI | {"cached": ["hello"]}]
    lines = nginx("conf.d/cache.conf.j2", nginx_locations=locations, **{variable: value})
    assert words in "\n".join(lines)


def test_the_service_may_write_into_its_cache(nginx: Render) -> None:
    lines = nginx("confine.conf.j2", nginx_cache_directory="/srv/cache")
    assert "ReadWritePaths=/run /var/lib/nginx /var/log/nginx /srv/cache" in lines


def test_a_request_with_a_key_goes_to_the_next_server_where_the_application_keeps_keys(nginx: Render) -> None:
    lines = nginx("conf.d/site.conf.j2", nginx_locations=[WSGI | {"repeats_keyed": True}])
    end = lines.index("proxy_pass http://gunicorn;")
    assert lines[end - 4 : end] == [
        "set $pool gunicorn;",
        "if ($keyed) {",
        "return 418;",
        "}",
    ]
    assert [line for line in lines if "non_idempotent" in line]


@pytest.mark.parametrize("location", [WSGI, WSGI | {"repeats_keyed": False}])
def test_elsewhere_it_does_not(location: dict[str, object], nginx: Render) -> None:
    lines = nginx("conf.d/site.conf.j2", nginx_locations=[location])
    assert not [line for line in lines if "non_idempotent" in line or "$keyed" in line]


def test_what_a_server_may_have_done_is_not_repeated(nginx: Render) -> None:
    """`non_idempotent` in this line would send a POST twice."""
    assert "proxy_next_upstream error timeout http_500 http_502 http_503 http_504;" in nginx(
        "snippets/proxying.conf.j2"
    )


def test_the_memory_limit_is_the_given_one(nginx: Render) -> None:
    assert "MemoryMax=99M" in nginx("confine.conf.j2", nginx_memory_max="99M")
