"""A shift in a browser: a name given once, a start seen from elsewhere, a note, all shown on Activity."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.driving import go_to, open_at, settled
from tests.browser.test_start import heading, last_step, slow_syncs
from tests.support.dashboard_process import Dashboard

__all__ = ["slow_syncs"]

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WORDS = "Called them; they’ll fix it on Monday."


def start_under(page: Page, dashboard: Dashboard, company: str, name: str) -> None:
    """Start a sync; the name is asked for first."""
    button = last_step(page, dashboard, company)
    button.click()
    expect(page.get_by_text("Enter your name first.")).to_be_visible()
    page.get_by_role("textbox", name="Your name").fill(name)
    button.click()
    expect(heading(page)).to_contain_text("running for")


def add_note(page: Page, words: str) -> None:
    """Write a note on Company."""
    page.get_by_role("button", name="Add a note").click()
    page.get_by_role("textbox", name="Note", exact=True).fill(words)
    page.get_by_role("button", name="Save note").click()
    expect(page.get_by_role("button", name="Add a note")).to_be_visible()


def test_a_shift_is_on_record_under_a_name_given_once(
    page: Page, context: BrowserContext, dashboard, slow_syncs
):
    context.clear_cookies()
    company, other = slow_syncs.company("healthy"), slow_syncs.company("monthly")
    start_under(page, dashboard, company, "Grace Hopper")

    open_at(page, f"{dashboard.url}/company?company={other}")
    page.get_by_role("link", name=re.compile("Start under way")).click()
    expect(heading(page)).to_contain_text("running for")
    slow_syncs.end_syncs()
    expect(heading(page)).to_contain_text("succeeded")

    open_at(page, f"{dashboard.url}/company?company={company}")  # a new session: the browser has the name
    add_note(page, WORDS)
    expect(page.get_by_text("Note by Grace Hopper (unverified), today")).to_be_visible()

    page.get_by_role("link", name="All activity").click()
    settled(page)
    table = page.get_by_role("table", name="Activity")
    for words in (WORDS, "Sync ended: wrote data", "Start confirmed, up to now", "Grace Hopper"):
        expect(table).to_contain_text(words)

    page.get_by_role("link", name=re.compile("Remove filter: Company")).click()
    expect(page).not_to_have_url(re.compile("company="))
    page.go_back()
    expect(page).to_have_url(re.compile(f"company={company}"))
    table.get_by_role("link", name=re.compile("Sync ended")).first.click()
    expect(page).to_have_url(re.compile(r"/sync\?"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_activity_fits_a_phone(tab: Page, dashboard, scheme):
    tab.emulate_media(color_scheme=scheme)
    tab.set_viewport_size({"width": 390, "height": 844})
    go_to(tab, f"{dashboard.url}/activity")
    main = "document.querySelector('[data-testid=stMain]')"
    wide = f"() => {main}.scrollWidth - {main}.clientWidth"
    assert tab.evaluate(wide) <= 0
