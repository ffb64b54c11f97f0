"""Which answers are kept, for whom, and what is told about that."""

import json
import uuid
from collections.abc import Callable
from urllib.parse import quote

import httpx
import pytest
from arrivals import arrived
from patience import eventually
from testinfra.host import Host

FOLDER = "/srv/cache"
MOST_KIB = 1024

FRESH = {"Cache-Control": "public, max-age=3600"}
NO_VERDICT = None


def page(answer: dict[str, str], folder: str = "/kept/page") -> str:
    """A page that nobody has asked for yet, whose answer has these headers."""
    headers = "&".join(f"{name}={quote(value)}" for name, value in answer.items())
    return f"{folder}?Page-ID={uuid.uuid4()}&{headers}"


def verdict(response: httpx.Response) -> str | None:
    return response.raise_for_status().headers.get("X-Cache")


@pytest.fixture
def kept(web: httpx.Client) -> str:
    """A page that is in the cache."""
    path = page(FRESH)
    assert [verdict(web.get(path)) for _ in range(2)] == ["MISS", "HIT"]
    return path


@pytest.mark.parametrize(
    "allows",
    [FRESH, {"Cache-Control": "max-age=0, s-maxage=3600"}, {"Expires": "Thu, 31 Dec 2099 23:59:59 GMT"}],
    ids=str,
)
def test_an_answer_that_may_be_kept_is_fetched_once(allows: dict[str, str], web: httpx.Client, host: Host) -> None:
    path = page(allows)
    first, again = web.get(path), web.get(path)
    assert (verdict(first), verdict(again), len(arrived(host, path))) == ("MISS", "HIT", 1)
    assert (first.status_code, first.content) == (again.status_code, again.content)


@pytest.mark.parametrize(
    "forbids",
    [
        {},
        {"Cache-Control": "no-store"},
        {"Cache-Control": "no-cache"},
        {"Cache-Control": "max-age=0"},
        {"Cache-Control": "private, max-age=3600"},
        {"Cache-Control": "max-age=3600, no-store"},
        {"Cache-Control": "max-age=3600, must-revalidate"},
        FRESH | {"Set-Cookie": "a=b"},
        FRESH | {"Vary": "*"},
    ],
    ids=str,
)
def test_an_answer_that_may_not_be_kept_is_fetched_each_time(
    forbids: dict[str, str], web: httpx.Client, host: Host
) -> None:
    path = page(forbids)
    assert [verdict(web.get(path)) for _ in range(2)] == ["MISS", "MISS"]
    assert len(arrived(host, path)) == 2


PERSONAL = [{"Cookie": "session=1"}, {"Cookie": "0"}, {"Authorization": "Basic YTpi"}, {"Authorization": "0"}]


@pytest.mark.parametrize("personal", PERSONAL, ids=str)
def test_a_personal_request_is_not_answered_from_the_cache(
    personal: dict[str, str], web: httpx.Client, host: Host, kept: str
) -> None:
    assert verdict(web.get(kept, headers=personal)) == "BYPASS"
    assert len(arrived(host, kept)) == 2


@pytest.mark.parametrize("personal", PERSONAL, ids=str)
def test_the_answer_to_a_personal_request_is_not_kept(personal: dict[str, str], web: httpx.Client) -> None:
    path = page(FRESH)
    assert verdict(web.get(path, headers=personal)) == "BYPASS"
    assert verdict(web.get(path)) == "MISS"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_only_reading_is_answered_from_the_cache(method: str, web: httpx.Client, kept: str) -> None:
    response = web.request(method, kept)
    assert (verdict(response), response.json()["method"]) == (NO_VERDICT, method)


def test_the_answer_to_a_post_is_not_kept(web: httpx.Client) -> None:
    path = page(FRESH)
    web.post(path)
    assert verdict(web.get(path)) == "MISS"


def test_head_and_get_share_an_answer(web: httpx.Client) -> None:
    path = page(FRESH)
    head, get = web.head(path), web.get(path)
    assert (verdict(head), head.content, verdict(get)) == ("MISS", b"", "HIT")
    assert head.headers["Content-Length"] == str(len(get.content))


def test_another_query_is_another_answer(web: httpx.Client, kept: str) -> None:
    assert verdict(web.get(f"{kept}&a=b")) == "MISS"


def test_another_name_is_another_answer(web: httpx.Client, kept: str) -> None:
    assert verdict(web.get(kept, headers={"Host": "example.test:8443"})) == "MISS"


def test_a_kept_answer_has_the_id_of_its_own_request(web: httpx.Client) -> None:
    path = page(FRESH | {"X-Request-ID": "stored"})
    ids = [web.get(path).headers.get_list("X-Request-ID") for _ in range(2)]
    assert [len(found) for found in ids] == [1, 1]
    assert len({"stored", ids[0][0], ids[1][0]}) == 3


def test_a_kept_answer_has_its_headers(web: httpx.Client) -> None:
    path = page(FRESH | {"X-Content-Type-Options": "nosniff"})
    assert [web.get(path).headers["X-Content-Type-Options"] for _ in range(2)] == ["nosniff", "nosniff"]


def test_the_log_tells_the_verdict(web: httpx.Client, host: Host, kept: str) -> None:
    request_id = web.get(kept).headers["X-Request-ID"]
    log = eventually(
        lambda: host.run("grep %s /var/log/nginx/access.log", request_id).stdout, bool, 5, "the request is logged"
    )
    assert json.loads(log)["cache"] == "HIT"


@pytest.mark.parametrize("path", ["/shop/page", "/kept/", "/kept/page/more"])
def test_only_the_given_paths_have_a_cache(path: str, web: httpx.Client) -> None:
    """And there the application's own word about caches is not taken for the web server's."""
    asked = page(FRESH | {"X-Cache": "HIT"}, path)
    assert [verdict(web.get(asked)) for _ in range(2)] == [NO_VERDICT, NO_VERDICT]


@pytest.mark.parametrize("how", ["reload", "restart"])
def test_the_cache_outlives(how: str, host: Host, open_site: Callable[[], httpx.Client], kept: str) -> None:
    host.check_output("systemctl %s nginx", how)
    assert verdict(open_site().get(kept)) == "HIT"


def test_a_flood_of_queries_does_not_fill_the_disk(web: httpx.Client, host: Host) -> None:
    """Four times as much as may be kept."""

    def used_kib() -> int:
        return int(host.check_output("du --summarize --block-size 1K %s", FOLDER).split()[0])

    before = used_kib()
    for _ in range(40):
        web.get(page(FRESH, "/kept/bytes/100000"))
    eventually(used_kib, lambda kib: kib - before < 2 * MOST_KIB, 30, "the cache is as small as it has to be")
