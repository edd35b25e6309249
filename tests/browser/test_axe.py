"""Accessibility: axe-core finds nothing serious in the light and the dark theme.

The pages that links open are in test_share.py.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import GROUNDS, serious
from tests.browser.driving import go_to, open_at, settled

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGES = {
    "find": "/?q=corner+deli",
    "company": "/company?company={company}",
    "history": "/history?company={company}&days=90&wrote=no",
    "sync": "/sync?company={company}&sync={sync}",
    "start": "/start?company={company}&cover=range&from=2026-11-08&to=2026-11-10",
    "help": "/help",
}


def in_both_themes(page: Page) -> dict[str, list[str]]:
    """Run axe in the light and the dark theme; return the serious findings of each."""
    found = {}
    for theme, ground in GROUNDS.items():
        page.emulate_media(color_scheme=theme)
        expect(page.get_by_test_id("stApp")).to_have_css("background-color", ground)
        found[theme] = serious(settled(page))
    return {theme: what for theme, what in found.items() if what}


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_anything_serious(tab, dashboard, fresh_sandbox, client, name):
    company = fresh_sandbox.company("archived-tax-rate")
    sync = client.sync.get_latest_sync(company).sync_id
    go_to(tab, dashboard.url + PAGES[name].format(company=company, sync=sync))
    assert in_both_themes(tab) == {}


def test_the_confirmation_step_has_nothing_serious(tab, dashboard, fresh_sandbox):
    go_to(tab, f"{dashboard.url}/start?company={fresh_sandbox.company('archived-tax-rate')}")
    tab.get_by_role("button", name="Review and start").click()
    expect(tab.get_by_role("button", name="Don’t start")).to_be_visible()
    assert in_both_themes(tab) == {}


def test_sharing_has_nothing_serious_from_the_form_to_the_list(page, dashboard, company):
    open_at(page, f"{dashboard.url}/share?company={company}&view=history&status=failed")
    assert in_both_themes(page) == {}
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("link", name="Open preview")).to_be_visible()
    page.get_by_role("button", name="Create link").click()
    expect(page.get_by_role("heading", name="Link created")).to_be_visible()
    assert in_both_themes(page) == {}
    page.get_by_role("link", name="All shared links").click()
    page.get_by_role("link", name=re.compile("^Change the link")).first.click()
    expect(page.get_by_role("button", name="Revoke…", exact=True)).to_be_visible()
    assert in_both_themes(page) == {}


@pytest.mark.parametrize("case", ["switched-off", "hostile-text"])
def test_no_state_of_a_company_has_anything_serious(tab, dashboard, fresh_sandbox, case):
    go_to(tab, f"{dashboard.url}/company?company={fresh_sandbox.company(case)}")
    for summary in tab.locator("summary").all():
        summary.click()
    assert not serious(tab)


@pytest.mark.parametrize("case", ["ten-thousand", "hostile-text"])
def test_no_history_has_anything_serious_with_a_filter_open_and_a_row_chosen(
    tab, dashboard, fresh_sandbox, case
):
    go_to(tab, f"{dashboard.url}/history?company={fresh_sandbox.company(case)}")
    tab.get_by_test_id("stDataFrame").click(position={"x": 18, "y": 52})
    expect(tab.locator(".d-chosen")).to_be_visible()
    tab.locator(".st-key-open_days button").first.click()
    expect(tab.locator(".st-key-w_days button").first).to_be_visible()
    assert not serious(settled(tab))


def test_a_page_without_a_name_for_its_box_would_be_noticed(page, dashboard):
    open_at(page, f"{dashboard.url}/help")
    page.evaluate("document.querySelector('.st-key-jump input').removeAttribute('aria-label')")
    page.evaluate("document.querySelector('.st-key-jump input').removeAttribute('placeholder')")
    page.evaluate("document.querySelectorAll('.st-key-jump label').forEach(each => each.remove())")
    assert any(found.startswith("label") for found in serious(page))
