"""What merchants typed stays text on every page, in Chromium: nothing of it links, loads, formats or runs.

The twin takes `dashboard/foreign_text.py` out; there the same look must find markup made of data.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, Request, expect

from dashboard.ui.history.table import HEADER_HEIGHT, ROW_HEIGHT
from sandbox.hostile import TEXTS
from tests.browser.driving import go_to, point_at
from tests.support.dashboard_process import Dashboard

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TWIN = [sys.executable, "-m", "streamlit", "run", str(Path(__file__).parent / "without_foreign_text.py")]
PAGES = {
    "find": "/?q=evil",
    "company": "/company?company={company}",
    "history": "/history?company={company}",
    "history filtered": "/history?company={company}&text=%3Cb%3E+%5Ba%5D%28https%3A%2F%2Fevil.example%29",
    "setup": "/setup?company={company}",
    "sync": "/sync?company={company}&sync={sync}",
    "start": "/start?company={company}&cover=now",
    "share": "/share?company={company}",
}
NAME_AS_SHOWN = '<b>Bold</b> & "Söns" [Shop](https://evil.example) \\u202egnp.exe'
# What data could become: each line names what is found of it on the page, or in what lies above it (a cell
# that is opened, a hover text).
LOOK = r"""() => {
  const parts = [...document.querySelectorAll('[data-testid="stMain"], #portal, #stFloatingOverlayPortal')];
  const found = [], all = (css) => parts.flatMap((part) => [...part.querySelectorAll(css)]);
  for (const a of all('a'))
    if (new URL(a.href, location.href).origin !== location.origin) found.push('link ' + a.href);
  for (const a of document.querySelectorAll('svg a')) found.push('link in a figure');
  for (const each of all('img, iframe, script, object, embed, video, audio')) found.push(each.tagName);
  for (const each of all('.katex, mjx-container')) found.push('formula');
  for (const each of all('[data-testid="stIconMaterial"]'))
    if (/delete|bolt/.test(each.textContent)) found.push('icon ' + each.textContent);
  for (const each of all('b, strong, h1'))
    if (/^(Bold|nothing|Broken out|Heading)$/.test(each.textContent.trim()))
      found.push('format ' + each.textContent);
  for (const each of all('*')) for (const name of each.getAttributeNames())
    if (name.startsWith('on')) found.push(name);
  return found;
}"""


class Watching:
    """A tab that notes every other host it asks, and every dialog."""

    def __init__(self, page: Page, own: str) -> None:
        self.page = page
        self.asked: set[str] = set()
        self.dialogs: list[str] = []
        self._own = own
        page.on("request", self._note)
        page.on("dialog", self._dismiss)

    def end(self) -> None:
        self.page.remove_listener("request", self._note)
        self.page.remove_listener("dialog", self._dismiss)

    def _note(self, request: Request) -> None:
        if not request.url.startswith((self._own, "data:", "blob:")):
            self.asked.add(request.url)

    def _dismiss(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()


@pytest.fixture
def company(fresh_sandbox):
    return fresh_sandbox.company("hostile-text")


@pytest.fixture(scope="module")
def twin(sandbox) -> Iterator[Dashboard]:
    running = Dashboard(TWIN, CODAT_API_KEY="test-key", CODAT_BASE_URL=sandbox.url)
    yield running
    running.stop()


def markup_of_data(dashboard: Dashboard, page: Page, name: str, company: str, sync: str) -> list[str]:
    """Open a page of the hostile merchant; name all that its texts have become."""
    watched = Watching(page, dashboard.url)
    go_to(page, dashboard.url + PAGES[name].format(company=company, sync=sync))
    if name == "find":
        page.locator(f'a[href="/company?company={company}"]').first.wait_for()
    found: list[str] = page.evaluate(LOOK)
    watched.end()
    return found + [f"asked {url}" for url in watched.asked] + watched.dialogs


def cells(page: Page, dashboard: Dashboard, company: str, query: str = "") -> list[str]:
    """Open History; give the messages of the rows in sight, as the grid tells them to a screen reader."""
    go_to(page, f"{dashboard.url}/history?company={company}{query}")
    in_grid = page.get_by_test_id("stDataFrame").locator("tbody td:last-child")
    expect(in_grid.first).to_be_attached()
    return [str(each) for each in in_grid.all_text_contents()]


def in_row(page: Page, row: int, place: str, times: int = 1) -> None:
    """Click in a row of History's grid: on its box, or on its message."""
    grid = page.get_by_test_id("stDataFrame")
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box is not None
    across = 18 if place == "box" else box["width"] - 120
    grid.click(position={"x": across, "y": HEADER_HEIGHT + ROW_HEIGHT * (row + 0.5)}, click_count=times)


def unseen(text: str) -> list[str]:
    """Name the characters that can't be seen; one joins the parts of an emoji."""
    found = [
        char for char in text if unicodedata.category(char) in {"Cc", "Cf"} and char not in "\t\r\n\u200d"
    ]
    return [f"U+{ord(char):04X}" for char in found]


@pytest.mark.parametrize("name", PAGES)
def test_what_merchants_typed_stays_text_and_the_company_s_name_is_as_it_came(
    tab, dashboard, company, sync, name
):
    assert markup_of_data(dashboard, tab, name, company, sync) == []
    assert NAME_AS_SHOWN in tab.get_by_test_id("stMain").inner_text()
    assert NAME_AS_SHOWN in tab.title() or name == "find"


@pytest.mark.parametrize("name", ["find", "company"])
def test_without_foreign_text_it_becomes_markup(page, twin, company, sync, name):
    assert markup_of_data(twin, page, name, company, sync)


def test_a_message_is_shown_as_it_came(tab, dashboard, company, client):
    """On the page of its sync stands what Codat sent; only what can't be seen is written out."""
    plain = [text for text in TEXTS if text.isascii() and text.isprintable() and text == text.strip()]
    shown = [
        (each, text)
        for each in client.sync.list(company)
        for text in plain
        if text in (each.error_message or "")
    ]
    record, text = shown[0]
    go_to(tab, f"{dashboard.url}/sync?company={company}&sync={record.sync_id}")
    assert text in " ".join(tab.get_by_test_id("stMain").inner_text().split())


def test_hover_texts_are_plain(tab, dashboard, company):
    """Hovering over the strip and the timeline shows text and no link."""
    go_to(tab, f"{dashboard.url}/company?company={company}")
    point_at(tab, tab.locator(".st-key-fig_strip_wide path.point").first)
    hover = tab.locator(".st-key-fig_strip_wide .hoverlayer .hovertext")
    hover.first.wait_for()
    assert tab.locator("svg a").count() == 0


def test_history_s_cells_hold_every_text_as_it_came_and_make_nothing_of_it(tab, dashboard, company, client):
    """The grid paints its cells, and beside that tells each to a screen reader in an element."""
    ran = [each.sync_utc for each in client.sync.list(company)]
    watched, shown, found = Watching(tab, dashboard.url), set(), []
    for newest in ran[:64:16]:  # so many are in sight; two months, as the long message takes one’s place
        shown |= set(cells(tab, dashboard, company, f"&to={newest:%Y-%m-%d}"))
        found += tab.evaluate(LOOK)
    watched.end()
    plain = {" ".join(text.split()) for text in TEXTS if not unseen(text)} - {""}
    assert plain - shown == set()
    assert [each for text in shown for each in unseen(text)] == []
    assert [*found, *watched.asked, *watched.dialogs] == []


def test_a_cell_that_is_opened_and_what_is_beside_a_ticked_row_are_text_alone(tab, dashboard, company):
    watched, shown = Watching(tab, dashboard.url), cells(tab, dashboard, company, "&text=evil.example")
    found = []
    for row, text in enumerate(shown[:6]):  # one of each text that names a host
        in_row(tab, row, "message", times=2)
        expect(tab.locator("#portal textarea")).to_have_value(text)
        found += tab.evaluate(LOOK)
        tab.keyboard.press("Escape")
        expect(tab.locator("#portal textarea")).to_have_count(0)
    in_row(tab, next(row for row, text in enumerate(shown) if "<a href" in text), "box")
    expect(tab.locator(".d-chosen")).to_contain_text("%{hovertemplate}")
    watched.end()
    assert [*found, *tab.evaluate(LOOK), *watched.asked, *watched.dialogs] == []


def test_without_foreign_text_a_cell_turns_words_round_and_a_ticked_row_is_markup(page, twin, company):
    shown = cells(page, twin, company, "&text=gnp.exe")
    assert "U+202E" in unseen(shown[0])
    shown = cells(page, twin, company, "&text=Broken+out")
    in_row(page, next(row for row, text in enumerate(shown) if "<h1>" in text), "box")
    expect(page.locator(".d-chosen")).to_contain_text("Broken out")
    assert "format Broken out" in page.evaluate(LOOK)
