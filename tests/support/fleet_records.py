"""Record a fleet in the store that the environment's settings name, as the poller would, without HTTP."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from dashboard.fleet.recording import Judgement, record_all
from dashboard.fleet.registry import Fleet, fleet_of
from dashboard.insight.fleet.company_state import CompanyState, FleetCompany
from dashboard.insight.verdict.state import Ground, State
from dashboard.services.account import CodatAccount
from dashboard.settings import load
from dashboard.store.columns import insert_or_replace
from dashboard.store.fleet.tables import fleet_watch

CAUSE, BOOKS = "write-refused", "Xero"


def judged(company: FleetCompany, at: datetime, state: State = State.ARRIVING, **values: object) -> Judgement:
    """Return what the poller records of a company that it read then."""
    failing = {} if state is State.ARRIVING else {"cause": CAUSE, "began": at}
    usual = CompanyState(
        state,
        Ground.PLAIN,
        "failed" if failing else "succeeded",
        state.value,
        at,
        at + timedelta(days=1),
        "1",
    )
    judged_state = replace(usual, **{**failing, **values})  # type: ignore[arg-type] # tests name the fields
    return Judgement(company.company_id, judged_state, at, company=company)


def fleet_here(sandbox_url: str) -> Fleet:
    """Return the fleet of the account that the environment's settings name."""
    return fleet_of(load(os.environ), CodatAccount(sandbox_url, "test-key"))


def record_checks(fleet: Fleet, since: datetime, until: datetime) -> None:
    """Record that checks ran between these two."""
    with fleet.repository.store.writing() as connection:
        values = {"account_id": fleet.account_id, "began": since, "last": until}
        connection.execute(insert_or_replace(connection, fleet_watch), values)


def record_outage(fleet: Fleet, companies: Iterable[FleetCompany], began: datetime) -> None:
    """Record that these were fine a day before and began to fail then, a minute after each other.

    Checks ran from then until a day after.
    """
    record_checks(fleet, began - timedelta(days=1), began + timedelta(days=1))
    every = [replace(each, books=BOOKS) for each in companies]
    before = began - timedelta(days=1)
    fleet.repository.put_companies(every, before, whole=True)
    record_all(fleet.repository, [judged(each, before) for each in every], before)
    for at, each in enumerate(every):
        seen = began + timedelta(minutes=at)
        record_all(fleet.repository, [judged(each, seen, State.FAILING)], seen)


def record_three(fleet: Fleet) -> list[FleetCompany]:
    """Record a failing, a healthy and an unread merchant, just checked; return them."""
    now, names = datetime.now(UTC), ("Bluebird", "Corner Deli", "Harbour")
    three = [
        FleetCompany(f"0000000{at}-0000-4000-8000-000000000002", name) for at, name in enumerate(names, 1)
    ]
    fleet.repository.put_companies(three, now, whole=True)
    read = [judged(three[0], now, State.FAILING), judged(three[1], now)]
    record_all(fleet.repository, read, now)
    return three


def hours_ago(hours: float) -> datetime:
    """Return the moment so many hours before now."""
    return datetime.now(UTC) - timedelta(hours=hours)
