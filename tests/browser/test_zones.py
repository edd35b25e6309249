"""A merchant of London looked at from New York: one day for each moment, and London where its days count."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser.conftest import FLAGS
from tests.browser.driving import go_to
from tests.support import limits

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def from_new_york(playwright: Playwright, chromium: str, dashboard, sandbox) -> Iterator[Callable[..., str]]:
    """Return a function that opens a page of Thistle & Timber in a browser that is in New York."""
    browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
    page = browser.new_page(timezone_id="America/New_York", viewport={"width": 1440, "height": 900})
    page.set_default_timeout(limits.WAIT_MS)
    company = sandbox.company("failing-30")

    def open_it(where: str, rest: str = "") -> str:
        address = f"{dashboard.url}/{where}?company={company}&times=mine{rest}"
        return " ".join(go_to(page, address).locator("[data-testid=stMain]").inner_text().split())

    yield open_it
    browser.close()


def test_the_headline_and_the_number_name_one_day_and_the_switch_off_names_london(from_new_york):
    said = from_new_york("company")
    (since,) = re.findall(r"Sales since (\d+ \w{3})(?: \d{4})? are not in", said)
    assert re.search(rf"from {since}(?: \d{{4}})? 2[12]:00", said)
    assert re.search(r"switch the sync off on \d+ \w{3}(?: \d{4})? \(London\)", said)
    # What is due next is a moment of the page: late in New York's evening it is tomorrow there, and says so.
    assert "tomorrow" not in said.replace("Next due tomorrow", "")


def test_history_names_london_beside_what_goes_by_its_days(from_new_york):
    said = from_new_york("history", "&charts=timeline,calendar,trend")
    assert said.count("all syncs (London)") >= 3
    assert "last 90 days, London" in said


def test_start_names_london_beside_the_days_that_are_typed(from_new_york):
    said = from_new_york("start", "&cover=range")
    assert re.search(r"Start a sync for .{5,22} \(London\)", said)
    assert "First day (London)" in said


def test_the_menu_of_zones_closes_after_a_choice(tab, dashboard, sandbox):
    go_to(tab, f"{dashboard.url}/company?company={sandbox.company('failing-30')}")
    tab.get_by_role("button", name="Times: London").click()
    tab.get_by_role("link", name="UTC").click()
    expect(tab.get_by_role("button", name="Times: UTC")).to_be_visible()
    expect(tab.get_by_role("link", name="The merchant’s (London)")).to_have_count(0)


def test_the_zone_that_is_shown_is_no_link(tab, dashboard, sandbox):
    go_to(tab, f"{dashboard.url}/company?company={sandbox.company('failing-30')}")
    tab.get_by_role("button", name="Times: London").click()
    expect(tab.get_by_role("link", name="UTC")).to_be_visible()
    expect(tab.get_by_role("link", name="The merchant’s (London)")).to_have_count(0)
