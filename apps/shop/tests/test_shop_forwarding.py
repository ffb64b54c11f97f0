from ipaddress import ip_address

import pytest

from shop.forwarding import Origin, origin, request_id

WEB = "192.0.2.30"


def seen(peer: str, **headers: str) -> Origin:
    meta = {"REMOTE_ADDR": peer} | {f"HTTP_X_FORWARDED_{name}": value for name, value in headers.items()}
    return origin(meta, "http", frozenset({ip_address(WEB)}))


@pytest.mark.parametrize(
    ("forwarded_for", "client"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("203.0.113.1, 198.51.100.7", "198.51.100.7"),
        (f"198.51.100.7, {WEB}", "198.51.100.7"),
        ("2001:DB8::7", "2001:db8::7"),
        ("", WEB),
        ("unknown", WEB),
        ("198.51.100.7, unknown", WEB),
        (WEB, WEB),
    ],
)
def test_the_client_is_the_nearest_stranger(forwarded_for: str, client: str) -> None:
    """From the web server: the rightmost address that is not the web server's; else the peer."""
    assert client == seen(WEB, FOR=forwarded_for).client


@pytest.mark.parametrize(("proto", "scheme"), [("https", "https"), ("http", "http"), ("HTTPS", "http"), ("", "http")])
def test_the_scheme_is_http_or_https(proto: str, scheme: str) -> None:
    """From the web server: X-Forwarded-Proto when it is one of two words; else the connection's scheme."""
    assert scheme == seen(WEB, PROTO=proto).scheme


def test_a_stranger_is_not_believed() -> None:
    """From any other peer the forwarding headers mean nothing."""
    expected = Origin(client="198.51.100.99", scheme="http")
    assert expected == seen("198.51.100.99", FOR="203.0.113.1", PROTO="https")


def test_a_well_formed_request_id_is_kept() -> None:
    """An identifier from the edge stays the same through the whole site."""
    assert request_id("A0:b.c_d-9") == "A0:b.c_d-9"


@pytest.mark.parametrize("offered", ["", "a b", "a\nb", 'a"b', "é", "x" * 129])
def test_a_malformed_request_id_is_replaced(offered: str) -> None:
    """What could not stand in a log or a header gives way to a new identifier."""
    assert len(request_id(offered)) == 36
