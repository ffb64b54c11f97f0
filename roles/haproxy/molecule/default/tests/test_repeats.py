"""A web server that closes the connection may have done the work: only what may be repeated is sent again."""

import httpx
import pytest
from arrivals import arrived, never_seen
from testinfra.host import Host

KEY = {"Idempotency-Key": "5fca6d1c"}


@pytest.fixture(autouse=True)
def _web_server_is_connected(visitor: httpx.Client) -> None:
    """The end of a reused connection is harder to judge than that of a new one."""
    assert {visitor.request(method, "/").status_code for method in ("GET", "POST")} == {200}


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_what_changes_nothing_is_sent_again(method: str, visitor: httpx.Client, web: Host) -> None:
    path = never_seen("once")
    status = visitor.request(method, path).status_code
    assert (status, len(arrived(web, path))) == (200, 2)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_change_is_sent_once(method: str, visitor: httpx.Client, web: Host) -> None:
    """The visitor gets an answer: over HTTP/2 a browser takes none for leave to send the change again."""
    path = never_seen("once")
    status = visitor.request(method, path, content=b"order").status_code
    assert (status, len(arrived(web, path))) == (502, 1)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_change_with_a_key_is_sent_again(method: str, visitor: httpx.Client, web: Host) -> None:
    path = never_seen("once")
    status = visitor.request(method, path, content=b"order", headers=KEY).status_code
    assert (status, len(arrived(web, path))) == (200, 2)


def test_no_request_is_sent_for_ever(visitor: httpx.Client, web: Host) -> None:
    path = never_seen("status/502")
    status = visitor.get(path).status_code
    assert (status, len(arrived(web, path))) == (502, 3)
