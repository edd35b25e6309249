"""What Share is asked to share follows from its address alone, and leads back to the view."""

from __future__ import annotations

import pytest
import streamlit as st

from dashboard.insight.outcome import Outcome
from dashboard.insight.share.content import SharePage
from dashboard.ui.share import request

COMPANY = "6f94d3c3-0949-4610-a847-30820fc85d92"
SYNC = "0a1b2c3d-0000-4000-8000-000000000001"


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch):
    """Return a function that sets the parameters of the address."""
    monkeypatch.setattr(st, "get_option", lambda _: "")

    def set_it(**query: str) -> None:
        monkeypatch.setattr(st, "query_params", query)

    return set_it


def test_the_history_is_shared_with_filters_and_order(address):
    address(view="history", status="failed", code="4000", sort="-code")
    asked = request.of_address(COMPANY)
    assert asked.page is SharePage.HISTORY
    assert asked.filters.statuses == {Outcome.FAILED}
    assert asked.filters.codes == {4000}
    assert asked.order.descending


@pytest.mark.parametrize("view", ["", "company", "nonsense", "setup"])
def test_any_other_view_is_the_companys_without_filters(address, view):
    address(view=view, status="failed", sync=SYNC)
    asked = request.of_address(COMPANY)
    assert asked.page is SharePage.COMPANY
    assert asked.filters.count == 0
    assert asked.sync_id == ""


def test_a_sync_is_shared_by_its_id(address):
    address(view="sync", sync=SYNC.upper())
    assert request.of_address(COMPANY).sync_id == SYNC


@pytest.mark.parametrize("sync", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_a_sync_without_an_id_is_the_companys_view(address, sync):
    address(view="sync", sync=sync)
    assert request.of_address(COMPANY).page is SharePage.COMPANY


@pytest.mark.parametrize(
    ("query", "own"),
    [
        ({"view": "company"}, f"/company?company={COMPANY}"),
        ({"view": "history", "status": "failed"}, f"/history?company={COMPANY}&status=failed"),
        ({"view": "sync", "sync": SYNC}, f"/sync?company={COMPANY}&sync={SYNC}"),
        ({"view": "history", "status": "failed", "evil": "1"}, f"/history?company={COMPANY}&status=failed"),
    ],
)
def test_the_way_back_is_the_very_view(address, query, own):
    address(**query)
    asked = request.of_address(COMPANY)
    assert asked.own_address == own
    assert f'href="{own.replace("&", "&amp;")}"' in request.back_html(asked)


@pytest.mark.parametrize("page", ["setup", "start", "share", "activity", "help", ""])
def test_a_page_that_cannot_be_shared_has_no_address_for_it(address, page):
    address()
    assert request.share_address(page, COMPANY) == ""


def test_only_the_history_passes_its_filters_on(address):
    address(status="failed", sync=SYNC)
    assert "status=failed" in request.share_address("history", COMPANY)
    assert "status" not in request.share_address("company", COMPANY)
    assert f"sync={SYNC}" in request.share_address("sync", COMPANY)
    assert "sync=" not in request.share_address("history", COMPANY)


@pytest.mark.parametrize("page", ["company", "history", "sync"])
def test_what_is_passed_on_is_what_is_read(address, page):
    address(status="failed", sort="-code", sync=SYNC)
    target = request.share_address(page, COMPANY)
    query = dict(pair.split("=") for pair in target.partition("?")[2].split("&"))
    before = request.of_address(COMPANY)
    address(**query)
    asked = request.of_address(COMPANY)
    assert asked.page == page
    assert before.page is SharePage.COMPANY
