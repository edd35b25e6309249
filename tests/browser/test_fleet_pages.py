"""Incidents, Digest and Trends in a browser: nothing that axe calls serious, in both themes, on a phone.

Where something can be shared, the form is open.
"""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import expect

from dashboard.fleet.registry import fleet_of
from dashboard.insight.fleet.company_state import FleetCompany
from dashboard.services.account import CodatAccount
from dashboard.services.stores import close_stores
from dashboard.settings import load
from tests.browser.axe import GROUNDS, serious
from tests.browser.driving import open_at, settled
from tests.support.dashboard_process import Dashboard
from tests.support.fleet_records import hours_ago, record_outage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
COMPANIES = [FleetCompany(f"0000000{at}-0000-4000-8000-000000000001", f"Merchant {at}") for at in (1, 2, 3)]
BEGAN = hours_ago(48).replace(hour=3)
PAGES = ("/?incident=1", f"/digest?date={BEGAN.date()}", "/trends")


@pytest.fixture(scope="module")
def desk(sandbox):
    """A dashboard whose store knows an outage."""
    running = Dashboard(CODAT_API_KEY="test-key", CODAT_BASE_URL=sandbox.url)
    settings = load({**os.environ, "DATABASE_URL": running.database_url, "CODAT_API_KEY": "test-key"})
    record_outage(fleet_of(settings, CodatAccount(sandbox.url, "test-key")), COMPANIES, BEGAN)
    close_stores()
    yield running
    running.stop()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_serious_in_either_theme_and_no_sideways_scrolling_on_a_phone(page, desk, path):
    open_at(page, desk.url + path)
    if path != "/trends":
        settled(page).get_by_role("button", name="Share…").click()
        expect(page.get_by_role("button", name="Create link")).to_be_visible()
    for theme, ground in GROUNDS.items():
        page.emulate_media(color_scheme=theme)
        expect(page.get_by_test_id("stApp")).to_have_css("background-color", ground)
        assert serious(settled(page)) == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
