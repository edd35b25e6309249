"""Sessions, People and Activity's sign-ins in a browser: accessible, narrow enough, and what ends is over."""

from __future__ import annotations

import time
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import go_to, open_at, settled, until_signed_out
from tests.browser.test_axe import in_both_themes
from tests.browser.test_widths import BEYOND, DESK, PHONE
from tests.support import limits, signed_in_desk

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAGES = ("/sessions?show=all", "/people", "/activity?show=access&kind=signed+in", "/help")
desk = signed_in_desk.desk


@pytest.fixture
def lead(context, desk) -> Page:
    """A tab of a lead."""
    return settled(desk.sign_in(context.new_page(), "ada"))


def test_the_pages_of_a_lead_are_accessible_and_fit_a_phone(lead, desk):
    opened = f"/people?{urlencode({'who': f'{desk.issuer} ada'})}"
    found: dict[tuple[str, str], list[str]] = {}
    beyond: dict[str, int] = {}
    for path in (*PAGES, opened):
        go_to(lead, desk.url + path)
        found |= {(path, theme): what for theme, what in in_both_themes(lead).items()}
        lead.set_viewport_size(PHONE)
        expect(lead.locator(".d-bar-words")).to_be_hidden()
        beyond[path] = settled(lead).evaluate(BEYOND)
        lead.set_viewport_size(DESK)
    assert found == {}
    assert {path: width for path, width in beyond.items() if width > 1} == {}


def test_who_is_signed_in_and_signing_out_are_reached_by_keyboard(lead):
    lead.locator(".d-bar-links a").last.focus()
    lead.keyboard.press("Tab")
    expect(lead.get_by_role("link", name="Signed in as Ada Byron, lead")).to_be_focused()
    lead.keyboard.press("Tab")
    expect(lead.get_by_role("button", name="Sign out")).to_be_focused()
    lead.keyboard.press("Enter")
    until_signed_out(lead)


def test_ending_all_of_ones_sessions_takes_every_tab_away(context, lead, desk):
    other = open_at(context.new_page(), f"{desk.url}/help")
    go_to(lead, f"{desk.url}/sessions")
    lead.get_by_role("button", name="End all, including this one…").click()
    end = lead.get_by_role("button", name="End sessions")
    end.click()
    began = time.monotonic()
    for tab in (lead, other):
        until_signed_out(tab)
    assert time.monotonic() - began < limits.stretched(2)
