"""Sign-in in a browser, with a provider on loopback."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.driving import open_at, settled
from tests.support import limits
from tests.support.sandbox_process import SandboxProcess
from tests.support.signed_in_dashboard import SignedInDashboard, signed_in_dashboard

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def desk(sandbox: SandboxProcess) -> Iterator[SignedInDashboard]:
    """A dashboard with sign-in, for all of these tests."""
    with signed_in_dashboard(CODAT_API_KEY="test-key", CODAT_BASE_URL=sandbox.url) as running:
        yield running


@pytest.fixture
def tab(context: BrowserContext) -> Page:
    """A tab of a browser that isn't signed in."""
    return context.new_page()


def test_an_address_with_its_filters_is_shown_after_the_sign_in(tab, desk, fresh_sandbox):
    path = f"/history?company={fresh_sandbox.company('healthy')}&days=30"
    settled(desk.sign_in(tab, "edsger", path))
    assert tab.url == desk.url + path


def test_signing_out_takes_the_page_away_in_the_other_tab_too(context, tab, desk):
    settled(desk.sign_in(tab))
    other = open_at(context.new_page(), f"{desk.url}/help")
    signing = context.new_page()
    signing.goto(f"{desk.url}/sign-out")
    began = time.monotonic()
    signing.locator("button").click()
    for each in (tab, other):
        each.wait_for_url("**/signed-out**")
    assert time.monotonic() - began < limits.stretched(2)
    expect(other.locator("h1")).to_have_text("You’re signed out")
    other.get_by_text("Sign in again").click()
    other.locator("input[name=sub]").wait_for()
