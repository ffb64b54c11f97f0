"""The site's names, ports, files and limits are those that were asked for."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from confinement import MOST_EXPOSED, exposure
from testinfra.host import Host

SITE = Path(__file__).parents[1] / "site"
LARGEST_BODY = 1024


@pytest.mark.parametrize("name", ["www.example.test", "example.test"])
@pytest.mark.parametrize("scheme", ["https", "http"])
def test_the_copied_site_is_served(name: str, scheme: str, open_site: Callable[..., httpx.Client]) -> None:
    response = open_site(name, scheme).get("/")
    assert (response.status_code, response.content) == (200, (SITE / "index.html").read_bytes())


def test_a_file_may_be_kept_for_the_given_time(web: httpx.Client) -> None:
    assert web.get("/static/site.css").headers["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("name", ["www.example.test", "example.test"])
def test_plain_http_sends_an_application_to_https(name: str, open_site: Callable[..., httpx.Client]) -> None:
    """308, by which a POST stays a POST; to the first name and to the port of HTTPS."""
    response = open_site(name, "http").post("/shop/orders?n=1", follow_redirects=True)
    (redirect,) = response.history
    assert redirect.headers["Location"] == "https://www.example.test:8443/shop/orders?n=1"
    assert (redirect.status_code, response.status_code, response.json()["method"]) == (308, 200, "POST")


@pytest.mark.parametrize(("bytes_", "status"), [(LARGEST_BODY, 200), (LARGEST_BODY + 1, 413)])
def test_a_body_may_not_be_larger(bytes_: int, status: int, web: httpx.Client) -> None:
    assert web.post("/shop/orders", content=bytes(bytes_)).status_code == status


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/", "https://127.0.0.1:8443/"])
def test_only_the_given_address_is_listened_on(url: str, host: Host) -> None:
    could_not_connect = 7
    assert host.run("curl --silent --insecure %s", url).rc == could_not_connect


def test_as_many_workers_run_as_were_asked_for(host: Host) -> None:
    assert host.check_output("pgrep --count --full 'nginx: worker process$'") == "1"


def test_the_service_gets_no_more_memory(host: Host) -> None:
    assert host.check_output("systemctl show --property MemoryMax --value nginx") == str(64 * 1024 * 1024)


def test_the_service_is_confined(host: Host) -> None:
    assert exposure(host, "nginx") <= MOST_EXPOSED
