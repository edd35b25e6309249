"""The browser's console: empty on every page, but for one line that docs/operating.md explains."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.driving import open_at, settled
from tests.support.dashboard_process import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
ADDRESSES = {
    "find": "/",
    "company": "/company?company={company}",
    "history": "/history?company={company}",
    "setup": "/setup?company={company}",
    "sync": "/sync?company={company}&sync={sync}",
    "start": "/start?company={company}",
    "help": "/help",
}
EXPLAINED = "Executing inline script violates the following Content Security Policy directive"


@pytest.fixture
def shown(page: Page) -> list[str]:
    """What the console says, errors of scripts and failed requests among it."""
    lines: list[str] = []
    page.on("console", lambda line: lines.append(f"{line.text} ({line.location['url']})"))
    page.on("pageerror", lambda error: lines.append(str(error)))
    page.on(
        "response",
        lambda answer: lines.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
    )
    return lines


@pytest.mark.parametrize("name", ADDRESSES)
def test_the_console_says_nothing_but_the_line_that_is_explained(
    page, dashboard, fresh_sandbox, client, shown, name
):
    company = fresh_sandbox.company("archived-tax-rate")
    sync = client.sync.get_latest_sync(company).sync_id
    open_at(page, dashboard.url + ADDRESSES[name].format(company=company, sync=sync))
    assert [line for line in shown if not line.startswith(EXPLAINED)] == []
    assert len(shown) <= 1


def test_a_move_and_back_add_nothing(page, dashboard, fresh_sandbox, shown):
    open_at(page, f"{dashboard.url}/company?company={fresh_sandbox.company('healthy')}")
    shown.clear()
    page.locator(".d-nav a", has_text="History").click()
    settled(page).go_back()
    settled(page)
    assert shown == []


def test_the_one_line_is_explained():
    assert EXPLAINED in (ROOT / "docs/operating.md").read_text(encoding="utf-8")
