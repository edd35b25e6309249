"""Addresses that someone else wrote, in Chromium: nothing in them is executed, and the page settles."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.driving import open_at, settled

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
MARKUP = "%22%3E%3Ch1%20id%3Devil%20onclick%3Devil()%3Eevil%3C%2Fh1%3E"
ODD = {
    "markup as a class": f"css={MARKUP}",
    "a keyword of our own": f"page=2&label={MARKUP}&self=1&query=x",
    "names of JavaScript": "__proto__=1&constructor=2&hasOwnProperty=3",
    "one parameter twice": f"times=utc&times={MARKUP}&css=a&css=b",
    "bytes that are no text": "css=%ff%fe&%00=%00&x=%E2%80%AE",
    "what Streamlit keeps to itself": "embed=true&embed_options=show_toolbar",
    "a long one": "times=" + "9" * 20_000,
}
STRANGE = "() => document.querySelectorAll('#evil, [onclick], x').length"
RESTS = "() => window.__syncdesk.ended === window.__syncdesk.run && window.__syncdesk.awaited === null"


@pytest.mark.parametrize("what", ODD)
def test_an_odd_address_shows_its_company_and_nothing_of_it_acts(page, dashboard, fresh_sandbox, what):
    company = fresh_sandbox.company("archived-tax-rate")
    open_at(page, f"{dashboard.url}/company?company={company}&{ODD[what]}")
    expect(page.locator(".d-company b")).to_have_text("Bluebird Coffee")
    expect(page.get_by_text("Something went wrong")).to_have_count(0)
    page.wait_for_function(RESTS)
    assert page.evaluate(STRANGE) == 0


def test_a_view_that_streamlits_own_parameters_are_in_runs_once(page, dashboard, fresh_sandbox):
    company = fresh_sandbox.company("archived-tax-rate")
    open_at(page, f"{dashboard.url}/setup?company={company}&embed=true")
    page.wait_for_function(RESTS)
    assert page.evaluate("() => window.__syncdesk.healed") is None


def test_from_an_odd_address_a_move_leads_to_a_plain_one(page, dashboard, fresh_sandbox):
    company = fresh_sandbox.company("archived-tax-rate")
    open_at(page, f"{dashboard.url}/company?company={company}&{ODD['a keyword of our own']}")
    page.locator(".d-nav a", has_text="History").click()
    expect(page).to_have_url(f"{dashboard.url}/history?company={company}")
    settled(page)
