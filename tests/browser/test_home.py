"""Home in a browser: keys, Back to the same row, both themes, a phone, and a click that costs little."""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import Page, WebSocket, expect

from dashboard.fleet.registry import fleet_of
from dashboard.services.account import CodatAccount
from dashboard.services.stores import close_stores
from dashboard.settings import load
from tests.browser.axe import GROUNDS, serious
from tests.browser.driving import console_of, open_at, settled, unexplained
from tests.support.dashboard_process import Dashboard
from tests.support.filled_fleet import fill

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
MERCHANTS = 250
MOST_BYTES = 150_000


@pytest.fixture(scope="module")
def home(sandbox):
    """A dashboard whose store knows many merchants."""
    running = Dashboard(CODAT_API_KEY="test-key", CODAT_BASE_URL=sandbox.url)
    settings = load({**os.environ, "DATABASE_URL": running.database_url, "CODAT_API_KEY": "test-key"})
    fill(fleet_of(settings, CodatAccount(sandbox.url, "test-key")).repository, MERCHANTS)
    close_stores()
    yield running
    running.stop()


def rows(page: Page):
    return page.locator("a.d-row")


def test_the_keys_move_through_the_rows_and_back_comes_to_the_one_that_was_opened(page, home):
    open_at(page, home.url)
    expect(page.locator(".st-key-search input")).to_be_focused()
    page.keyboard.type("j")
    expect(page.locator(".st-key-search input")).to_have_value("j")
    page.keyboard.press("Backspace")
    expect(rows(settled(page))).to_have_count(100)
    page.keyboard.press("Escape")
    expect(rows(page).first).to_be_focused()
    for key in "jjjk":
        page.keyboard.press(key)
    expect(rows(page).nth(2)).to_be_focused()
    for _ in range(30):
        page.keyboard.press("j")
    name = rows(page).nth(32).inner_text()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/company"))
    settled(page).go_back()
    expect(rows(settled(page)).nth(32)).to_be_focused()
    assert rows(page).nth(32).inner_text() == name
    expect(rows(page).nth(32)).to_be_in_viewport()


def test_a_filter_is_a_link_and_back_undoes_it_at_little_cost(page, home):
    received: list[int] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: received.append(len(frame)))

    page.on("websocket", listen)
    said = console_of(page)
    open_at(page, home.url)
    expect(rows(page)).to_have_count(100)
    received.clear()
    page.get_by_role("navigation", name="Counts").get_by_role("link", name="need attention").click()
    expect(page.get_by_role("link", name="Remove filter: State: need attention")).to_be_visible()
    expect(page).to_have_url(f"{home.url}/?state=attention")
    assert sum(received) < MOST_BYTES
    settled(page).go_back()
    expect(page).to_have_url(f"{home.url}/")
    expect(rows(settled(page))).to_have_count(100)
    page.get_by_role("link", name="Next").first.click()
    expect(page.get_by_text("101–200 of 250 merchants").first).to_be_visible()
    assert unexplained(said) == []


def test_home_has_nothing_serious_in_either_theme_nor_on_a_phone(page, home):
    open_at(page, home.url)
    expect(rows(page)).to_have_count(100)
    for theme, ground in GROUNDS.items():
        page.emulate_media(color_scheme=theme)
        expect(page.get_by_test_id("stApp")).to_have_css("background-color", ground)
        assert serious(settled(page)) == [], theme
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator(".d-fleet tr").nth(1)).to_have_css("display", "grid")
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{main}.scrollWidth - {main}.clientWidth") <= 1
    assert serious(page) == []
