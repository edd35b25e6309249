"""Sign-in in a browser, with a provider on loopback."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import delete, update

from dashboard.access.role import Role
from dashboard.access.session import SignInMethod, VerifiedPerson
from dashboard.access.sessions import SessionRepository
from dashboard.access.sessions import Visitor as WebVisitor
from dashboard.store.engine import Store
from dashboard.store.tables import role_grant, sign_in_session
from tests.browser.driving import open_at, settled, until, until_signed_out
from tests.support import limits, signed_in_desk
from tests.support.app_test import give_role

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
FORGED_ADDRESS = "203.0.113.9"
desk, store = signed_in_desk.desk, signed_in_desk.store


@pytest.fixture
def tab(context: BrowserContext) -> Page:
    """A tab of a browser that isn't signed in."""
    return context.new_page()


def test_an_address_with_its_filters_is_shown_after_the_sign_in(tab, desk, fresh_sandbox):
    path = f"/history?company={fresh_sandbox.company('healthy')}&days=30"
    settled(desk.sign_in(tab, "edsger", path))
    assert tab.url == desk.url + path


def test_who_has_signed_in_downloads_a_file_of_their_page(tab, desk, fresh_sandbox):
    page = settled(desk.sign_in(tab, "edsger", f"/history?company={fresh_sandbox.company('healthy')}"))
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    assert download.value.path().stat().st_size > 0


def test_signing_out_takes_the_page_away_in_the_other_tab_too(context, tab, desk):
    settled(desk.sign_in(tab))
    other = open_at(context.new_page(), f"{desk.url}/help")
    signing = context.new_page()
    signing.goto(f"{desk.url}/sign-out")
    began = time.monotonic()
    signing.locator("button").click()
    for each in (tab, other):
        until_signed_out(each)
    assert time.monotonic() - began < limits.stretched(2)
    expect(other.locator("h1")).to_have_text("You’re signed out")
    other.get_by_text("Sign in again").click()
    other.locator("input[name=sub]").wait_for()


def test_the_button_on_a_page_signs_out_and_forgets_which_companies_were_opened(tab, desk):
    settled(desk.sign_in(tab))
    tab.evaluate("localStorage.setItem('syncdesk.recent.of-an-account', '[]')")
    tab.get_by_role("button", name="Sign out").click()
    until_signed_out(tab)
    assert tab.evaluate("localStorage.getItem('syncdesk.recent.of-an-account')") is None
    tab.goto(f"{desk.url}/help")
    tab.locator("input[name=sub]").wait_for()


def test_a_sign_out_that_never_arrives_is_said_and_the_next_one_signs_out(tab, desk):
    settled(desk.sign_in(tab))
    tab.route("**/sign-out", lambda route: route.abort())
    tab.get_by_role("button", name="Sign out").click()
    expect(tab.locator("h1")).to_have_text("You’re still signed in")
    tab.unroute("**/sign-out")
    tab.get_by_role("button", name="Sign out").click()
    expect(tab.locator("h1")).to_have_text("You’re signed out")


def test_a_session_that_a_colleague_ends_takes_the_page_away(tab, desk, store):
    settled(desk.sign_in(tab))
    with store.writing() as connection:
        connection.execute(update(sign_in_session).values(ended_at=datetime.now(UTC)))
    began = time.monotonic()
    until_signed_out(tab)
    assert time.monotonic() - began < limits.stretched(2.5)


def change(store: Store, **values: object) -> None:
    """Change the sessions that haven't been ended."""
    with store.writing() as connection:
        connection.execute(update(sign_in_session).where(sign_in_session.c.ended_at.is_(None)).values(values))


def test_a_session_at_its_end_takes_the_page_away_and_opens_nothing(tab, desk, store):
    settled(desk.sign_in(tab))
    change(store, ends_at=datetime.now(UTC))
    until_signed_out(tab)
    tab.goto(f"{desk.url}/help")
    tab.locator("input[name=sub]").wait_for()
    assert tab.request.get(f"{desk.url}/where.js").status == 401


def test_the_cookie_of_a_session_that_was_signed_out_opens_nothing_when_it_is_put_back(context, tab, desk):
    settled(desk.sign_in(tab))
    kept = [each for each in context.cookies(desk.url) if each["name"] == "sd"]
    assert tab.request.get(f"{desk.url}/where.js").status == 200
    tab.get_by_role("button", name="Sign out").click()
    until_signed_out(tab)
    context.add_cookies(kept)
    assert tab.request.get(f"{desk.url}/where.js").status == 401
    tab.goto(f"{desk.url}/help")
    tab.locator("input[name=sub]").wait_for()


def test_headers_that_a_browser_forges_give_no_session_and_no_role(tab, desk, store):
    lead = VerifiedPerson(f"{desk.issuer} ada", "Ada Byron", claims=("desk-leads",))
    of_lead = SessionRepository(store).begin(lead, SignInMethod.OIDC, 8, WebVisitor())[0].id
    tab.set_extra_http_headers({
        "X-Sync-Desk-Session": f"0123 {of_lead}",
        "X-Sync-Desk-Place": "0123 here",
        "X-Forwarded-User": "ada",
        "X-Sync-Desk-Proxy": "f" * 32,
        "X-Forwarded-For": FORGED_ADDRESS,
    })  # fmt: skip
    settled(desk.sign_in(tab, "edsger"))  # the provider's form comes first
    expect(tab.get_by_text("Edsger Dijkstra, viewer")).to_be_visible()
    own = SessionRepository(store).listed(60, f"{desk.issuer} edsger")[0]
    assert own.client_address != FORGED_ADDRESS


def test_while_the_provider_is_down_who_is_in_stays_in_and_who_is_out_reads_why(context, tab, desk, store):
    settled(desk.sign_in(tab))
    kept = context.cookies(desk.url)
    context.clear_cookies()
    other = context.new_page()
    other.goto(f"{desk.url}/help")
    other.locator("input[name=sub]").fill("edsger")
    with desk.provider_down():
        other.locator("button[type=submit], input[type=submit]").first.click()
        expect(other.locator("h1")).to_have_text("Sign-in isn’t available")
        expect(other.locator("main")).to_contain_text("isn’t responding")
        context.add_cookies(kept)
        change(store, refreshed_at=datetime.now(UTC) - timedelta(minutes=20))
        open_at(tab, f"{desk.url}/help")
        expect(tab.get_by_text("Your sign-in provider isn’t responding.")).to_be_visible()
        expect(tab.get_by_text("Ada Byron, lead")).to_be_visible()


def test_a_role_that_is_taken_away_counts_in_an_open_tab(tab, desk, store):
    give_role(store, "nobody@example.com", Role.VIEWER)
    settled(desk.sign_in(tab, "nobody"))
    with store.writing() as connection:
        connection.execute(delete(role_grant))
    expect(tab.get_by_text("You have no role here yet")).to_be_visible()
    assert tab.url == f"{desk.url}/help"


def test_without_a_role_the_page_says_what_came(tab, desk):
    desk.sign_in(tab, "nobody")
    expect(tab.locator("h1")).to_have_text("You have no role here yet")
    expect(tab.locator("main")).to_contain_text("sales")


def test_what_an_operator_presses_starts_nothing_when_a_viewer_sends_it(desk, fresh_sandbox):
    """The buttons of a page have the same ids for everyone, so a viewer can send a press of one."""
    company = fresh_sandbox.company("healthy")
    with desk.visitor("grace") as operator, desk.visitor("edsger") as viewer:
        viewer.open("start", f"company={company}")
        operator.open("start", f"company={company}")
        operator.press("Review and start")
        viewer.knows_of(operator)
        viewer.press("Review and start")
        viewer.press("Start sync")
        assert fresh_sandbox.ledger() == []
        operator.press("Start sync")
        until(lambda: len(fresh_sandbox.ledger()) == 1)
