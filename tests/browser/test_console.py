"""The browser's console: empty on every page, except for one line that docs/operating.md explains.

A company's pages are checked in test_pages.py, which opens them anyway.
"""

from __future__ import annotations

import pytest

from tests.browser.driving import EXPLAINED, console_of, open_at, settled, unexplained
from tests.support.dashboard_process import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("path", ["/", "/help"])
def test_the_console_says_nothing_but_the_line_that_is_explained(page, dashboard, path):
    said = console_of(page)
    open_at(page, dashboard.url + path)
    assert unexplained(said) == []


def test_a_move_and_back_add_nothing(page, dashboard, fresh_sandbox):
    said = console_of(page)
    open_at(page, f"{dashboard.url}/company?company={fresh_sandbox.company('healthy')}")
    said.clear()
    page.locator(".d-nav a", has_text="History").click()
    settled(page).go_back()
    settled(page)
    assert said == []


def test_a_second_line_and_any_other_is_noticed():
    assert unexplained([f"{EXPLAINED} a", "404 /x"]) == ["404 /x"]
    assert unexplained([f"{EXPLAINED} a", f"{EXPLAINED} b"]) == [f"{EXPLAINED} b"]


def test_the_one_line_is_explained():
    assert EXPLAINED in (ROOT / "docs/operating.md").read_text(encoding="utf-8")
