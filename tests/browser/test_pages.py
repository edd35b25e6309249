"""What only a browser can show: one view by reload and paste, clicks in charts and tables, keys, copying."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from dashboard.search.recent import MAX_RECENTS
from tests.browser.driving import console_of, go_to, open_at, point_at, settled, unexplained

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ADDRESSES = {
    "find": "/?q=corner+deli",
    "company": "/company?company={company}",
    "history": "/history?company={company}&days=90&status=failed&text=tax",
    "setup": "/setup?company={company}",
    "sync": "/sync?company={company}&sync={sync}",
    "start": "/start?company={company}&cover=range&from=2026-11-08&to=2026-11-10",
}


def shown(page: Page) -> str:
    """What a person reads on the page, without the ages of things."""
    settled(page)
    expect(page.get_by_test_id("stMain")).to_contain_text(re.compile(r"[Cc]hecked (just now|\d+ )"))
    text = page.get_by_test_id("stMain").inner_text()
    ages = r"just now|\d+ (s|min|h) ago|in \d+ (min|h)|\d\d:\d\d UTC|now, .*"
    # The button with the age may stand there twice for a moment: Streamlit keeps what a run replaces.
    return re.sub(r"\s+", " ", re.sub(r"\s*refresh\s+(?:List c|C)hecked\b", "", re.sub(ages, "", text)))


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_reload_and_a_pasted_address_bring_the_same_view_and_ask_no_other_host_and_log_nothing(
    page, dashboard, company, sync, name
):
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    address = dashboard.url + ADDRESSES[name].format(company=company, sync=sync)
    said = console_of(page)
    pasted = shown(open_at(page, address))
    assert unexplained(said) == []
    page.reload()
    assert shown(page) == pasted
    assert page.url == address
    assert hosts == {f"127.0.0.1:{dashboard.port}"}


def test_a_mark_of_the_strip_opens_its_sync_and_back_returns(tab, dashboard, company, sync):
    go_to(tab, f"{dashboard.url}/company?company={company}")
    point_at(tab, tab.locator('.st-key-fig_strip_wide path.point[style*="stroke-width: 2.4px"]').last)
    tab.mouse.down()
    tab.mouse.up()
    expect(tab).to_have_url(re.compile(f"/sync\\?company={company}&sync={sync}"))
    tab.go_back()
    expect(tab).to_have_url(f"{dashboard.url}/company?company={company}")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("are not in Xero")


def test_a_row_of_the_table_shows_its_sync_again_and_again(tab, dashboard, company, sync):
    address = f"{dashboard.url}/history?company={company}&status=failed"
    go_to(tab, address).get_by_test_id("stDataFrame").click(position={"x": 18, "y": 52})
    tab.get_by_role("link", name="Open this sync").click()
    expect(tab).to_have_url(re.compile(f"/sync\\?company={company}&sync={sync}"))
    settled(tab).go_back()
    expect(tab).to_have_url(address)
    settled(tab).get_by_test_id("stDataFrame").click(position={"x": 18, "y": 52})
    expect(tab.locator(".d-chosen")).to_contain_text(sync)


def test_a_filter_is_undone_by_back_and_calls_codat_for_nothing(tab, dashboard, company, fresh_sandbox):
    go_to(tab, f"{dashboard.url}/history?company={company}")
    before = len(fresh_sandbox.company_requests())
    tab.locator(".st-key-open_status button").click()
    tab.locator(".st-key-w_status button", has_text="failed").click()
    expect(tab).to_have_url(re.compile("status=failed"))
    expect(tab.locator(".d-count")).to_contain_text("match 1 filter")
    tab.go_back()
    expect(tab.locator(".d-count")).to_contain_text("syncs, newest first")
    assert len(fresh_sandbox.company_requests()) == before


def test_slash_goes_to_the_box_and_enter_opens_the_first_company(page, dashboard):
    open_at(page, dashboard.url)
    expect(page.locator(".st-key-search input")).to_be_focused()
    page.keyboard.type("harbour street")
    page.keyboard.press("Enter")
    expect(page.locator(".d-company b")).to_have_text("Harbour Street Books")
    settled(page).mouse.click(5, 600)
    page.keyboard.press("/")
    expect(page.locator(".st-key-jump input")).to_be_focused()


@pytest.mark.parametrize("typed", ["{other}", "https://link.codat.io/company/{other}"])
def test_an_id_or_a_link_in_the_bars_box_opens_at_once(tab, dashboard, company, fresh_sandbox, typed):
    other = fresh_sandbox.company("healthy")
    go_to(tab, f"{dashboard.url}/company?company={company}")
    tab.locator(".st-key-jump input").fill(typed.format(other=other))
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(f"{dashboard.url}/company?company={other}")
    expect(tab.locator(".d-company b")).to_have_text("Harbour Street Books")
    settled(tab).go_back()
    expect(tab).to_have_url(f"{dashboard.url}/company?company={company}")


def test_what_is_typed_on_find_replaces_its_entry(tab, dashboard, company):
    go_to(tab, f"{dashboard.url}/company?company={company}")
    tab.get_by_role("link", name="Sync desk").click()
    expect(tab.locator(".st-key-search input")).to_be_focused()
    for words in ("harbour", "corner"):
        tab.locator(".st-key-search input").fill(words)
        expect(tab).to_have_url(re.compile(f"q={words}"))
    settled(tab).go_back()
    expect(tab).to_have_url(f"{dashboard.url}/company?company={company}")


def test_a_look_back_at_the_page_left_does_not_take_the_next_for_done(page, dashboard, company):
    # `settle` looks at a page 0.25 s after it has come; here it does so just after the click that leaves it.
    page.add_init_script(
        """const late = (window.late = new Map()), set = setTimeout, clear = clearTimeout;
        window.setTimeout = (call, ms, ...given) => {
          const id = set(call.name === "settle" ? () => {} : call, ms, ...given);
          if (call.name === "settle") late.set(id, () => call(...given));
          return id; };
        window.clearTimeout = (id) => { late.delete(id); clear(id); };"""
    )
    open_at(page, f"{dashboard.url}/company?company={company}")
    page.wait_for_function("() => window.late.size > 0")
    link = page.get_by_role("link", name="Sync desk")
    link.evaluate("(link) => { link.click(); window.late.forEach((look) => look()); }")
    expect(page.locator(".st-key-search input")).to_be_focused()


def test_companies_opened_recently_are_a_click_away_after_a_reload_too(page, dashboard, company):
    open_at(page, f"{dashboard.url}/company?company={company}")
    page.wait_for_function("() => JSON.stringify(localStorage).includes('Bluebird Coffee')")
    open_at(page, dashboard.url)
    expect(page.get_by_text("Recently opened")).to_be_visible()
    page.locator(".d-recents").get_by_role("link", name="Bluebird Coffee").click()
    expect(page.locator(".d-company b")).to_have_text("Bluebird Coffee")


NESTED = "[" * 5_000 + "]" * 5_000
LONG = '[{"id": "8b1f02c4-3c9e-4f0a-9d57-2f6f1f0f4a11", "name": "' + "x" * 2_500_000 + '"}]'
MANY = str([{"id": f"8b1f02c4-3c9e-4f0a-9d57-{number:012d}"} for number in range(500)]).replace("'", '"')


STORED = {
    "nested": (NESTED, 0),
    "long": (LONG, 0),
    "many": (MANY, MAX_RECENTS),
    "odd": ('[null, 5, {"id": 5}]', 0),
}


def test_whatever_the_browser_has_stored_find_is_whole(page, dashboard, company, subtests):
    open_at(page, f"{dashboard.url}/company?company={company}")
    key = page.evaluate("() => `syncdesk.recent.${window.__syncdesk.scope}`")
    for what, (stored, rows) in STORED.items():
        with subtests.test(what):
            page.evaluate("([key, stored]) => localStorage.setItem(key, stored)", [key, stored])
            open_at(page, dashboard.url)
            expect(page.locator(".d-recents tbody tr")).to_have_count(rows)
            expect(page.locator(".d-lost, [data-testid=stException], [data-testid=stAlert]")).to_have_count(0)
            expect(page.get_by_text("All companies")).to_be_visible()
            reserved = page.evaluate("() => document.documentElement.style.getPropertyValue('--recents')")
            assert int(reserved) == rows


def test_an_id_is_copied_with_one_click(context, tab, dashboard, company, sync):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    go_to(tab, f"{dashboard.url}/company?company={company}")
    button = tab.locator(f'button[data-copy="{sync}"]').first
    button.click()
    expect(button).to_contain_text("Copied")
    assert tab.evaluate("navigator.clipboard.readText()") == sync


def test_the_tab_says_mark_company_and_page(tab, dashboard, company):
    go_to(tab, f"{dashboard.url}/history?company={company}")
    expect(tab).to_have_title("✕ Bluebird Coffee · History")


def test_the_tab_of_a_sync_bears_that_syncs_mark_and_not_the_companys(tab, dashboard, company, client):
    good = client.sync.get_last_successful_sync(company)
    go_to(tab, f"{dashboard.url}/sync?company={company}&sync={good.sync_id}")
    expect(tab).to_have_title("● Bluebird Coffee · Sync")


@pytest.mark.parametrize("name", ["sync", "start", "setup"])
def test_marks_and_what_is_estimated_lead_to_help(tab, dashboard, company, sync, name):
    go_to(tab, dashboard.url + ADDRESSES[name].split("&cover")[0].format(company=company, sync=sync))
    tab.get_by_role("link", name=re.compile("^What (the marks|“by Codat’s schedule”) means?$")).click()
    expect(tab).to_have_url(re.compile(f"^{re.escape(dashboard.url)}/help#(marks|by-schedule)$"))


def test_probably_off_is_asked_and_not_claimed_wherever_its_mark_is(page, dashboard, fresh_sandbox):
    open_at(page, f"{dashboard.url}/company?company={fresh_sandbox.company('failing-31')}")
    expect(page.locator(".d-answer .d-mark")).to_have_text("■?")
    expect(page).to_have_title("■? Old Mill Furniture · Company")
    open_at(page, dashboard.url)
    expect(page.locator(".d-recents .d-status")).to_have_text("■?probably switched off")


def test_a_page_whose_run_was_cut_short_before_anything_came_is_asked_for_again(page, dashboard, sandbox):
    company = sandbox.company("healthy")
    open_at(page, dashboard.url)
    page.evaluate(
        """(company) => {
        const desk = window.__syncdesk;
        desk.pushState({}, "", `/company?company=${company}`);
        desk.awaited = `company?company=${company}`; }""",
        company,
    )
    expect(page.get_by_role("heading", level=1)).to_contain_text("are in Xero")
