"""A letter typed on Find changes nothing if it reaches the server after the click that left the page.

Streamlit then runs only the box, which cuts the opened page's run short, or empties the page.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.browser.driving import open_at, settled, until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
FROM_SERVER_BEFORE = [0, 12]
"""How many messages of the opened page's run are sent before the letter reaches the server."""


class LateLetters:
    """Delays what Find's box sends once `hold` is set, until the server has sent `after` messages."""

    def __init__(self, page: Page, after: int) -> None:
        self.hold, self._left = False, after
        self._held: list[bytes] = []
        self._moved = False
        page.route_web_socket("**/_stcore/stream*", self._connect)

    @property
    def holds(self) -> bool:
        return bool(self._held)

    def _connect(self, browser: WebSocketRoute) -> None:
        server = browser.connect_to_server()

        def from_browser(message: str | bytes) -> None:
            if self.hold and isinstance(message, bytes) and _of_the_box(message):
                self._held.append(message)
                return
            server.send(message)
            self._moved = self._moved or self.holds
            self._let_go(server)

        def from_server(message: str | bytes) -> None:
            browser.send(message)
            if self._moved:
                self._left -= 1
                self._let_go(server)

        browser.on_message(from_browser)
        server.on_message(from_server)

    def _let_go(self, server: WebSocketRoute) -> None:
        if not self._moved or self._left > 0:
            return
        held, self._held, self.hold = self._held, [], False
        for message in held:
            server.send(message)


def _of_the_box(message: bytes) -> bool:
    """Whether a message requests a run of the fragment with Find's box."""
    return bool(BackMsg.FromString(message).rerun_script.fragment_id)


def passed_on_until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until a condition is true; messages are passed on only while the page is queried."""
    until(lambda: page.evaluate("true") and holds())


@pytest.mark.parametrize("after", FROM_SERVER_BEFORE)
def test_the_opened_company_stays_and_keeps_its_address(page, dashboard, sandbox, after):
    letters = LateLetters(page, after)
    company = sandbox.company("same-name-first")
    open_at(page, dashboard.url)
    page.keyboard.type("corner del")
    link = page.locator(f'a[href*="{company}"]').first
    expect(link).to_be_visible()
    settled(page)
    letters.hold = True
    page.keyboard.type("i")
    passed_on_until(page, lambda: letters.holds)
    link.click()
    expect(page.locator(".d-numbers")).to_be_visible()
    passed_on_until(page, lambda: not letters.holds)
    settled(page)
    expect(page.locator(".d-company b")).to_have_text(sandbox.name("same-name-first"))
    expect(page.locator(".d-numbers")).to_be_visible()
    assert page.url == f"{dashboard.url}/company?company={company}"
