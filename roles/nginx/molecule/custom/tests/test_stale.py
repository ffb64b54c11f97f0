"""When an answer is too old: who waits for a new one, and what is used where there is none."""

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from arrivals import arrived, release
from patience import eventually
from testinfra.host import Host

CROWD, CROWD_SECONDS = 100, 60
SECONDS = 10

Open = Callable[..., httpx.Client]
Fail = Callable[[int, str], None]
pytestmark = pytest.mark.usefixtures("both_answer")
every_failure = pytest.mark.parametrize("how", ["stopped", "hanging", "out of order"])


def page(cache_control: str, path: str = "/kept/page") -> str:
    """A page that nobody has asked for yet."""
    return f"{path}?Page-ID={uuid.uuid4()}&Cache-Control={cache_control}"


def verdict(response: httpx.Response) -> str:
    return str(response.headers.get("X-Cache"))


def once_old(web: httpx.Client, path: str) -> httpx.Response:
    """The first answer that is not given because it is fresh."""
    return eventually(
        lambda: web.get(path), lambda answer: verdict(answer) not in {"MISS", "HIT"}, SECONDS, "the answer is old"
    )


def fail_both(fail: Fail, how: str) -> None:
    for number in (1, 2):
        fail(number, how)


def test_an_old_answer_is_fetched_again(web: httpx.Client) -> None:
    path = page("max-age=1")
    first, old = web.get(path), once_old(web, path)
    assert (verdict(first), verdict(old)) == ("MISS", "EXPIRED")
    assert first.content != old.content


def test_nobody_waits_for_a_new_answer_where_an_old_one_will_do(open_site: Open, fail: Fail) -> None:
    """Not even when the application servers are silent; who comes after the first learns that it is being fetched."""
    path = page("max-age=1, stale-while-revalidate=600")
    first = open_site().get(path)
    fail_both(fail, "hanging")
    old, next_ = once_old(open_site(), path), open_site().get(path)
    assert [verdict(answer) for answer in (old, next_)] == ["STALE", "UPDATING"]
    assert first.content == old.content == next_.content


def test_the_new_answer_is_fetched_in_the_background(web: httpx.Client) -> None:
    path = page("max-age=1, stale-while-revalidate=600")
    first, old = web.get(path), once_old(web, path)
    assert (verdict(old), old.content) == ("STALE", first.content)
    eventually(lambda: web.get(path).content, lambda body: body != first.content, SECONDS, "there is a new answer")


@every_failure
def test_an_old_answer_is_better_than_none(how: str, web: httpx.Client, fail: Fail) -> None:
    path = page("max-age=1, stale-if-error=600")
    first = web.get(path)
    fail_both(fail, how)
    old = once_old(web, path)
    assert (verdict(old), old.status_code, old.content) == ("STALE", 200, first.content)


@pytest.mark.parametrize(("how", "status"), [("stopped", 502), ("hanging", 504)])
def test_an_old_answer_is_not_used_where_it_may_not(how: str, status: int, web: httpx.Client, fail: Fail) -> None:
    path = page("max-age=1")
    web.get(path)
    fail_both(fail, how)
    eventually(lambda: web.get(path).status_code, lambda found: found != 200, SECONDS, "the answer is old")
    assert web.get(path).status_code == status


def test_a_new_answer_is_given_as_soon_as_there_is_one(web: httpx.Client, host: Host, fail: Fail) -> None:
    path = page("max-age=1, stale-if-error=600")
    first = web.get(path)
    fail_both(fail, "stopped")
    once_old(web, path)
    host.check_output("systemctl start shop@1 shop@2")
    eventually(lambda: web.get(path).content, lambda body: body != first.content, SECONDS, "there is a new answer")


def test_a_crowd_makes_one_request(open_site: Open, host: Host) -> None:
    """The answer is held back until all have asked."""
    path = page("max-age=3600", "/held/page")
    host.check_output("rm -f /run/origin/page")
    browsers = [open_site() for _ in range(CROWD)]
    together = threading.Barrier(CROWD)

    def ask(browser: httpx.Client) -> httpx.Response:
        browser.head("/healthz")
        together.wait(CROWD_SECONDS)
        return browser.get(path)

    with ThreadPoolExecutor(CROWD) as pool:
        asked = [pool.submit(ask, browser) for browser in browsers]
        try:
            eventually(lambda: arrived(host, path), bool, CROWD_SECONDS, "one of them arrives")
        finally:
            release(host, path.partition("?")[0])
        answers = [future.result() for future in asked]
    assert {(answer.status_code, answer.text) for answer in answers} == {(200, "halfhalf")}
    assert sorted(map(verdict, answers)) == ["HIT"] * (CROWD - 1) + ["MISS"]
    assert len(arrived(host, path)) == 1
