"""Figures for the width of the window: one of each is drawn, and a page of paper holds the wide ones."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from codat_client import CodatClient
from tests.browser.driving import go_to, open_at, settled
from tests.support.dashboard_process import Dashboard

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
NAMES = ("calendar", "timeline", "trend")
CHARTS = f"charts={','.join(NAMES)}"
PHONE, DESK = {"width": 390, "height": 800}, {"width": 1440, "height": 900}
TABLET = {"width": 900, "height": 1200}
PAPER_PX = 718
BEYOND = """() => { const main = document.querySelector('[data-testid="stMain"]');
  return main.scrollWidth - main.clientWidth }"""
RUNS_OF_A_WHILE = """() => new Promise((done) => {
  const first = window.__syncdesk.run;
  setTimeout(() => done(window.__syncdesk.run - first), 2000);
})"""
"""How many runs of the page begin within two seconds: time for some twenty looks at the room."""


def figures(page: Page, kind: str):
    return page.locator(f'[class*="st-key-fig_"][class*="_{kind}"] .main-svg:first-child')


def holds(page: Page, kind: str) -> None:
    """Wait until each of the figures is drawn, for this width and for no other."""
    other = {"wide": "narrow", "narrow": "wide"}[kind]
    expect(figures(page, kind)).to_have_count(len(NAMES))
    expect(page.locator(f'[class*="st-key-fig_"][class*="_{other}"]')).to_have_count(0)


@pytest.fixture
def address(dashboard, sandbox):
    return f"{dashboard.url}/history?company={sandbox.company('archived-tax-rate')}&status=failed&{CHARTS}"


def test_figures_follow_the_width_of_the_window(tab, address):
    holds(go_to(tab, address), "wide")
    tab.set_viewport_size(PHONE)
    holds(tab, "narrow")
    tab.set_viewport_size(DESK)
    holds(tab, "wide")
    assert tab.url == address


def test_a_window_of_the_same_width_gets_its_figures_at_once_the_next_time(context, page, address):
    page.set_viewport_size(PHONE)
    holds(open_at(page, address), "narrow")
    later = context.new_page()
    later.set_viewport_size(PHONE)
    later.add_init_script(
        """new MutationObserver(() => { window.sawWide ||= !!document.querySelector('[class*="_wide"]') })
        .observe(document, { childList: true, subtree: true })"""
    )
    holds(open_at(later, address), "narrow")
    assert later.evaluate("window.sawWide") is False


def test_a_window_that_became_narrow_while_the_server_was_away_is_shown_of_once(page, sandbox):
    environ = {"CODAT_API_KEY": "test-key", "CODAT_BASE_URL": sandbox.url}
    company = sandbox.company("archived-tax-rate")
    before = Dashboard(**environ)
    try:
        holds(open_at(page, f"{before.url}/history?company={company}&{CHARTS}"), "wide")
    finally:
        before.stop()
    expect(page.locator(".d-lost")).to_have_count(1)
    page.set_viewport_size(PHONE)
    after = Dashboard(port=before.port, **environ)
    try:
        holds(page, "narrow")
        # A name that comes late makes one more run of its own.
        expect(page.locator(".d-company b")).to_have_text(sandbox.name("archived-tax-rate"))
        runs = settled(page).evaluate(RUNS_OF_A_WHILE)
        assert runs <= 1
    finally:
        after.stop()


def test_without_our_script_a_narrow_window_can_scroll_along_the_wide_figures(page, address):
    page.route("**/browser*.js", lambda route: route.abort())
    page.set_viewport_size(PHONE)
    open_at(page, address, ours=False)
    expect(figures(page, "wide")).to_have_count(len(NAMES))
    rooms = page.locator('[class*="st-key-fig_"][class*="_wide"]')
    assert rooms.first.evaluate("room => room.scrollWidth") > PHONE["width"]
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize(("kind", "window"), [("wide", DESK), ("narrow", TABLET)])
def test_a_page_of_paper_holds_the_figures_whole(tab, address, kind, window):
    tab.set_viewport_size(window)
    holds(settled(go_to(tab, address)), kind)
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    tab.emulate_media(media="print")
    tab.wait_for_function(
        """([count, paper]) => {
        const drawn = document.querySelectorAll('[class*="st-key-fig_"] .main-svg:first-child');
        const widths = [...drawn].map((each) => each.getBoundingClientRect().width);
        return widths.length === count && widths.every((width) => 0.9 * paper < width && width <= paper) }""",
        arg=[len(NAMES), PAPER_PX],
    )
    holds(tab, kind)


@pytest.mark.parametrize("window", [DESK, PHONE])
def test_the_text_for_codats_support_is_seen_whole_up_to_its_question(tab, dashboard, sandbox, window):
    company = sandbox.company("archived-tax-rate")
    with CodatClient("test-key", sandbox.url) as client:
        latest = client.sync.get_latest_sync(company)
    tab.set_viewport_size(window)
    go_to(tab, f"{dashboard.url}/sync?company={company}&sync={latest.sync_id}")
    text = tab.locator(".d-more").filter(has_text="Question:")
    assert text.evaluate("box => box.scrollHeight <= box.clientHeight")


def test_a_name_without_blanks_makes_no_page_wider_than_a_small_tablet(tab, dashboard, sandbox):
    tab.set_viewport_size({"width": 739, "height": 1000})
    go_to(tab, f"{dashboard.url}/company?company={sandbox.company('hostile-text')}")
    beyond = {"Company": tab.evaluate(BEYOND)}
    for link, path in {"Start a sync": "start", "History": "history", "Set-up": "setup"}.items():
        tab.get_by_role("link", name=link, exact=True).first.click()
        expect(tab).to_have_url(re.compile(f"/{path}\\?"))
        beyond[link] = settled(tab).evaluate(BEYOND)
    assert {link: width for link, width in beyond.items() if width > 1} == {}
