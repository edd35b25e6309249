"""Starting a sync in a real browser: clicked twice, in two tabs, reloaded while it runs. Each is one POST."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.driving import open_at, settled
from tests.support.dashboard_process import Dashboard
from tests.support.sandbox_process import SandboxProcess

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
RUNS_FOR, ENDS_WITHIN_MS = 4, 30_000


@pytest.fixture
def slow_syncs(sandbox: SandboxProcess) -> Any:
    """The tests' sandbox with nothing asked of it yet; its syncs run for some seconds."""
    sandbox.reset()
    sandbox.switch(syncSeconds=RUNS_FOR)
    yield sandbox
    sandbox.reset()


def last_step(page: Page, dashboard: Dashboard, company: str) -> Locator:
    """Go to the step that asks once more; give the button that starts."""
    open_at(page, f"{dashboard.url}/start?company={company}")
    page.get_by_role("button", name="Go on").click()
    button = page.get_by_role("button", name=re.compile("^Start sync"))
    expect(button).to_be_visible()
    settled(page)
    return button


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def posts(sandbox: SandboxProcess) -> list[str]:
    return [each["operation"] for each in sandbox.ledger()]


def test_a_double_click_on_start_is_one_sync(page, dashboard, slow_syncs):
    last_step(page, dashboard, slow_syncs.company("healthy")).dblclick()
    expect(heading(page)).to_contain_text("succeeded", timeout=ENDS_WITHIN_MS)
    assert posts(slow_syncs) == ["sync.request"]


def test_two_tabs_at_the_last_step_are_one_sync(context: BrowserContext, dashboard, slow_syncs):
    one, two = context.new_page(), context.new_page()
    buttons = [last_step(tab, dashboard, slow_syncs.company("monthly")) for tab in (one, two)]
    for button in buttons:
        button.click(no_wait_after=True)
    for tab in (one, two):
        expect(heading(tab)).to_contain_text(re.compile("succeeded|not started"), timeout=ENDS_WITHIN_MS)
    refused = ["not started" in heading(tab).inner_text() for tab in (one, two)]
    assert sorted(refused) == [False, True]
    assert posts(slow_syncs) == ["sync.request"]


def test_a_reload_while_it_runs_shows_the_run_and_sends_nothing(page, dashboard, slow_syncs):
    last_step(page, dashboard, slow_syncs.company("several-locations")).click()
    expect(page).to_have_url(re.compile("attempt="))
    page.reload()
    expect(heading(page)).to_contain_text(re.compile("running|accepted"))
    expect(heading(page)).to_contain_text("succeeded", timeout=ENDS_WITHIN_MS)
    assert posts(slow_syncs) == ["sync.request"]
