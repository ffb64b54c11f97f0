"""One visit to the front page: what it loads, what the browser complains of, and what it shows."""

import json
import re
from collections.abc import Mapping

from playwright.sync_api import ConsoleMessage, Locator, Page, Request, expect

NETWORK_CHANGED = "net::ERR_NETWORK_CHANGED"
MOST_STEPS = 10
MOST_TRIES = 5
PATIENCE_MS = 30_000


class Visit:
    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.origin = origin
        self.complaints: list[str] = []
        self.requested: list[str] = []
        self.network_changed = False
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._note_request)
        page.goto(f"{origin}/")

    def _note(self, message: ConsoleMessage) -> None:
        if NETWORK_CHANGED in message.text:
            self.network_changed = True
        elif message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def _note_request(self, request: Request) -> None:
        self.requested.append(request.url)

    def card(self, prefix: str) -> Locator:
        return self.page.locator(f'[data-prefix="{prefix}"]')

    @property
    def said(self) -> Locator:
        return self.page.get_by_role("status")

    @property
    def answered(self) -> Locator:
        return self.page.locator("[data-state=answered]")

    def verdict(self, prefix: str) -> Locator:
        return self.card(prefix).locator(".verdict")

    def ask_each_once(self) -> None:
        self.page.get_by_role("button", name="Ask each once").click()

    def everybody_answers(self) -> None:
        """Ask each once; none fails. Asked anew when this computer's network changed: Chromium then drops requests."""
        for _ in range(MOST_TRIES):
            self.network_changed = False
            self.ask_each_once()
            expect(self.said).to_have_text(re.compile(r"of \d+ answered\.$"), timeout=PATIENCE_MS)
            if not self.network_changed:
                break
        count = self.page.locator("[data-prefix]").count()
        expect(self.said).to_have_text(f"{count} of {count} answered.")

    def machines_lit_for(self, served: str) -> list[str]:
        """The machines that the drawing shows as those who serve it."""
        lit = self.page.locator(".lit[data-machine]").all()
        told = {str(machine.get_attribute("data-machine")): machine.locator(".serves").inner_text() for machine in lit}
        return [machine for machine, names in told.items() if served in names.split()]

    def answer_instead(self, prefix: str, problem: Mapping[str, object]) -> None:
        """Let a prefix answer with a problem; the page's own files stay."""
        path = self.card(prefix).get_attribute("data-path") or f"{prefix}whoami"
        self.page.route(
            f"**{path}",
            lambda route: route.fulfill(
                status=503, content_type="application/problem+json", body=json.dumps(dict(problem))
            ),
        )

    def cut(self, prefix: str) -> None:
        self.page.route(f"**{prefix}*", lambda route: route.abort())

    def reach(self, name: str) -> None:
        """Go on by the tab key until the focus is on what bears this name."""
        for _ in range(MOST_STEPS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("document.activeElement.textContent").strip() == name:
                return
        raise AssertionError(f"the tab key does not lead to {name!r} in {MOST_STEPS} steps")
