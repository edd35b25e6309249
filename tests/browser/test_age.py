"""The age in the bar: told by the server, counted on by the browser, whatever clock and language it has."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import open_at, settled

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
# The clock on the wall is off by so much; the other one counts on as it does, or is set forward by `later`.
WRONG_CLOCK = "const now = Date.now; Date.now = () => now() + {minutes} * 60_000;"
LATER = """const count = performance.now.bind(performance);
performance.now = () => count() + (window.later ?? 0);"""
# As machine translation in Chromium does: a new element with other words in the place of the text.
TRANSLATE = """() => { const label = document.querySelector('.st-key-read_again button p');
  const font = document.createElement('font'); font.textContent = 'Gerade gelesen';
  label.firstChild.replaceWith(font) }"""
# Our script looks at the age twice a second, and each time at the clock on the wall.
TICKED = """() => new Promise(done => { const desk = window.__syncdesk; let [left, kept] = [3, desk.gap];
  Object.defineProperty(desk, 'gap', {configurable: true, get: () => kept,
    set: told => { kept = told; left -= 1; if (left === 0) done(true) }}) })"""


def label(page: Page) -> Locator:
    return page.locator(".st-key-read_again button").first


@pytest.fixture
def address(dashboard, fresh_sandbox) -> str:
    return f"{dashboard.url}/company?company={fresh_sandbox.company('healthy')}"


@pytest.mark.parametrize("minutes", [20, -20, 60 * 24 * 365])
def test_a_browser_whose_clock_is_wrong_shows_the_right_age(page, address, minutes):
    page.add_init_script(WRONG_CLOCK.format(minutes=minutes))
    open_at(page, address)
    page.evaluate(TICKED)
    expect(label(page)).to_contain_text("Checked just now")
    assert "This is out of date" not in page.get_by_test_id("stMain").inner_text()


def test_the_age_grows_with_the_time_that_passes_here(page, address):
    page.add_init_script(LATER)
    open_at(page, address)
    page.evaluate("() => { window.later = 5 * 60_000 }")
    expect(label(page)).to_contain_text("Checked 5 min ago")


def test_a_run_that_reads_nothing_new_shows_the_age_that_the_server_knows(page, address):
    page.add_init_script(LATER)
    open_at(page, address)
    page.evaluate("() => { window.later = 5 * 60_000 }")
    expect(label(page)).to_contain_text("Checked 5 min ago")
    page.locator(".d-nav a", has_text="Set-up").click()
    expect(label(settled(page))).to_contain_text(re.compile(r"Checked (just now|\d+ s ago|[1-3] min ago)"))


def test_a_machine_that_slept_asks_the_server_for_the_age(page, address):
    page.add_init_script("const now = Date.now; Date.now = () => now() + (window.slept ?? 0);")
    open_at(page, address)
    before = page.evaluate("() => window.__syncdesk.run")
    page.evaluate("() => { window.slept = 60 * 60_000 }")
    page.wait_for_function("before => window.__syncdesk.ended > before", arg=before)
    assert settled(page).evaluate("() => window.__syncdesk.doubtful") is False


def test_a_translated_age_goes_on_and_is_not_fought_over(page, address):
    page.add_init_script(LATER)
    open_at(page, address)
    page.evaluate(TICKED)
    page.evaluate(TRANSLATE)
    page.evaluate(TICKED)
    expect(label(page)).to_contain_text("Gerade gelesen")
    page.evaluate("() => { window.later = 5 * 60_000 }")
    expect(label(page)).to_contain_text("Checked 5 min ago")


def test_the_page_of_a_translated_age_can_still_be_left(page, address):
    open_at(page, address)
    page.evaluate(TRANSLATE)
    page.locator(".d-nav a", has_text="History").click()
    expect(settled(page).locator(".d-nav a[aria-current]")).to_have_text("History")
    expect(label(page)).to_contain_text("Checked just now")


def test_links_to_recently_opened_companies_keep_the_zone_of_the_times(page, address):
    open_at(page, f"{address}&times=utc")
    page.locator(".d-brand a").first.click()
    recent = settled(page).locator(".d-recents").get_by_role("link", name="Harbour Street Books")
    expect(recent).to_have_attribute("href", re.compile("times=utc"))
    recent.click()
    expect(page).to_have_url(re.compile("company=.*times=utc|times=utc.*company="))
