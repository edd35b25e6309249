"""The checks before a start in a real browser: warnings dismissed, questions answered."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import open_at, settled
from tests.support.dashboard_process import Dashboard
from tests.support.sandbox_process import SandboxProcess

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def quick_syncs(sandbox: SandboxProcess) -> Any:
    """The tests' sandbox without earlier requests; its syncs end soon."""
    sandbox.reset()
    sandbox.switch(syncSeconds=0.3)
    yield sandbox
    sandbox.reset()


def review(page: Page, dashboard: Dashboard, address: str) -> None:
    """Open the form and go to the confirmation step."""
    open_at(page, f"{dashboard.url}/start?{address}")
    page.get_by_role("button", name="Review and start").click()
    expect(page.get_by_role("button", name=re.compile("^Start sync"))).to_be_visible()
    settled(page)


def test_a_collision_warns_and_dismissing_it_is_recorded(page, dashboard, quick_syncs):
    company = quick_syncs.company("healthy")
    review(page, dashboard, f"company={company}&cover=range&from=2026-01-08&to=2026-01-15")
    expect(page.get_by_text("These days are probably in the books already.")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Start sync")).click()
    expect(
        page.get_by_text("Warning dismissed: These days are probably in the books already.")
    ).to_be_visible()
    expect(page.get_by_text("Codat accepted it")).to_be_visible()
    assert [each["operation"] for each in quick_syncs.ledger()] == ["sync.request_for_date_range"]


def test_a_sync_that_will_fail_again_says_why_and_starts_only_once_the_merchant_was_asked_about(
    page, dashboard, quick_syncs
):
    review(page, dashboard, f"company={quick_syncs.company('archived-tax-rate')}")
    expect(page.get_by_text("still isn’t among the options")).to_be_visible()
    start = page.get_by_role("button", name=re.compile("^Start sync"))
    expect(start).to_be_disabled()
    question = page.get_by_role("radiogroup", name="Has the merchant entered these days by hand?")
    question.get_by_text("No", exact=True).click()
    expect(start).to_be_enabled()
    start.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("failed again")
    expect(page.get_by_text("Warning dismissed: It will probably fail again.")).to_be_visible()
    expect(page.get_by_text(re.compile("Answered: The merchant hasn’t entered .* by hand"))).to_be_visible()
