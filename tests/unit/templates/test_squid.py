from collections.abc import Callable

import pytest

Configure = Callable[..., list[str]]


@pytest.fixture
def configure(render: Callable[..., list[str]]) -> Configure:
    """The lines of the configuration with what is required, and with what is set."""
    return lambda **set_: render("squid", "squid.conf.j2", **({"squid_clients": ["192.0.2.0/24"]} | set_))


def test_only_the_given_networks_may_use_the_proxy(configure: Configure) -> None:
    lines = configure(squid_clients=["192.0.2.0/24"])
    assert "acl clients src 192.0.2.0/24" in lines
    assert next(line for line in lines if line.startswith("http_access")) == "http_access deny !clients"


def test_tunnels_go_to_https_only(configure: Configure) -> None:
    lines = configure()
    assert "acl tunnel_ports port 443" in lines
    assert "http_access deny CONNECT !tunnel_ports" in lines


def test_the_proxy_does_not_end_tls_for_a_client(configure: Configure) -> None:
    """A page behind TLS that the proxy fetched by itself would carry headers of the client's choice."""
    assert "http_access deny tunnel_ports !CONNECT" in configure()


@pytest.mark.parametrize("network", ["127.0.0.0/8", "169.254.0.0/16", "::1"])
def test_the_proxys_own_neighbourhood_is_refused(configure: Configure, network: str) -> None:
    assert f"acl refused_destinations dst {network}" in configure()


def test_no_tunnel_goes_to_a_server_that_trusts_the_proxy(configure: Configure) -> None:
    lines = configure(squid_refused_tunnels=["192.0.2.30"])
    assert "acl refused_tunnels dst 192.0.2.30" in lines
    assert "http_access deny CONNECT refused_tunnels" in lines


def test_a_restriction_comes_before_what_is_allowed(configure: Configure) -> None:
    """Squid goes by the first rule that fits."""
    servers = {"clients": ["192.0.2.51", "192.0.2.52"], "refused_destinations": ["192.0.2.0/24"]}
    lines = configure(squid_restricted_clients=[servers])
    assert "acl restricted_clients_1 src 192.0.2.51 192.0.2.52" in lines
    assert "acl restricted_destinations_1 dst 192.0.2.0/24" in lines
    rule = "http_access deny restricted_clients_1 restricted_destinations_1"
    assert lines.index(rule) < lines.index("http_access allow all")


@pytest.mark.parametrize("empty", ["clients", "refused_destinations"])
def test_a_restriction_of_nobody_or_of_nothing_is_none(configure: Configure, empty: str) -> None:
    """A group of the inventory may have no machine yet."""
    servers = {"clients": ["192.0.2.51"], "refused_destinations": ["192.0.2.0/24"], empty: []}
    assert configure(squid_restricted_clients=[servers]) == configure()


@pytest.mark.parametrize("policy", ["on", "off", "transparent", "delete", "truncate"])
def test_what_origins_learn_about_the_client_is_chosen(configure: Configure, policy: str) -> None:
    assert f"forwarded_for {policy}" in configure(squid_forwarded_for=policy)


@pytest.mark.parametrize(("via", "line"), [(True, "via on"), (False, "via off")])
def test_the_proxy_may_keep_its_name_to_itself(configure: Configure, via: bool, line: str) -> None:  # noqa: FBT001
    assert line in configure(squid_via=via)


def test_the_disk_cache_has_the_given_size(configure: Configure) -> None:
    lines = configure(squid_disk_cache_mib=128)
    assert "cache_dir ufs /var/spool/squid 128 4 16" in lines
