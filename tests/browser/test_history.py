"""History in Chromium: from two years to the one row and back, filters, files, the keyboard alone."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Position, expect

from dashboard.access.events import AccessEventType, AccessLog, AccessQuery
from dashboard.store.engine import open_store
from tests.browser.driving import go_to, point_at, settled

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
FIRST_BOX: Position = {"x": 18, "y": 52}
MOST_TABS = 60
A_DAY_OF_SEVERAL = 100  # a cell of the calendar; at its end a day may have but one sync


@pytest.fixture
def history(tab, dashboard, fresh_sandbox) -> Callable[..., Page]:
    """Return a function that shows the history of a named merchant."""

    def open_it(case: str = "archived-tax-rate", query: str = "") -> Page:
        return go_to(tab, f"{dashboard.url}/history?company={fresh_sandbox.company(case)}{query}")

    return open_it


def table(page: Page) -> Locator:
    return page.get_by_test_id("stDataFrame")


def chips(page: Page) -> list[str]:
    return [chip.split("×")[0].strip() for chip in page.locator(".d-chip").all_inner_texts()]


def rows_seen(page: Page) -> list[list[str]]:
    """The cells of the rows in sight, as a screen reader gets them."""
    expect(table(page).locator("tbody tr").first).to_be_attached()
    return [row.locator("td").all_inner_texts() for row in table(page).locator("tbody tr").all()]


def rows_of(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with file.open(newline="", encoding="utf-8-sig") as text:
        return list(csv.DictReader(text, strict=True))


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Press Tab until what the selector names has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never comes to {selector}")


def test_from_the_calendar_to_a_day_to_a_sync_and_back(history):
    page = history("ten-thousand", "&charts=calendar")
    start = page.url
    point_at(page, page.locator(".st-key-fig_calendar_wide .bars .point path").nth(A_DAY_OF_SEVERAL))
    page.mouse.down()
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"from=(\d{4}-\d\d-\d\d)&to=\1"))
    expect(page.locator(".d-chip")).to_have_count(1)
    day = settled(page).url
    table(page).click(position=FIRST_BOX)
    page.get_by_role("link", name="Open this sync").click()
    expect(page).to_have_url(re.compile("/sync\\?"))
    settled(page).go_back()
    expect(page).to_have_url(day)
    expect(page.locator(".d-chip")).to_have_count(1)
    settled(page).go_back()
    expect(page).to_have_url(start)
    expect(page.locator(".d-count")).to_have_text("10,000 syncs, newest first")


def test_a_cause_shows_its_syncs_alone_and_back_shows_all(history):
    page = history()
    page.get_by_role("table", name="Failures by cause").get_by_role("link", name="Tax rate invalid").click()
    expect(page.locator(".d-chip")).to_have_text("Cause: tax rate invalid×")
    expect(page.locator(".d-count")).to_contain_text("match 1 filter")
    assert page.url.endswith("&cause=tax-rate-invalid") or "cause=tax-rate-invalid&" in page.url
    settled(page).go_back()
    expect(page.locator(".d-chip")).to_have_count(0)
    expect(page.locator(".d-count")).to_contain_text("newest first")


def test_chips_take_their_filters_away_one_by_one_and_all_at_once(history):
    page = history(query="&days=90&status=failed&wrote=no")
    page.get_by_role("link", name="Remove filter: Last 90 days").click()
    expect(page).not_to_have_url(re.compile("days="))
    expect(page.locator(".d-chip")).to_have_count(2)
    page.get_by_role("link", name="Clear both").click()
    expect(page).to_have_url(re.compile(r"/history\?company=[-0-9a-f]+$"))
    expect(page.locator(".d-chip")).to_have_count(0)


def test_a_pasted_address_brings_its_filters_and_its_order(history):
    page = history(query="&code=4000&from=2025-11-01&to=2099-12-31&sort=ran&text=tax&wrote=no")
    expected = ["Code: 4000", "Wrote data: no", "1 Nov 2025 – 31 Dec 2099", "Text: “tax”"]
    assert chips(page) == expected
    expect(page.locator(".d-sort [aria-current]")).to_have_text("Ran, oldest first ↑")
    page.get_by_test_id("stPopover").filter(has_text="Code").get_by_role("button").click()
    expect(page.locator(".st-key-w_code button", has_text="4000")).to_have_attribute("aria-pressed", "true")


def test_each_filter_is_one_entry_of_the_history(history):
    page = history(query="&from=2025-11-01&to=2025-11-07")
    before = page.url
    page.get_by_test_id("stPopover").filter(has_text="Days").get_by_role("button").click()
    page.locator(".st-key-w_days button", has_text="90").click()
    expect(page).to_have_url(re.compile("days=90"))
    expect(page.locator(".d-chip")).to_have_text("Last 90 days×")
    settled(page).go_back()
    expect(page).to_have_url(before)
    expect(page.locator(".d-chip")).to_have_text("1–7 Nov 2025×")


def exported(dashboard, name: str) -> list[str]:
    """Return what is on record about the export of a file."""
    with closing(open_store(dashboard.database_url)) as store:
        exports = AccessQuery(kinds=frozenset({AccessEventType.EXPORTED}))
        return [each.detail for each in AccessLog(store).every(exports) if name in each.detail]


def test_a_file_holds_what_the_table_shows_in_its_order_and_is_recorded_once(
    history, dashboard, tmp_path: Path
):
    page = history(query="&sort=ran&status=failed&days=90")
    shown = rows_seen(page)
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    download.value.save_as(tmp_path / "syncs.csv")
    held = rows_of(tmp_path / "syncs.csv")
    instants = [datetime.fromisoformat(row["Ran (UTC)"]) for row in held]
    assert instants == [datetime.fromisoformat(row[0]) for row in shown]
    assert [(row["Code"], row["Message"]) for row in held] == [(row[2], row[6]) for row in shown]
    expect(page.locator(".d-count")).to_contain_text(f"{len(held)} of ")
    name = download.value.suggested_filename
    assert re.fullmatch(r"Bluebird-Coffee-.*-syncs-\d{4}-\d\d-\d\d-\d{4}Z\.csv", name)
    assert exported(dashboard, name) == [f"{name}: {len(held)} syncs"]


def test_with_the_keyboard_alone_a_cause_is_chosen_a_row_ticked_and_its_sync_opened(
    history, client, fresh_sandbox
):
    page = history()
    tab_to(page, ".d-table a[href*='cause=tax-rate-invalid']")
    page.keyboard.press("Enter")
    expect(page.locator(".d-chip")).to_contain_text("Cause: tax rate invalid")
    tab_to(settled(page), "[data-testid='data-grid-canvas']")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    second = client.sync.list(fresh_sandbox.company("archived-tax-rate"))[1]
    expect(page.locator(".d-chosen")).to_contain_text("tax rate invalid")
    expect(page.locator(".d-chosen")).to_contain_text(second.sync_id)
    tab_to(page, ".d-chosen a.d-button")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/sync\\?"))


def test_paper_holds_every_filtered_row_and_no_hint_for_the_mouse(history):
    page = history(query="&charts=timeline")
    total = int(page.locator(".d-count b").inner_text().replace(",", ""))
    expect(page.locator(".d-paper")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".d-paper")).to_be_visible()
    expect(page.locator(".d-paper tbody tr")).to_have_count(total)
    for hint in (page.get_by_text("Drag to select days"), page.get_by_text("Select rows"), table(page)):
        expect(hint).to_be_hidden()


def test_the_table_begins_within_the_first_screen(history):
    page = history()
    box = table(page).bounding_box()
    assert box is not None
    assert box["y"] < 600
