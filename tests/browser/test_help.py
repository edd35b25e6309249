"""Help: reached from every page; a first visit is told three sentences, once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from dashboard.insight.causes.catalogue import documented
from dashboard.views.help import topics
from tests.browser.driving import go_to, open_at, settled

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
ADDRESSES = ("/", "/company?company={c}", "/start?company={c}")
SIZES = [(1440, 900), (390, 844)]


def told_once(page: Page):
    return page.get_by_role("complementary", name="First visit")


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_bar_leads_to_help_and_back_returns(tab, dashboard, company, address):
    start = dashboard.url + address.format(c=company)
    go_to(tab, start)
    tab.locator(".st-key-bar").get_by_role("link", name="Help").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Help")
    expect(tab).to_have_url(f"{dashboard.url}/help")
    settled(tab).go_back()
    expect(tab).to_have_url(start)


def test_help_explains_every_code_and_key_and_assumption(tab, dashboard):
    go_to(tab, f"{dashboard.url}/help")
    codes = tab.get_by_role("table", name="Status codes").locator("tbody tr")
    assert [row.split()[0] for row in codes.all_inner_texts()] == [str(code) for code in documented()]
    for text in (*topics.ASSUMPTIONS, *(what for _, what in topics.KEYS)):
        expect(tab.get_by_text(text)).to_be_visible()
    expect(tab).to_have_title("Help · Sync desk")


def test_where_a_day_is_an_estimate_the_answer_leads_to_help(tab, dashboard, company):
    go_to(tab, f"{dashboard.url}/company?company={company}")
    tab.get_by_text("Our estimates", exact=True).click()
    tab.get_by_role("link", name="How this is judged").click()
    expect(tab).to_have_url(f"{dashboard.url}/help#{topics.STATES}")
    expect(tab.get_by_role("heading", name="States of a company")).to_be_in_viewport()


def test_a_pasted_address_of_a_topic_shows_it_and_back_returns_from_the_next_one(page, dashboard):
    open_at(page, f"{dashboard.url}/help#{topics.STATUS_CODES}")
    codes = page.get_by_role("heading", name="Status codes")
    expect(codes).to_be_in_viewport()
    runs = page.evaluate("() => window.__syncdesk.run")
    page.get_by_role("link", name="Missing sales").click()
    expect(page.get_by_role("heading", name="Missing sales")).to_be_in_viewport()
    expect(page).to_have_url(f"{dashboard.url}/help#{topics.MISSING}")
    page.go_back()
    expect(codes).to_be_in_viewport()
    assert settled(page).evaluate("() => window.__syncdesk.run") == runs


def test_a_first_visit_is_shown_three_sentences_once(context, page, dashboard):
    open_at(page, dashboard.url)
    expect(told_once(page).get_by_role("paragraph")).to_have_text(list(topics.FIRST_VISIT))
    page.reload()
    expect(told_once(settled(page))).to_have_count(0)
    expect(told_once(open_at(context.new_page(), dashboard.url))).to_have_count(0)


def test_what_a_first_visit_is_shown_goes_with_its_button_or_the_first_move(page, dashboard):
    open_at(page, dashboard.url)
    told_once(page).get_by_role("button", name="Close").click()
    expect(told_once(page)).to_have_count(0)
    page.evaluate("localStorage.clear()")
    page.reload()
    told_once(page).get_by_role("link", name="Help").click()
    expect(page).to_have_url(re.compile("/help$"))
    expect(told_once(page)).to_have_count(0)


@pytest.mark.parametrize("address", ["/", "/company?company={c}"])
def test_what_a_first_visit_is_shown_covers_nothing(page, dashboard, company, address):
    open_at(page, dashboard.url + address.format(c=company))
    hint, main = told_once(page), page.get_by_test_id("stMain")
    expect(hint).to_be_visible()
    before = {}
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        above, below = settled(page).get_by_test_id("stMain").bounding_box(), hint.bounding_box()
        assert above
        assert below
        assert above["y"] + above["height"] <= below["y"] + 0.5
        assert below["y"] + below["height"] <= height
        before[width] = above
    hint.get_by_role("button", name="Close").click()
    for width, height in reversed(SIZES):
        page.set_viewport_size({"width": width, "height": height})
        settled(page)
        assert main.bounding_box() == before[width] | {"height": height}
