"""What a session holds: of companies that it has left for others, no page with all their data."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest

from dashboard.ui.page import CompanyView
from tests.pages.conftest import ROOT

PAGES = ("company", "history", "setup")


@pytest.fixture
def pages(monkeypatch):
    """Note each page of a company that is drawn, without holding it."""
    drawn: list[weakref.ref[CompanyView]] = []
    init = CompanyView.__init__

    def noting(self: CompanyView, *shown: Any, **more: Any) -> None:
        init(self, *shown, **more)
        drawn.append(weakref.ref(self))

    monkeypatch.setattr(CompanyView, "__init__", noting)
    return drawn


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


@pytest.mark.parametrize("case", ["failing-3", "never-synced-empty"])
def test_a_session_lets_go_of_the_pages_of_a_company_it_has_left(visit, pages, fresh_sandbox, case):
    """Streamlit keeps each callback of each figure and table to the end of the session."""
    visit(fresh_sandbox.company("archived-tax-rate"))
    drawn = list(pages)
    assert len(drawn) >= len(PAGES)
    visit(fresh_sandbox.company(case))
    gc.collect()
    assert not [page for page in drawn if page() is not None]
