"""A team lead's morning: who is switched off soon, what failed together, and who is on it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import FLAGS
from tests.browser.driving import open_at, settled
from tests.jobs.worker_process import clean_environ
from tests.support import limits
from tests.support.dashboard_process import ROOT, WITH_US, Dashboard
from tests.support.sandbox_process import SandboxProcess
from tests.support.zones import zone_where_it_is

COMPANIES = int(os.environ.get("FLEET_COMPANIES") or 60)
HIT = 41 if COMPANIES >= 1000 else 5
READING_S = limits.stretched(100 + COMPANIES)
"""Codat allows 1,000 requests a minute, and a first read of a company takes six."""
SOON = ("Thistle & Timber", "Quayside Florist")
"""They are switched off within three days, the first one sooner."""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.timeout(READING_S + 200),
]


@pytest.fixture(scope="module")
def merchants() -> Iterator[SandboxProcess]:
    """Merchants of whom some began to fail last night with one cause."""
    process = SandboxProcess(companies=COMPANIES, outage=HIT)
    yield process
    process.stop()


@pytest.fixture
def desk(database_url: str, merchants: SandboxProcess) -> Iterator[Dashboard]:
    """A dashboard that reads the merchants itself, or whose worker does where the database is PostgreSQL."""
    codat: dict[str, Any] = {
        "CODAT_API_KEY": "test-key",
        "CODAT_BASE_URL": merchants.url,
        "DATABASE_URL": database_url,
        # A digest ends at eight in the morning: what is recorded first after that is the next one's.
        "TEAM_ZONE": zone_where_it_is(3),
    }
    worker = None
    if database_url.startswith("postgresql"):
        command = [*WITH_US, sys.executable, "-m", "dashboard.jobs.worker"]
        worker = subprocess.Popen(command, cwd=ROOT, env=clean_environ() | codat)
    running = Dashboard(FLEET_POLLING="1", **codat)
    yield running
    running.stop()
    if worker is not None:
        worker.terminate()
        worker.wait(limits.WAIT_S)


def rows(page: Page) -> Locator:
    """Return the names of the merchants in the list."""
    return page.locator("a.d-row")


def line_of(page: Page, name: str) -> Locator:
    """Return a merchant's row of the list."""
    return page.locator(".d-fleet tr").filter(has=page.locator("a.d-row", has_text=name))


def test_a_lead_finds_what_is_urgent_shares_it_out_and_passes_the_incident_on(
    page, desk, playwright, chromium
):
    open_at(page, desk.url)
    everyone_is_read(page)
    name = finds_who_is_switched_off_within_three_days(page)
    takes(page, SOON[0])
    snoozes(page, SOON[1])
    saves_the_view(page)
    comes_back_to_the_place(page, desk.url, name)
    groups_by_cause(page, desk.url)
    shared = {shares_the_digest(page, desk.url): "What changed overnight"}
    shared[shares_the_incident(page, desk.url)] = f"{HIT} merchants"
    browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
    clean = browser.new_context(java_script_enabled=False).new_page()
    for address, title in shared.items():
        clean.goto(address)
        expect(clean.get_by_role("heading", level=1)).to_contain_text(title)
    browser.close()


def everyone_is_read(page: Page) -> None:
    checked = page.get_by_text(re.compile(r"All [\d,]+ checked"))
    expect(checked).to_be_visible(timeout=READING_S * 1000)
    settled(page)


def finds_who_is_switched_off_within_three_days(page: Page) -> str:
    page.get_by_role("navigation", name="Counts").get_by_role("link", name="off within 3 days").click()
    expect(page.get_by_role("link", name="Remove filter: State: off within 3 days")).to_be_visible()
    settled(page)
    for each in SOON:
        expect(rows(page).filter(has_text=each)).to_have_count(1)
    return rows(page).first.inner_text()


def opens_its_panel(page: Page, name: str) -> None:
    line_of(page, name).get_by_role("link", name="I’m on it").click()
    expect(page.locator(".st-key-noprint_work")).to_be_visible()
    settled(page)


def takes(page: Page, name: str) -> None:
    opens_its_panel(page, name)
    page.get_by_role("button", name="I’m on it").click()
    expect(line_of(page, name)).to_contain_text("You")
    settled(page)


def snoozes(page: Page, name: str) -> None:
    opens_its_panel(page, name)
    page.get_by_role("button", name="Snooze…").click()
    settled(page).get_by_role("button", name="Until it changes").click()
    expect(page.get_by_text("Snoozed by Ada Byron until it changes.")).to_be_visible()
    settled(page)


def saves_the_view(page: Page) -> None:
    page.get_by_role("button", name="Save this view").click()
    box = page.get_by_role("textbox", name="Name of the view")
    box.fill("Off soon")
    box.press("Tab")
    settled(page).get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("link", name="Off soon")).to_be_visible()


def comes_back_to_the_place(page: Page, address: str, name: str) -> None:
    open_at(page, address)
    page.get_by_role("link", name="Off soon").click()
    expect(page).to_have_url(re.compile("state=soon"))
    settled(page)
    row = rows(page).filter(has_text=name)
    row.click()
    expect(page).to_have_url(re.compile("/company"))
    settled(page).go_back()
    expect(page).to_have_url(re.compile("state=soon"))
    settled(page)
    expect(row).to_be_focused()


def groups_by_cause(page: Page, address: str) -> None:
    open_at(page, address)
    page.get_by_test_id("stPopover").get_by_role("button", name="Cause").click()
    page.get_by_role("combobox", name="Cause").click()
    page.get_by_role("option", name=re.compile("^write rejected", re.IGNORECASE)).click()
    expect(page).to_have_url(re.compile("cause="))
    expect(page.get_by_role("link", name="Remove filter: Cause")).to_be_visible()
    settled(page)
    assert rows(page).count() >= HIT


def shares_the_digest(page: Page, address: str) -> str:
    """Open the digest and make a link, after a look at its preview; return its address."""
    open_at(page, address)
    page.get_by_role("link", name="Digest", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What changed overnight")
    settled(page).get_by_role("button", name="Share…").click()
    settled(page).get_by_role("button", name="Preview").click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Open preview").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("What changed overnight")
    opened.value.close()
    return creates_the_link(page)


def shares_the_incident(page: Page, address: str) -> str:
    """Open the incident and make a link; return its address."""
    open_at(page, address)
    page.get_by_role("link", name=re.compile(rf"^{HIT} merchants: ")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{HIT} merchants")
    settled(page).get_by_role("button", name="Share…").click()
    return creates_the_link(page)


def creates_the_link(page: Page) -> str:
    """Create the link in the form that is open; return its address."""
    settled(page).get_by_role("button", name="Create link").click()
    return page.locator(".d-share-link").inner_text()
