"""The old history of a fleet is deleted, and nothing that still lasts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from dashboard.store.fleet import retention
from dashboard.store.fleet.retention import delete_fleet_before
from dashboard.store.fleet.tables import (
    company_day,
    company_work,
    episode,
    fleet_company,
    fleet_day,
    fleet_refresh,
    incident,
    set_up_change,
    verdict_change,
    work_event,
)
from dashboard.store.restore_checks import record_restore
from tests.store.rows import CODAT, COMPANY, NOW, add_account

WHOSE = {"account_id": "account", "company_id": COMPANY}
PERSON = {"person": "Ada", "verified": False}
EARLIER, LATER = NOW - timedelta(days=1), NOW + timedelta(days=1)
EVERY_TABLE = (verdict_change, set_up_change, company_day, fleet_day, episode, fleet_refresh, incident)


def add(connection, table, **values):
    made = insert(table).values(**values)
    if "id" in table.c:
        return connection.execute(made.returning(table.c.id)).scalar_one()
    return connection.execute(made)


def add_all(connection, at, number=1):
    """Add a row to each table, all of that time; return the incident's number."""
    began = {"first_began": at, "last_began": at, "made_at": at}
    incident_id = add(connection, incident, account_id="account", **began)
    for _ in range(number):
        add(connection, verdict_change, **WHOSE, at=at, state="late")
        add(connection, set_up_change, **WHOSE, at=at, kind="tax rate", name="Standard")
    add(connection, company_day, **WHOSE, day=at.date(), state="late")
    add(connection, fleet_day, account_id="account", day=at.date(), companies=1, read=1)
    ended = {"began": at, "seen_at": at, "ended": at, "ended_seen_at": at}
    add(connection, episode, **WHOSE, state="late", worst="late", **ended, incident_id=incident_id)
    add(connection, fleet_refresh, account_id="account", **PERSON, asked_at=at, total=1)
    return incident_id


def counts(store):
    with store.reading() as connection:
        return [connection.execute(select(func.count()).select_from(each)).scalar() for each in EVERY_TABLE]


@pytest.fixture
def account(store):
    with store.writing() as connection:
        return add_account(connection)


@pytest.mark.usefixtures("account")
def test_history_of_before_then_is_deleted_and_what_is_later_stays(store):
    with store.writing() as connection:
        for at in (EARLIER, LATER):
            add_all(connection, at)
    assert delete_fleet_before(store, NOW) == 7
    assert counts(store) == [1] * 7


@pytest.mark.usefixtures("account")
def test_an_episode_that_lasts_is_never_deleted_nor_is_its_incident(store):
    with store.writing() as connection:
        add_all(connection, EARLIER)
        connection.execute(update(episode).values(ended=None, ended_seen_at=None))
    assert delete_fleet_before(store, NOW) == 5
    assert counts(store) == [0, 0, 0, 0, 1, 0, 1]


@pytest.mark.usefixtures("account")
def test_an_incident_that_became_another_is_deleted_with_it(store):
    with store.writing() as connection:
        first, second = (add_all(connection, NOW - timedelta(days)) for days in (1, 2))
        connection.execute(update(incident).where(incident.c.id == first).values(became=second))
    delete_fleet_before(store, NOW)
    assert counts(store) == [0] * 7


@pytest.mark.usefixtures("account")
def test_any_number_is_deleted_some_at_once(store, monkeypatch):
    monkeypatch.setattr(retention, "_AT_ONCE", 2)
    with store.writing() as connection:
        add_all(connection, EARLIER, number=4)
    assert delete_fleet_before(store, NOW) == 4 + 4 + 5


@pytest.mark.usefixtures("account")
def test_a_company_that_is_long_gone_is_deleted_with_no_trace_of_who_was_on_it_lost(store):
    usual = {"account_id": "account", "tags": "{}", "state_value": ""}
    with store.writing() as connection:
        rows = (("old", True, EARLIER), ("listed", False, EARLIER), ("recent", True, LATER))
        for company_id, gone, read_at in rows:
            values = {**usual, "company_id": company_id, "gone": gone, "read_at": read_at}
            add(connection, fleet_company, **values)
        add(connection, company_work, account_id="account", company_id="old", owner="Ada")
    assert delete_fleet_before(store, NOW) == 1
    with store.reading() as connection:
        assert {*connection.execute(select(fleet_company.c.company_id)).scalars()} == {"listed", "recent"}
        assert connection.execute(select(company_work.c.owner)).scalar() == "Ada"


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("table", [verdict_change, set_up_change, work_event])
def test_what_happened_is_never_changed_and_only_retention_deletes_it(store, table):
    with store.writing() as connection:
        add_all(connection, EARLIER)
        add(connection, work_event, **WHOSE, base_url=CODAT, **PERSON, at=EARLIER, kind="work taken")
    for change in (update(table).values(company_id="other"), delete(table)):
        with pytest.raises(IntegrityError, match="append only"), store.writing() as connection:
            connection.execute(change)


@pytest.mark.usefixtures("account")
def test_a_company_has_one_open_episode_at_most(store):
    with store.writing() as connection:
        add(connection, episode, **WHOSE, state="late", worst="late", began=NOW, seen_at=NOW)
    with pytest.raises(IntegrityError), store.writing() as connection:
        add(connection, episode, **WHOSE, state="late", worst="late", began=NOW, seen_at=NOW)


@pytest.mark.usefixtures("account")
def test_a_restore_ends_the_refreshes_that_were_under_way(store):
    with store.writing() as connection:
        usual = {"account_id": "account", **PERSON, "asked_at": EARLIER, "total": 9}
        for values in ({}, {"cancelled_at": EARLIER}):
            add(connection, fleet_refresh, **usual, **values)
        record_restore(connection, NOW)
        query = select(fleet_refresh.c.ended_at).order_by(fleet_refresh.c.id)
        assert connection.execute(query).scalars().all() == [NOW, None]
