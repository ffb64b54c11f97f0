from collections.abc import Callable

import pytest

Configure = Callable[..., list[str]]

WEB = {"name": "web", "address": "192.0.2.30"}


@pytest.fixture
def configure(render: Callable[..., list[str]]) -> Configure:
    """The lines of the configuration with what is required, and with what is set."""
    required = {"haproxy_tls_bundle": "/etc/www.pem", "haproxy_web_servers": [WEB]}
    return lambda **set_: render("haproxy", "haproxy.cfg.j2", **(required | set_))


def test_a_web_server_is_verified_by_its_name(configure: Configure) -> None:
    lines = configure()
    assert "server web 192.0.2.30:443 sni str(web) check-sni web verifyhost web" in lines


def test_every_web_server_gets_its_line(configure: Configure) -> None:
    servers = [WEB, {"name": "web2", "address": "192.0.2.31"}]
    lines = configure(haproxy_web_servers=servers, haproxy_web_port=8443)
    assert "server web2 192.0.2.31:8443 sni str(web2) check-sni web2 verifyhost web2" in lines


def test_web_servers_certificates_come_from_the_given_authority(configure: Configure) -> None:
    lines = configure(haproxy_web_ca_file="/etc/root.crt")
    assert "default-server ssl verify required ca-file /etc/root.crt alpn http/1.1" in lines


def test_requests_beyond_the_limit_of_a_web_server_wait(configure: Configure) -> None:
    lines = configure(haproxy_web_max_connections=7)
    assert "default-server maxconn 7" in lines


def test_the_health_check_is_the_given_one(configure: Configure) -> None:
    lines = configure(haproxy_health_path="/alive", haproxy_health_fall=5)
    assert "default-server check inter 2s fastinter 1s fall 5 rise 2" in lines
    assert "http-check send meth GET uri /alive ver HTTP/1.1 hdr Host machine" in lines


def test_a_post_is_repeated_only_with_a_key(configure: Configure) -> None:
    rule = "use_backend web%[var(txn.line)] if { method GET HEAD OPTIONS } || { req.hdr(Idempotency-Key) -m found }"
    assert rule in configure()


def test_what_is_sent_once_goes_to_the_same_servers(configure: Configure) -> None:
    lines = configure()
    assert "server web 192.0.2.30:443 sni str(web) verifyhost web track web/web" in lines


def test_the_events_worth_a_second_try_are_the_given_ones(configure: Configure) -> None:
    lines = configure(haproxy_retry_on=["conn-failure", "503"])
    assert "retry-on conn-failure 503" in lines


def test_no_event_may_be_worth_a_second_try(configure: Configure) -> None:
    assert "retry-on none" in configure(haproxy_retry_on=[])


def test_names_are_compared_in_lower_case(configure: Configure) -> None:
    lines = configure(haproxy_hosts=["WWW.example", "192.0.2.20"])
    assert lines.count("acl ours var(txn.host) -m str www.example 192.0.2.20") == 2


@pytest.mark.parametrize("name", ["X-Forwarded- -m beg", "Forwarded", "X-Real-IP", "Proxy"])
def test_a_clients_forwarding_headers_are_dropped(configure: Configure, name: str) -> None:
    assert f"http-request del-header {name}" in configure()


def test_the_request_id_is_always_made_here(configure: Configure) -> None:
    assert "http-request set-header X-Request-ID %[unique-id]" in configure()


def test_there_is_no_statistics_page_for_nobody(configure: Configure) -> None:
    assert "frontend statistics" not in configure()


def test_only_the_given_addresses_see_the_statistics(configure: Configure) -> None:
    lines = configure(haproxy_stats_clients=["192.0.2.1", "192.0.2.2"])
    assert "http-request deny unless { src 192.0.2.1 192.0.2.2 }" in lines


def test_haproxy_counts_the_cores_itself_by_default(configure: Configure) -> None:
    assert not [line for line in configure() if line.startswith("nbthread")]


def test_takes_the_given_number_of_threads(configure: Configure) -> None:
    assert "nbthread 2" in configure(haproxy_threads=2)


def test_a_passing_fault_says_when_to_come_again(configure: Configure) -> None:
    lines = configure()
    problem = next(line for line in lines if line.startswith("http-error status 503 "))
    assert " hdr Retry-After 1 " in problem


def test_both_doors_close_what_one_source_opens_beyond_its_connections(configure: Configure) -> None:
    lines = configure(haproxy_source_connections=7)
    assert lines.count("tcp-request connection reject if { sc0_conn_cur gt 7 }") == 2


def test_what_a_source_asks_beyond_its_share_waits_apart(configure: Configure) -> None:
    """With the same servers, and tried again or not as any other request."""
    lines = configure(haproxy_source_requests=7)
    assert "http-request set-var(txn.line) str(-crowd) if { sc1_conn_cur gt 7 }" in lines
    backends = [line.split()[1] for line in lines if line.startswith("backend web")]
    assert backends == ["web", "web-once", "web-crowd", "web-once-crowd"]
    for kept, times in {"server web ": 4, "retry-on": 2, "http-reuse": 2, "option http-server-close": 2}.items():
        assert len([line for line in lines if line.startswith(kept)]) == times


def test_every_answer_has_the_given_headers(configure: Configure) -> None:
    lines = configure(haproxy_response_headers={"Referrer-Policy": "no-referrer"})
    assert [line for line in lines if line.startswith("http-after-response set-header R")] == [
        'http-after-response set-header Referrer-Policy "no-referrer"'
    ]


def test_a_port_that_is_none_is_refused(configure: Configure) -> None:
    assert (
        "http-request deny deny_status 400 if { req.hdr(Host),field(2,:),ltrim(0123456789) -m len ge 1 }" in configure()
    )
