"""A company's page passes on what it has read, and names what changed in the set-up before it broke."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from dashboard.fleet.registry import Fleet, fleet_of
from dashboard.services.account import account_with
from dashboard.settings import load
from dashboard.store.fleet.tables import set_up_change
from dashboard.views.setup.change_words import NOT_A_CAUSE
from tests.pages.conftest import text_of
from tests.support.fleet_rows import taken

CASE = "archived-tax-rate"


def the_fleet() -> Fleet:
    settings = load(os.environ)
    return fleet_of(settings, account_with(settings, settings.api_key))


def note_change(fleet: Fleet, company: str, name: str) -> None:
    """Put on record that a tax rate was removed in the last two months."""
    now = datetime.now(UTC)
    values = {
        "account_id": fleet.account_id, "company_id": company, "before_at": now - timedelta(days=60),
        "at": now, "kind": "gone tax_rate", "name": "", "before": name, "after": None,
    }  # fmt: skip
    with fleet.repository.store.writing() as connection:
        connection.execute(insert(set_up_change).values(**values))


@pytest.fixture
def company(fresh_sandbox):
    return fresh_sandbox.company(CASE)


def test_what_company_has_read_is_in_its_row_at_once(open_page, company):
    page = open_page("company", company=company)
    taken()
    row = the_fleet().repository.one(company)
    _, opened = page.session_state["opened"]
    assert row.state.words == opened[0].state
    assert (row.state.left_words, row.state.mark) == (opened[0].left, opened[0].status)
    assert row.company.name == opened[0].name
    assert row.company.books == "Xero"


def test_company_and_history_name_what_changed_before_it_broke(open_page, company, fresh_sandbox):
    before = text_of(open_page("company", company=company))
    taken()
    note_change(the_fleet(), company, "Standard <b>")
    said = "Tax rate “Standard &lt;b&gt;” was removed between"
    assert "Before it broke" not in before
    assert said in text_of(open_page("company", company=company))
    history = text_of(open_page("history", company=company))
    assert said in history
    assert NOT_A_CAUSE in history
    assert "was removed" not in text_of(open_page("company", company=fresh_sandbox.company("failing-3")))
