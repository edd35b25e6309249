"""With the keyboard alone: every action of Find, Company, Sync and Start. The mouse is never used here."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import go_to, open_at, settled, until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
MOST_TABS = 80


def focused(page: Page) -> str:
    """Name what has the focus, as a person reads or hears it."""
    return str(
        page.evaluate(
            """() => { const at = document.activeElement;
            return (at.getAttribute('aria-label') || at.innerText || '').trim() }"""
        )
    )


def tab_to(page: Page, name: str, key: str = "Tab") -> list[str]:
    """Press Tab until what is named so has the focus, and is seen to; give what was passed."""
    passed: list[str] = []
    while len(passed) < MOST_TABS:
        page.keyboard.press(key)
        passed.append(focused(page))
        if re.search(name, passed[-1]):
            return passed
    raise AssertionError(f"nothing named {name} among {passed}")


def press(page: Page, name: str, key: str = "Enter") -> None:
    """Tab to what is named so, and press a key on it."""
    tab_to(page, name)
    page.keyboard.press(key)


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_find_is_typed_into_at_once_and_its_rows_are_reached_by_tab(page, dashboard):
    open_at(page, dashboard.url)
    expect(page.locator(".st-key-search input")).to_be_focused()
    page.keyboard.type("corner deli")
    expect(page.get_by_text("2 of ")).to_be_visible()
    press(settled(page), "^Reload the list|^refresh|[Cc]hecked")
    expect(page.get_by_text("2 of ")).to_be_visible()
    press(settled(page), "^Corner Deli$")
    expect(page.locator(".d-company b")).to_have_text("Corner Deli")


def test_company_opens_what_its_links_and_its_strip_open(tab, dashboard, company, sync):
    address = f"{dashboard.url}/company?company={company}"
    go_to(tab, address)
    press(tab, "^These days as a list")
    press(tab, r"^\d+ \w+$")
    expect(tab).to_have_url(re.compile(f"sync={sync}"))
    settled(tab).go_back()
    expect(tab).to_have_url(address)
    press(settled(tab), "^Our estimates")
    press(tab, "^How this is judged")
    expect(tab).to_have_url(f"{dashboard.url}/help#states")


def test_company_copies_its_texts(context, tab, dashboard, company):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    go_to(tab, f"{dashboard.url}/company?company={company}")
    for button, says in {
        "Copy text for the merchant": "Hello Bluebird Coffee",
        "Copy the answer for a ticket": f"\nPage: {dashboard.url}/company?company={company}",
        "Copy text for Codat support": company,
    }.items():
        press(tab, f"^{button}")
        expect(tab.get_by_role("button", name="Copied").first).to_be_visible()
        assert says in clipboard(tab)


def test_the_navigation_and_the_bar_work_and_come_first(page, dashboard, company):
    open_at(page, f"{dashboard.url}/company?company={company}")
    passed = tab_to(page, "^Copy text for the merchant")
    assert [name for name in passed if name in {"Company", "History", "Set-up"}] == [
        "Company", "History", "Set-up",
    ]  # fmt: skip
    tab_to(page, "^Times: ", "Shift+Tab")
    page.keyboard.press("Enter")
    press(page, "^UTC$")
    expect(page).to_have_url(re.compile("times=utc"))
    press(settled(page), "^Set-up$")
    expect(page).to_have_url(re.compile("/setup"))


def test_sync_leads_to_its_neighbours_and_copies_its_record(context, tab, dashboard, company, sync):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    go_to(tab, f"{dashboard.url}/sync?company={company}&sync={sync}")
    press(tab, "^Copy the record")
    expect(tab.get_by_role("button", name="Copy the record")).to_have_text("Copied")
    assert sync in clipboard(tab)
    tab_to(tab, "^History$", "Shift+Tab")
    tab_to(tab, r"\d\d:\d\d", "Shift+Tab")
    tab.keyboard.press("Enter")
    expect(tab).not_to_have_url(re.compile(f"sync={sync}"))
    expect(tab).to_have_url(re.compile("/sync\\?"))


def test_start_is_gone_through_up_to_the_last_step_and_back(tab, dashboard, company, fresh_sandbox):
    go_to(tab, f"{dashboard.url}/start?company={company}")
    press(tab, "^Review and start")
    expect(tab.get_by_role("button", name=re.compile("^Start sync"))).to_be_visible()
    press(settled(tab), "^Don’t start")
    expect(tab.get_by_role("button", name="Review and start")).to_be_visible()
    tab_to(settled(tab), "^(A range|Days|Up to)", "Shift+Tab")
    assert not fresh_sandbox.ledger()


def test_start_covers_something_else_by_keyboard_and_the_address_says_so(tab, dashboard, company):
    go_to(tab, f"{dashboard.url}/start?company={company}")
    press(tab, "^Up to now$", "ArrowRight")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile("cover=day"))
    expect(tab.get_by_label(re.compile("^Last day"))).to_be_visible()


def test_a_company_is_read_again_by_keyboard(page, dashboard, company, fresh_sandbox):
    open_at(page, f"{dashboard.url}/company?company={company}")
    expect(page.get_by_text("Our estimates", exact=True)).to_be_visible()
    asked = len(fresh_sandbox.company_requests())
    press(page, "^(refresh|Check)")
    until(lambda: len(fresh_sandbox.company_requests()) > asked)
    until(lambda: len(fresh_sandbox.company_requests()) == asked + 6)


def test_start_starts_one_sync(page, dashboard, fresh_sandbox):
    open_at(page, f"{dashboard.url}/start?company={fresh_sandbox.company('healthy')}")
    press(page, "^Review and start")
    expect(page.get_by_role("button", name=re.compile("^Start sync"))).to_be_visible()
    press(settled(page), "^Start sync")
    expect(heading(page)).to_contain_text("succeeded")
    assert len(fresh_sandbox.ledger()) == 1


def test_slash_and_enter_go_from_any_page_to_a_company(tab, dashboard):
    go_to(tab, f"{dashboard.url}/help").keyboard.press("/")
    tab.keyboard.type("harbour street")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile("q=harbour"))
    expect(tab.locator("a.d-first")).to_be_visible()
    expect(settled(tab).locator(".st-key-search input")).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.locator(".d-company b")).to_have_text("Harbour Street Books")


def test_in_history_tab_goes_into_the_list_that_a_filter_opened_and_a_sort_keeps_the_place(
    tab, dashboard, company
):
    go_to(tab, f"{dashboard.url}/history?company={company}")
    press(tab, "^Status")
    expect(tab.get_by_test_id("stPopoverBody").get_by_role("button").first).to_be_visible()
    tab.keyboard.press("Tab")
    assert "wrote data" in focused(tab)
    tab.keyboard.press("Escape")
    tab_to(tab, "^Outcome$")
    at = tab.evaluate("document.querySelector('[data-testid=stMain]').scrollTop = 40")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile("sort=-outcome"))
    tab.wait_for_function("() => window.__syncdesk.awaited === null && window.__syncdesk.kind === null")
    assert tab.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == at
