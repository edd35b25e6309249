"""The main job of a support person, in steps: from a merchant's name to a sync that has ended."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.driving import open_at, settled


def find(page: Page, address: str, words: str, name: str) -> None:
    """Find a company by some of its letters and open it. `address`: the dashboard's."""
    open_at(page, address)
    page.locator(".st-key-search input").fill(words)
    page.get_by_role("link", name=name, exact=True).first.click()
    expect(page.locator(".d-company b")).to_have_text(name)
    settled(page)


def start_up_to_now(page: Page, end: str) -> None:
    """Start a sync up to now, past the question whether that is really wanted, and wait for its end.

    A sync of the demo runs for a few seconds: whether it is still seen running is left open.
    """
    page.get_by_role("link", name="Start a sync", exact=True).click()
    expect(page.get_by_role("button", name="Review and start")).to_be_enabled()
    settled(page).get_by_role("button", name="Review and start").click()
    start = page.get_by_role("button", name=re.compile("^Start sync"))
    expect(start).to_be_visible()
    by_hand = settled(page).get_by_role("radiogroup", name="Has the merchant entered these days by hand?")
    if by_hand.count():
        by_hand.get_by_text("No", exact=True).click()
    expect(start).to_be_enabled()
    settled(page)
    start.click()
    expect(page).to_have_url(re.compile("attempt="))
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(end))


def find_out_why_and_start_a_sync_that_fails_again(page: Page, address: str) -> None:
    """Find a failing merchant, read the reason, follow it to the sync, and start another."""
    find(page, address, "bluebrid cof", "Bluebird Coffee")
    expect(page.get_by_text("Demo data", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("are not in Xero")
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text("Tax rate does not exist or is invalid")

    page.locator('a[href^="/sync?"]:visible').first.click()
    expect(page).to_have_url(re.compile("/sync\\?company="))
    expect(main).to_contain_text("Tax rate does not exist or is invalid")
    settled(page)

    start_up_to_now(page, "failed")
    expect(main).to_contain_text("Tax rate does not exist or is invalid")
