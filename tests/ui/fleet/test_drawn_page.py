"""Home's rows stay in the order in which they were drawn, for one view of one account, for half an hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest
import streamlit as st

from dashboard.insight.fleet.filters import Context, Filter, Viewer
from dashboard.insight.fleet.query import from_address
from dashboard.insight.verdict.state import State
from dashboard.ui import session
from dashboard.ui.fleet import drawn_page
from dashboard.ui.fleet.home_view import HomeView
from tests.insight.fleet.fleet_rows import NOW, a_row, a_state, id_of

FIRST, SECOND = id_of(1), id_of(2)


@pytest.fixture(autouse=True)
def account(monkeypatch):
    """Return the session's account, as a list of one: a test may change it."""
    known = ["account"]
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(session, "public_account_id", lambda: known[0])
    return known


def a_view(*failing, later=timedelta(), **query):
    """Return Home with two companies; those with these numbers fail."""
    made = [a_row(each, a_state() if each in failing else a_state(State.ARRIVING)) for each in (1, 2)]
    rows = {row.company_id: row for row in made}
    context = Context({}, Viewer("Ada", "", None), NOW + later)
    return HomeView(cast("Any", None), rows, from_address(query), context)


def drawn(view):
    """Return the ids in the order in which they are drawn, and how many rows moved."""
    page = drawn_page.page_of(view, view.selection())
    return [row.company_id for row in page.rows], page.moved


def test_a_page_that_was_drawn_keeps_its_order_until_it_is_forgotten():
    assert drawn(a_view(1)) == ([FIRST, SECOND], 0)
    assert drawn(a_view(2)) == ([FIRST, SECOND], 1)
    drawn_page.forget()
    assert drawn(a_view(2)) == ([SECOND, FIRST], 0)


def test_another_filter_order_or_account_is_another_page(account):
    drawn(a_view(1))
    assert drawn(a_view(2, state="attention")) == ([SECOND], 0)
    drawn(a_view(1))
    assert drawn(a_view(2, sort="name")) == ([FIRST, SECOND], 0)
    drawn(a_view(1))
    account[0] = "another"
    assert drawn(a_view(2)) == ([SECOND, FIRST], 0)


def test_it_is_kept_for_half_an_hour_after_it_was_drawn_last():
    almost = drawn_page.HELD_FOR - timedelta(seconds=1)
    drawn(a_view(1))
    assert drawn(a_view(2, later=almost)) == ([FIRST, SECOND], 1)
    assert drawn(a_view(2, later=2 * almost)) == ([FIRST, SECOND], 1)
    assert drawn(a_view(2, later=4 * almost)) == ([SECOND, FIRST], 0)


def test_a_company_that_the_person_may_see_no_more_leaves_the_page():
    view = a_view(1)
    drawn(view)
    fewer = replace(view, rows={SECOND: view.rows[SECOND]})
    assert drawn(fewer) == ([SECOND], 0)


def test_a_page_that_was_empty_is_filled_at_once():
    assert drawn(a_view(state="attention")) == ([], 0)
    assert drawn(a_view(2, state="attention")) == ([SECOND], 0)


def test_a_filter_is_added_to_the_address_and_cleared():
    view = a_view(1, state="attention")
    assert view.filtered(Filter.PLATFORM, "Xero") == "/?platform=Xero&state=attention"
    assert view.filtered(Filter.STATE, "") == "/"
    assert view.overview(view.selection()).total == 2
