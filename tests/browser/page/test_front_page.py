"""The front page tells who serves, tells what failed, and serves everybody."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from lab import NETWORK, TOPOLOGY
from playwright.sync_api import expect
from visit import Visit

MODELS = list(NETWORK.execution_models)
PREFIXES = [f"/{model}/" for model in MODELS]
PHONE = {"width": 360, "height": 740}
LOOKS = ["whoami", "hello", "visits", "slow"]
PROBLEM = {"title": "Service Unavailable", "status": 503, "detail": "No <b>connection</b> was free in time."}

Visits = Callable[..., Visit]


@pytest.mark.parametrize("look", LOOKS)
def test_each_model_answers_and_its_machine_lights_up(visit: Visits, look: str) -> None:
    page = visit()
    page.page.get_by_label("Ask for").select_option(label=look)
    page.everybody_answers()
    for name, model in NETWORK.execution_models.items():
        (machine,) = page.machines_lit_for(name)
        assert machine in [member.name for member in TOPOLOGY.members(model.group)]
        expect(page.verdict(f"/{name}/")).to_have_text(re.compile(rf"^{machine} answered in \d+ ms\.$"))


def test_an_answer_is_shown_fact_by_fact(visit: Visits) -> None:
    """As text: a thread's name that looks like HTML stays as it is."""
    page = visit()
    page.card("/wsgi/").get_by_role("button").click()
    facts = page.card("/wsgi/").locator(".facts div")
    expect(facts).to_have_text(
        ["servermade-up/1.0", "process1234", "thread<b>MainThread</b>", re.compile(r"^requests so far\d+$")]
    )


def test_a_file_is_answered_by_the_web_server(visit: Visits) -> None:
    page = visit()
    page.everybody_answers()
    assert page.machines_lit_for("static") == [machine.name for machine in TOPOLOGY.members("webservers")]


@pytest.mark.parametrize("prefix", [*PREFIXES, "/static/"])
def test_a_prefix_that_fails_says_so_with_the_reason(visit: Visits, prefix: str) -> None:
    page = visit()
    page.answer_instead(prefix, PROBLEM)
    page.ask_each_once()
    expect(page.said).to_have_text(f"{len(PREFIXES)} of {len(PREFIXES) + 1} answered.")
    expect(page.verdict(prefix)).to_have_text(
        re.compile(r"^Failed after \d+ ms: 503 Service Unavailable\. No <b>connection</b> was free in time\.$")
    )
    assert page.machines_lit_for(prefix.strip("/")) == []


def test_a_front_door_that_is_gone_is_told(visit: Visits) -> None:
    page = visit()
    page.cut("/asgi/")
    page.card("/asgi/").get_by_role("button").click()
    expect(page.verdict("/asgi/")).to_have_text(re.compile(r"^Failed after \d+ ms: nobody answered, "))


def test_an_answer_that_is_no_json_is_told(visit: Visits) -> None:
    page = visit()
    page.page.route("**/wsgi/whoami", lambda route: route.fulfill(content_type="application/json", body="<html>"))
    page.card("/wsgi/").get_by_role("button").click()
    expect(page.verdict("/wsgi/")).to_contain_text("the answer is not the JSON that it says it is.")


def test_the_page_works_by_keyboard(visit: Visits) -> None:
    page = visit()
    page.reach("Skip to the machines")
    page.page.keyboard.press("Enter")
    page.reach("Ask each once")
    page.page.keyboard.press("Enter")
    expect(page.said).to_contain_text("answered.")
    page.reach("Keep asking")
    page.page.keyboard.press("Space")
    expect(page.said).to_contain_text("Asking twice a second")
    page.page.keyboard.press("Space")
    expect(page.said).to_have_text("Stopped: you stopped it.")


def test_a_phone_needs_no_sideways_scrolling(visit: Visits) -> None:
    page = visit(viewport=PHONE)
    page.everybody_answers()
    assert page.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 800}, PHONE], ids=["desktop", "phone"])
def test_axe_finds_no_violation(visit: Visits, scheme: str, viewport: dict[str, int]) -> None:
    """With answers, a failure and a pressed button on the page."""
    page = visit(color_scheme=scheme, viewport=viewport, reduced_motion="reduce")
    page.answer_instead("/wsgi/", PROBLEM)
    page.ask_each_once()
    expect(page.said).to_contain_text("answered.")
    page.page.get_by_role("button", name="Keep asking").click()
    assert Axe().run(page.page).response["violations"] == []


def test_the_browser_has_nothing_to_complain_of(visit: Visits) -> None:
    """Neither a script's error nor a breach of the content security policy."""
    page = visit()
    page.everybody_answers()
    assert page.complaints == []


def test_no_request_leaves_the_site(visit: Visits) -> None:
    page = visit()
    page.everybody_answers()
    assert len(page.requested) > len(PREFIXES)
    assert [url for url in page.requested if not url.startswith(f"{page.origin}/")] == []


def test_without_javascript_the_links_lead_to_the_answers(visit: Visits) -> None:
    page = visit(java_script_enabled=False)
    expect(page.page.get_by_role("button")).to_have_count(0)
    expect(page.page.get_by_text("The buttons need JavaScript.")).to_be_visible()
    for prefix in PREFIXES:
        links = page.card(prefix).get_by_role("link")
        expect(links).to_have_text(LOOKS)
        expect(links.first).to_have_attribute("href", f"{prefix}whoami")
