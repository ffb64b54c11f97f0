"""What a browser gets of the site, and what it is spared."""

from pathlib import Path

import httpx
import pytest
from testinfra.host import Host

SITE = Path(__file__).parents[1] / "site"
PAGE = (SITE / "index.html").read_bytes()


@pytest.mark.parametrize(
    ("path", "file", "content_type"),
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/index.html", "index.html", "text/html; charset=utf-8"),
        ("/static/site.css", "static/site.css", "text/css; charset=utf-8"),
    ],
)
def test_a_file_is_served(path: str, file: str, content_type: str, client: httpx.Client) -> None:
    response = client.get(path)
    assert (response.status_code, response.content) == (200, (SITE / file).read_bytes())
    assert response.headers["Content-Type"] == content_type


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
@pytest.mark.parametrize(("asks", "has"), [("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")])
def test_a_file_is_not_sent_again_to_who_has_it(asks: str, has: str, encoding: str, client: httpx.Client) -> None:
    accepts = {"Accept-Encoding": encoding}
    first = client.get("/", headers=accepts)
    again = client.get("/", headers=accepts | {asks: first.headers[has]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert (again.headers["ETag"], again.headers["Vary"]) == (first.headers["ETag"], first.headers["Vary"])


@pytest.mark.parametrize(
    ("asked", "start", "end"), [("bytes=10-19", 10, 20), ("bytes=-5", len(PAGE) - 5, len(PAGE))], ids=["middle", "end"]
)
def test_a_part_of_a_file_is_sent(asked: str, start: int, end: int, client: httpx.Client) -> None:
    response = client.get("/", headers={"Range": asked, "Accept-Encoding": "identity"})
    assert (response.status_code, response.content) == (206, PAGE[start:end])
    assert response.headers["Content-Range"] == f"bytes {start}-{end - 1}/{len(PAGE)}"


def test_a_part_that_a_file_does_not_have_is_refused(client: httpx.Client) -> None:
    response = client.get("/", headers={"Range": f"bytes={len(PAGE)}-", "Accept-Encoding": "identity"})
    assert (response.status_code, response.json()["title"]) == (416, "Range Not Satisfiable")


@pytest.mark.parametrize(("accepted", "encoding"), [("gzip", "gzip"), ("identity", None)])
def test_a_page_is_compressed_for_who_wants_it(accepted: str, encoding: str | None, client: httpx.Client) -> None:
    response = client.get("/", headers={"Accept-Encoding": accepted})
    assert (response.headers.get("Content-Encoding"), response.content) == (encoding, PAGE)
    assert response.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("/", "Cache-Control", "no-cache"),
        ("/static/site.css", "Cache-Control", "public, max-age=60"),
        ("/", "Content-Security-Policy", "default-src 'self'; base-uri 'none'; frame-ancestors 'none'"),
        ("/", "Referrer-Policy", "same-origin"),
        ("/", "X-Content-Type-Options", "nosniff"),
        ("/", "X-Request-ID", "abc"),
    ],
)
def test_a_file_comes_with_its_headers(path: str, name: str, value: str, client: httpx.Client) -> None:
    assert client.get(path, headers={"X-Request-ID": "abc"}).headers[name] == value


@pytest.mark.parametrize("path", ["/static", "/static/", "/nothing", "/index.html/", "/link"])
def test_there_is_nothing_else(path: str, client: httpx.Client, host: Host) -> None:
    """No list of a folder, and no link out of the site."""
    host.check_output("ln --symbolic --force /etc/passwd /srv/site/link")
    answer = client.get(path)
    assert (answer.status_code in {403, 404}, answer.headers["Content-Type"]) == (True, "application/problem+json")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_file_in_the_site_configures_nothing(client: httpx.Client, host: Host) -> None:
    host.check_output("echo 'Header set X-Mine yes' > /srv/site/.htaccess")
    answer = client.get("/")
    host.check_output("rm /srv/site/.htaccess")
    assert (answer.status_code, "X-Mine" in answer.headers) == (200, False)


def test_files_can_only_be_read(client: httpx.Client) -> None:
    answer = client.post("/index.html", content=b"body")
    assert (answer.status_code, answer.json()["title"]) == (405, "Method Not Allowed")
