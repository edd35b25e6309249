"""What a session holds: of companies that it has left for others, no page with all their data."""

from __future__ import annotations

import gc

import pytest

from dashboard.ui.screen import Screen
from tests.pages.conftest import ROOT

PAGES = ("company", "history", "setup")


def screens(company: str) -> list[Screen]:
    gc.collect()
    return [each for each in gc.get_objects() if type(each) is Screen and each.company_id == company]


@pytest.fixture
def visit(open_page):
    """Open every page of a company, one company after the other in one session."""
    test = open_page()

    def every_page_of(company: str) -> None:
        for page in PAGES:
            test.switch_page(str(ROOT / f"pages/{page}.py"))
            test.query_params["company"] = company
            test.run()
            assert not test.exception

    return every_page_of


def test_a_session_lets_go_of_a_company_s_pages_when_it_opens_another(visit, fresh_sandbox):
    """Streamlit keeps each callback of each figure and table to the end of the session."""
    first, second = fresh_sandbox.company("archived-tax-rate"), fresh_sandbox.company("failing-3")
    visit(first)
    assert screens(first)
    visit(second)
    assert not screens(first)
