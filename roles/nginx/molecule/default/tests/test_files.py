"""What a browser gets of the site, and what it is spared."""

from pathlib import Path

import httpx
import pytest
from browser import browser

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
@pytest.mark.parametrize("scheme", ["web", "plain"])
def test_a_file_is_served(scheme: str, path: str, file: str, content_type: str, request: pytest.FixtureRequest) -> None:
    client: httpx.Client = request.getfixturevalue(scheme)
    response = client.get(path)
    assert (response.status_code, response.content) == (200, (SITE / file).read_bytes())
    assert response.headers["Content-Type"] == content_type


@pytest.mark.parametrize("http2", [True, False], ids=["HTTP/2", "HTTP/1.1"])
def test_the_server_speaks(*, http2: bool, address: str, authority: Path) -> None:
    with browser(address, "web", authority / "root.crt", http2=http2) as client:
        assert client.get("/").http_version == ("HTTP/2" if http2 else "HTTP/1.1")


@pytest.mark.parametrize(("asks", "has"), [("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")])
def test_a_file_is_not_sent_again_to_who_has_it(asks: str, has: str, web: httpx.Client) -> None:
    first = web.get("/")
    again = web.get("/", headers={asks: first.headers[has]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


@pytest.mark.parametrize(
    ("asked", "start", "end"), [("bytes=10-19", 10, 20), ("bytes=-5", len(PAGE) - 5, len(PAGE))], ids=["middle", "end"]
)
def test_a_part_of_a_file_is_sent(asked: str, start: int, end: int, web: httpx.Client) -> None:
    response = web.get("/", headers={"Range": asked, "Accept-Encoding": "identity"})
    assert (response.status_code, response.content) == (206, PAGE[start:end])
    assert response.headers["Content-Range"] == f"bytes {start}-{end - 1}/{len(PAGE)}"


def test_a_part_that_a_file_does_not_have_is_refused(web: httpx.Client) -> None:
    response = web.get("/", headers={"Range": f"bytes={len(PAGE)}-", "Accept-Encoding": "identity"})
    assert (response.status_code, response.headers["Content-Range"]) == (416, f"bytes */{len(PAGE)}")


@pytest.mark.parametrize(
    ("path", "accepted", "encoding"),
    [("/", "gzip", "gzip"), ("/", "identity", None), ("/static/site.css", "gzip", None)],
    ids=["page", "unwanted", "small"],
)
def test_a_file_is_compressed_where_that_pays(
    path: str, accepted: str, encoding: str | None, web: httpx.Client
) -> None:
    response = web.get(path, headers={"Accept-Encoding": accepted})
    assert response.headers.get("Content-Encoding") == encoding


def test_caches_are_told_that_compression_depends_on_the_browser(web: httpx.Client) -> None:
    assert web.get("/").headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(("path", "kept"), [("/", "no-cache"), ("/static/site.css", "public, max-age=3600")])
def test_a_file_may_be_kept(path: str, kept: str, web: httpx.Client) -> None:
    assert web.get(path).headers["Cache-Control"] == kept


def test_no_header_tells_the_version(web: httpx.Client) -> None:
    assert web.get("/").headers["Server"] == "nginx"
