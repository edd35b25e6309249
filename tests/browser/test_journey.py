"""The main job, end to end: a fresh clone, `script/run`, nothing else."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import open_at, settled
from tests.support import limits
from tests.support.dashboard_process import ROOT, Dashboard

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.timeout(600)]
SETTING_UP_WITHIN = limits.stretched(420)


@pytest.fixture(scope="module")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A fresh clone after `script/run`, without a key; its syncs are short."""
    clone = tmp_path_factory.mktemp("fresh") / "desk"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    running = Dashboard(
        command=[str(clone / "script/run")],
        cwd=Path("/"),
        ready_within=SETTING_UP_WITHIN,
        DEMO_SYNC_SECONDS="2",
    )
    yield running
    running.stop()


def find(page: Page, dashboard: Dashboard, words: str, name: str) -> None:
    """Find a company by some of its letters and open it."""
    open_at(page, dashboard.url)
    page.locator(".st-key-search input").fill(words)
    page.get_by_role("link", name=name, exact=True).first.click()
    expect(page.locator(".d-company b")).to_have_text(name)
    settled(page)


def start_up_to_now(page: Page, end: str) -> None:
    """Start a sync up to now, past the question whether that is really wanted, and wait for its end.

    A sync of the demo runs for a few seconds: whether it is still seen running is left open.
    """
    page.get_by_role("link", name="Start a sync", exact=True).click()
    expect(page.get_by_role("button", name="Review and start")).to_be_enabled()
    settled(page).get_by_role("button", name="Review and start").click()
    start = page.get_by_role("button", name=re.compile("^Start sync"))
    expect(start).to_be_visible()
    by_hand = settled(page).get_by_role("radiogroup", name="Has the merchant entered these days by hand?")
    if by_hand.count():
        by_hand.get_by_text("No", exact=True).click()
    expect(start).to_be_enabled()
    settled(page)
    start.click()
    expect(page).to_have_url(re.compile("attempt="))
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(end))


def test_a_support_person_finds_out_why_and_starts_a_sync_that_fails_again(page, first_day):
    find(page, first_day, "bluebrid cof", "Bluebird Coffee")
    expect(page.get_by_text("Demo data", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("are not in Xero")
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text("Tax rate does not exist or is invalid")

    page.locator('a[href^="/sync?"]:visible').first.click()
    expect(page).to_have_url(re.compile("/sync\\?company="))
    expect(main).to_contain_text("Tax rate does not exist or is invalid")
    settled(page)

    start_up_to_now(page, "failed")
    expect(main).to_contain_text("Tax rate does not exist or is invalid")


def test_on_a_healthy_merchant_the_sync_succeeds(page, first_day):
    find(page, first_day, "harbour", "Harbour Street Books")
    start_up_to_now(page, "wrote data|succeeded")
