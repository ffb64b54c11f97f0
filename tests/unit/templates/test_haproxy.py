from collections.abc import Callable

import pytest

Render = Callable[..., list[str]]

WEB = {"name": "web", "address": "192.0.2.30"}


def test_a_web_server_is_verified_by_its_name(render: Render) -> None:
    lines = render("haproxy", "haproxy.cfg.j2", haproxy_web_servers=[WEB])
    assert "server web 192.0.2.30:443 sni str(web) check-sni web verifyhost web" in lines


def test_every_web_server_gets_its_line(render: Render) -> None:
    servers = [WEB, {"name": "web2", "address": "192.0.2.31"}]
    lines = render("haproxy", "haproxy.cfg.j2", haproxy_web_servers=servers, haproxy_web_port=8443)
    assert "server web2 192.0.2.31:8443 sni str(web2) check-sni web2 verifyhost web2" in lines


def test_web_servers_certificates_come_from_the_given_authority(render: Render) -> None:
    lines = render("haproxy", "haproxy.cfg.j2", haproxy_web_ca_file="/etc/root.crt")
    assert "default-server ssl verify required ca-file /etc/root.crt alpn http/1.1" in lines


def test_requests_beyond_the_limit_of_a_web_server_wait(render: Render) -> None:
    lines = render("haproxy", "haproxy.cfg.j2", haproxy_web_max_connections=7)
    assert "default-server maxconn 7 check inter 2s fastinter 1s fall 3 rise 2" in lines


def test_the_health_check_is_the_given_one(render: Render) -> None:
    lines = render("haproxy", "haproxy.cfg.j2", haproxy_health_path="/alive")
    assert "http-check send meth GET uri /alive ver HTTP/1.1 hdr Host machine" in lines


def test_a_post_is_repeated_only_with_a_key(render: Render) -> None:
    rule = "http-request disable-l7-retry unless { method GET HEAD OPTIONS } || { req.hdr(Idempotency-Key) -m found }"
    assert rule in render("haproxy", "haproxy.cfg.j2")


def test_the_events_worth_a_second_try_are_the_given_ones(render: Render) -> None:
    lines = render("haproxy", "haproxy.cfg.j2", haproxy_retry_on=["conn-failure", "503"])
    assert "retry-on conn-failure 503" in lines


def test_names_are_compared_in_lower_case(render: Render) -> None:
    lines = render("haproxy", "haproxy.cfg.j2", haproxy_hosts=["WWW.example", "192.0.2.20"])
    assert lines.count("acl ours var(txn.host) -m str www.example 192.0.2.20") == 2


@pytest.mark.parametrize("name", ["X-Forwarded- -m beg", "Forwarded", "X-Real-IP", "Proxy"])
def test_a_clients_forwarding_headers_are_dropped(render: Render, name: str) -> None:
    assert f"http-request del-header {name}" in render("haproxy", "haproxy.cfg.j2")


def test_the_request_id_is_always_made_here(render: Render) -> None:
    assert "http-request set-header X-Request-ID %[unique-id]" in render("haproxy", "haproxy.cfg.j2")


def test_there_is_no_statistics_page_for_nobody(render: Render) -> None:
    assert "frontend statistics" not in render("haproxy", "haproxy.cfg.j2")


def test_only_the_given_addresses_see_the_statistics(render: Render) -> None:
    lines = render("haproxy", "haproxy.cfg.j2", haproxy_stats_clients=["192.0.2.1", "192.0.2.2"])
    assert "http-request deny unless { src 192.0.2.1 192.0.2.2 }" in lines


def test_haproxy_counts_the_cores_itself_by_default(render: Render) -> None:
    assert not [line for line in render("haproxy", "haproxy.cfg.j2") if line.startswith("nbthread")]


def test_takes_the_given_number_of_threads(render: Render) -> None:
    assert "nbthread 2" in render("haproxy", "haproxy.cfg.j2", haproxy_threads=2)


def test_a_passing_fault_says_when_to_come_again(render: Render) -> None:
    lines = render("haproxy", "haproxy.cfg.j2")
    problem = next(line for line in lines if line.startswith("http-error status 503 "))
    assert " hdr Retry-After 1 " in problem
