"""Rows of the fleet with what a test doesn't care about filled in, and strategies for many of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from dashboard.insight.causes.catalogue import Actor
from dashboard.insight.fleet.company_state import CompanyState, FleetCompany, FleetRow
from dashboard.insight.fleet.work import CompanyWork
from dashboard.insight.verdict.state import Ground, State

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def id_of(number: int) -> str:
    """Return the id of the company with this number."""
    return str(UUID(int=number))


def a_state(state: State = State.FAILING, **values: Any) -> CompanyState:
    """Return a state assessed now, which holds for an hour."""
    usual = {
        "ground": Ground.PLAIN, "mark": "failed", "words": "failing 9 days", "assessed_at": NOW,
        "valid_until": NOW + timedelta(hours=1), "version": "v", "acts": Actor.MERCHANT,
    }  # fmt: skip
    if state in {State.ARRIVING, State.NOTHING_TO_SEND}:
        usual |= {"mark": "succeeded", "words": "arriving", "acts": Actor.NO_ONE}
    return CompanyState(state=state, **{**usual, **values})


def a_row(number: int = 1, state: CompanyState | None = None, **values: Any) -> FleetRow:
    """Return a company's row. Values that a company has are the company's: `name`, `books`, `tags`, …."""
    of_company = {key: values.pop(key) for key in ("name", "books", "shops", "tags", "gone") if key in values}
    company = FleetCompany(id_of(number), **{"name": f"Company {number}", "books": "Xero", **of_company})
    return FleetRow(company, state, **{"read_at": NOW if state else None, **values})


def states() -> st.SearchStrategy[CompanyState]:
    """Return any state that a company can have."""
    return st.builds(
        a_state,
        st.sampled_from(State),
        acts=st.sampled_from(Actor),
        cause=st.sampled_from(["", "tax-rate", "write-refused"]),
        switch_off_days=st.none() | st.integers(0, 30),
        days_missing=st.none() | st.integers(0, 40),
        began=st.none() | _moments(),
    )


def rows(most: int = 30) -> st.SearchStrategy[list[FleetRow]]:
    """Return the rows of a fleet, each of another company."""
    one = st.builds(
        a_row,
        st.integers(0, 10_000),
        st.none() | states(),
        name=st.sampled_from(["Ann", "Ann B", "ann", "Zoë", "", "Bluebird~1.2"]) | st.text(max_size=8),
        books=st.sampled_from(["", "Xero", "Sage"]),
        shops=st.sampled_from(["", "Square", "Square, Shopify", "Xero"]),
        tags=st.dictionaries(st.sampled_from("ab"), st.sampled_from("xy"), max_size=2),
        gone=st.sampled_from([False, False, False, True]),
        changed_at=st.none() | _moments(),
        incident_id=st.none() | st.integers(1, 3),
    )
    return st.lists(one, max_size=most, unique_by=lambda row: row.company_id)


def works_of(fleet: list[FleetRow]) -> st.SearchStrategy[dict[str, CompanyWork]]:
    """Return what people recorded about some companies of a fleet."""
    one = st.builds(
        CompanyWork,
        st.sampled_from([row.company_id for row in fleet] or [id_of(1)]),
        owner=st.sampled_from(["", "Ada", "mine", "nobody"]),
        snoozed_at=st.none() | st.just(NOW - timedelta(days=1)),
        snoozed_until=st.none() | st.just(NOW + timedelta(days=1)),
    )
    return st.lists(one, max_size=8).map(lambda works: {each.company_id: each for each in works})


def _moments() -> st.SearchStrategy[datetime]:
    return st.integers(0, 400).map(lambda hours: NOW - timedelta(hours=hours))
