"""A headless Chromium of this computer's own; where there is none, these tests are skipped.

Each folder says with `origin` which front page is visited.
"""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright
from visit import Visit

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def program() -> str:
    for name in PROGRAMS:
        if found := shutil.which(name):
            return found
    pytest.skip("no Chromium on this computer. Type: sudo apt-get install --no-install-recommends chromium")


@pytest.fixture(scope="session")
def arguments() -> list[str]:
    """What Chromium is started with, for the tests of a folder."""
    return []


@pytest.fixture(scope="session")
def chromium(playwright: Playwright, program: str, arguments: list[str]) -> Iterator[Browser]:
    # Chromium's own sandbox does not start for root, and the pages are our own.
    browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", *arguments])
    yield browser
    browser.close()


@pytest.fixture
def visit(chromium: Browser, origin: str) -> Iterator[Callable[..., Visit]]:
    """Opens the front page; takes what Playwright's new_context takes."""
    contexts = []

    def open_page(**options: Any) -> Visit:
        contexts.append(chromium.new_context(**options))
        return Visit(contexts[-1].new_page(), origin)

    yield open_page
    for context in contexts:
        context.close()
