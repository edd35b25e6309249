"""The timeline in Chromium: what a drag chooses, what a click opens, and what hovering says."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import go_to, point_at, settled
from tests.support.dashboard_process import Dashboard

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
WIDE = ".st-key-fig_timeline_wide"
MARKS = f"{WIDE} .scatterlayer path.point"
BARS = f"{WIDE} .xy .barlayer .point path"
SALES = f"{WIDE} .xy2 .barlayer .point path"
DAYS = re.compile(r"from=\d{4}-\d\d-\d\d")


def show(page: Page, dashboard: Dashboard, company: str, query: str = "") -> Page:
    """Show the timeline of a company's history."""
    go_to(page, f"{dashboard.url}/history?company={company}&charts=timeline{query}")
    page.locator(f"{WIDE} .nsewdrag").first.wait_for()
    return page


@pytest.fixture
def history(tab, dashboard, fresh_sandbox) -> Callable[..., Page]:
    """Return a function that shows the timeline of a named merchant."""

    def show_it(case: str = "archived-tax-rate", query: str = "") -> Page:
        return show(tab, dashboard, fresh_sandbox.company(case), query)

    return show_it


def drag(page: Page, start: float, end: float) -> None:
    """Drag over a part of the timeline's width, both given as parts of it."""
    box = page.locator(f"{WIDE} .nsewdrag").first.bounding_box()
    assert box is not None
    height = box["y"] + box["height"] * 0.4
    page.mouse.move(box["x"] + box["width"] * start, height)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * end, height + 2, steps=8)
    page.mouse.up()


def click(page: Page, mark: Locator) -> None:
    """Click on a mark, below plotly's own layer."""
    point_at(page, mark)
    page.locator(f"{WIDE} .hovertext").first.wait_for()
    page.mouse.down()
    page.mouse.up()


def entries(page: Page) -> int:
    """How many entries the browser's history has."""
    number: int = page.evaluate("history.length")
    return number


def test_a_drag_chooses_days_keeps_the_filters_and_is_one_entry(page, dashboard, company):
    show(page, dashboard, company, "&status=succeeded%2Cfailed&sort=-code&rows=2")
    before, start = entries(page), page.url
    drag(page, 0.5, 0.55)
    expect(page).to_have_url(DAYS)
    assert "status=succeeded%2Cfailed" in page.url
    assert "sort=-code" in page.url
    assert "rows=" not in page.url
    assert entries(settled(page)) == before + 1
    page.go_back()
    expect(page).to_have_url(start)


def test_days_of_many_syncs_bring_the_single_ones(history):
    page = history("ten-thousand")
    expect(page.locator(MARKS)).to_have_count(0)
    drag(page, 0.9, 0.95)
    expect(page).to_have_url(DAYS)
    page.locator(MARKS).first.wait_for()
    expect(page.locator(BARS)).to_have_count(0)


def test_a_drag_works_again_in_what_a_drag_has_chosen(history):
    page = history("ten-thousand")
    drag(page, 0.8, 0.9)
    expect(page).to_have_url(DAYS)
    page.locator(MARKS).first.wait_for()
    first = settled(page).url
    drag(page, 0.4, 0.6)
    expect(page).not_to_have_url(first)
    expect(page).to_have_url(DAYS)


def test_a_click_on_a_mark_opens_its_sync(history):
    page = history(query="&days=30")
    click(page, page.locator(MARKS).first)
    expect(page).to_have_url(re.compile(r"/sync\?company=[-0-9a-f]+&charts=timeline&sync=[-0-9a-f]+$"))
    settled(page).go_back()
    expect(page).to_have_url(re.compile("days=30"))


def test_a_click_on_a_bar_shows_its_day_with_the_filters_as_they_are(history):
    page = history("ten-thousand", "&status=succeeded%2Cfailed&days=365")
    click(page, page.locator(BARS).nth(30))
    expect(page).to_have_url(re.compile(r"from=(\d{4}-\d\d-\d\d)&to=\1"))
    assert "status=succeeded%2Cfailed" in page.url


def test_hovering_over_sales_says_what_is_missing_since_when(history):
    page = history(query="&days=30")
    point_at(page, page.locator(SALES).last)
    hover = page.locator(f"{WIDE} .hovertext")
    expect(hover).to_contain_text("Sales")
    expect(hover).to_contain_text("missing")
    expect(hover).to_contain_text("by Codat’s schedule")


def test_a_phone_gets_fewer_days_in_which_a_drag_scrolls(history):
    page = history()
    page.set_viewport_size({"width": 390, "height": 800})
    narrow = page.locator(".st-key-fig_timeline_narrow")
    expect(narrow.get_by_role("heading")).to_contain_text("30 days")
    expect(narrow.locator(".select-outline")).to_have_count(0)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
