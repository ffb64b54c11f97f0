from collections.abc import Callable

import pytest

Render = Callable[..., list[str]]

SERVER = {"address": "192.0.2.41:8080"}
MEMBER = "BalancerMember http://192.0.2.41:8080 "


def line(lines: list[str], beginning: str) -> str:
    (found,) = (candidate for candidate in lines if candidate.startswith(beginning))
    return found


def test_every_application_server_shares_the_work(render: Render) -> None:
    lines = render("apache", "site.conf.j2", apache_balancer_members=[SERVER, {"address": "192.0.2.42:8080"}])
    assert [text.split()[1] for text in lines if text.startswith("BalancerMember")] == [
        "http://192.0.2.41:8080",
        "http://192.0.2.42:8080",
    ]


def test_a_server_that_speaks_ajp_has_its_secret_and_is_asked_for_a_sign_of_life(render: Render) -> None:
    server = {"address": "192.0.2.41:8009", "protocol": "ajp", "secret": "abc"}
    member = line(render("apache", "site.conf.j2", apache_balancer_members=[server]), "BalancerMember ").split()
    assert member[1] == "ajp://192.0.2.41:8009"
    assert {"secret=abc", "hcmethod=CPING"} < set(member)
    assert not any(parameter.startswith("hcuri=") for parameter in member)


@pytest.mark.parametrize(
    ("variable", "value", "parameter"),
    [
        ("apache_health_path", "/alive", "hcuri=/alive"),
        ("apache_health_interval", 7, "hcinterval=7"),
        ("apache_health_fails", 3, "hcfails=3"),
        ("apache_retry", 9, "retry=9"),
        ("apache_connect_timeout", 4, "connectiontimeout=4"),
        ("apache_agree_timeout", 3, "ping=3"),
        ("apache_answer_timeout", 30, "timeout=30"),
        ("apache_reuse_timeout", 12, "ttl=12"),
    ],
)
def test_an_application_server_is_treated_as_told(render: Render, variable: str, value: object, parameter: str) -> None:
    settings = {"apache_balancer_members": [SERVER], variable: value}
    assert parameter in line(render("apache", "site.conf.j2", **settings), MEMBER).split()


def test_a_standby_says_so(render: Render) -> None:
    servers = [SERVER, {"address": "192.0.2.42:8080", "standby": True}]
    lines = render("apache", "site.conf.j2", apache_balancer_members=servers)
    assert [text.split()[1] for text in lines if text.endswith(" status=+H")] == ["http://192.0.2.42:8080"]


def test_one_path_is_balanced(render: Render) -> None:
    lines = render("apache", "site.conf.j2", apache_balancer_members=[SERVER], apache_balancer_path="/shop/")
    assert [text for text in lines if text.startswith("ProxyPass")] == [
        'ProxyPassMatch "^(?!/shop/)" !',
        "ProxyPass / balancer://applications/ nocanon",
    ]


def test_nothing_is_handed_on_unless_it_is_asked_for(render: Render) -> None:
    lines = render("apache", "site.conf.j2")
    assert not [text for text in lines if text.startswith(("ProxyPass", "ScriptAlias"))]
    assert not any("cgid" in text for text in render("apache", "apache2.conf.j2"))


def test_a_program_has_its_path_and_its_environment(render: Render) -> None:
    program = {"path": "/c.gi/", "program": "/opt/shop/cgi", "environment": {"NAME": "two words", "PORT": 5432}}
    lines = render("apache", "site.conf.j2", apache_cgi_programs=[program])
    assert 'ScriptAliasMatch "^(/c\\.gi/.*)$" "/opt/shop/cgi$1"' in lines
    assert {'SetEnv NAME "two words"', 'SetEnv PORT "5432"'} <= set(lines)
    assert any("mod_cgid.so" in text for text in render("apache", "apache2.conf.j2", apache_cgi_programs=[program]))


def test_a_program_keeps_its_path_where_the_balancer_has_all_others(render: Render) -> None:
    program = {"path": "/cgi/", "program": "/opt/shop/cgi"}
    applications = {"apache_cgi_programs": [program], "apache_balancer_members": [SERVER], "apache_balancer_path": "/"}
    lines = render("apache", "site.conf.j2", **applications)
    assert lines.index('ProxyPassMatch "^/cgi/" !') < lines.index("ProxyPass / balancer://applications/ nocanon")


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("unix:/run/uwsgi/socket", "unix:/run/uwsgi/socket|fcgi://localhost"),
        ("192.0.2.43:9000", "fcgi://192.0.2.43:9000"),
    ],
)
def test_a_fastcgi_server_has_its_path(render: Render, address: str, url: str) -> None:
    server = {"path": "/fastcgi/", "address": address}
    route = line(render("apache", "site.conf.j2", apache_fastcgi_servers=[server]), "ProxyPassMatch")
    assert route.startswith(f'ProxyPassMatch "^/fastcgi/" "{url}" ')


@pytest.mark.parametrize(
    ("variable", "value", "parameter"),
    [("apache_connect_timeout", 4, "connectiontimeout=4"), ("apache_answer_timeout", 30, "timeout=30")],
)
def test_a_fastcgi_server_is_treated_as_told(render: Render, variable: str, value: object, parameter: str) -> None:
    settings = {"apache_fastcgi_servers": [{"path": "/fastcgi/", "address": "192.0.2.43:9000"}], variable: value}
    assert parameter in line(render("apache", "site.conf.j2", **settings), "ProxyPassMatch").split()


def test_the_site_is_served_from_its_folder(render: Render) -> None:
    lines = render("apache", "site.conf.j2", apache_site_root="/srv/site", apache_static_max_age=60)
    static = lines.index("<Directory /srv/site/static>")
    assert "DocumentRoot /srv/site" in lines
    assert lines[static + 1] == 'Header set Cache-Control "public, max-age=60"'


def test_the_servers_in_front_are_believed(render: Render) -> None:
    lines = render(
        "apache",
        "site.conf.j2",
        apache_balancer_members=[SERVER],
        apache_trusted_proxies=["192.0.2.30", "192.0.2.31"],
    )
    assert "RemoteIPInternalProxy 192.0.2.30 192.0.2.31" in lines
    for header in ("X-Forwarded-For", "X-Forwarded-Proto"):
        rule = line(lines, f"RequestHeader unset {header}")
        assert "%{CONN_REMOTE_ADDR} -ipmatch '192.0.2.30' || %{CONN_REMOTE_ADDR} -ipmatch '192.0.2.31'" in rule


def test_without_servers_in_front_nobody_is_believed(render: Render) -> None:
    lines = render("apache", "site.conf.j2", apache_balancer_members=[SERVER])
    assert "RequestHeader unset X-Forwarded-For" in lines
    assert "RequestHeader unset X-Forwarded-Proto" in lines
    assert not any(text.startswith(("RemoteIP", "SetEnvIfExpr")) for text in lines)


def test_the_server_listens_where_it_is_told(render: Render) -> None:
    lines = render("apache", "apache2.conf.j2", apache_listen_address="192.0.2.30", apache_port=8080)
    assert [text for text in lines if text.startswith("Listen")] == ["Listen 192.0.2.30:8080"]


def test_the_threads_are_the_given_ones(render: Render) -> None:
    lines = render("apache", "apache2.conf.j2", apache_threads_per_process=10, apache_processes_max=3)
    assert {"ThreadsPerChild 10", "MaxRequestWorkers 30", "ServerLimit 5"} <= set(lines)


def test_the_access_log_keeps_within_its_size(render: Render) -> None:
    lines = render("apache", "apache2.conf.j2", apache_access_log_megabytes=3, apache_access_log_files=4)
    assert 'CustomLog "|/usr/bin/rotatelogs -n 4 ${APACHE_LOG_DIR}/access.json 3M" story' in lines


def test_programs_count_into_the_limits(render: Render) -> None:
    lines = render("apache", "confine.conf.j2", apache_memory_max="1G", apache_tasks_max=99)
    assert {"MemoryMax=1G", "TasksMax=99"} <= set(lines)


def test_the_server_tells_nothing_about_itself(render: Render) -> None:
    assert {"ServerTokens Prod", "ServerSignature Off", "TraceEnable Off"} <= set(render("apache", "apache2.conf.j2"))
