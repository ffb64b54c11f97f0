"""Asking again and again is bounded. Time is the browser's own clock, which these tests move."""

from collections.abc import Callable

from playwright.sync_api import expect
from visit import Visit

Visits = Callable[..., Visit]


def asking(visit: Visits) -> Visit:
    page = visit()
    page.page.clock.install()
    page.page.reload()
    page.page.clock.pause_at(page.page.evaluate("Date.now() + 1000"))
    page.page.get_by_role("button", name="Keep asking").click()
    expect(page.answered).to_have_count(1)
    return page


def test_it_asks_one_after_the_other_twice_a_second(visit: Visits) -> None:
    page = asking(visit)
    page.page.clock.run_for(499)
    expect(page.answered).to_have_count(1)
    page.page.clock.run_for(1)
    expect(page.answered).to_have_count(2)
    page.page.clock.run_for(500)
    expect(page.answered).to_have_count(3)


def test_it_stops_after_a_minute(visit: Visits) -> None:
    page = asking(visit)
    page.page.clock.fast_forward(60_000)
    expect(page.said).to_have_text("Stopped: a minute is over.")
    expect(page.page.get_by_role("button", name="Keep asking")).to_have_attribute("aria-pressed", "false")


def test_it_stops_when_the_page_is_hidden(visit: Visits) -> None:
    page = asking(visit)
    page.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.said).to_have_text("Stopped: the page was hidden.")


def test_stopped_it_asks_no_more(visit: Visits) -> None:
    page = asking(visit)
    page.page.get_by_role("button", name="Keep asking").click()
    asked = len(page.requested)
    page.page.clock.run_for(5_000)
    assert len(page.requested) == asked
