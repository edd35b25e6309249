"""Old data is deleted once it is over, open starts never are, and nothing else may delete an event."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import DBAPIError

from dashboard.store import retention
from dashboard.store.retention import Deleted, delete_before
from dashboard.store.tables import OPEN_STAGES, SETTLED_STAGES, note, start, start_event, start_listed
from script import retention_of
from tests.store.rows import CODAT, COMPANY, NOW, add_account, add_event, add_start

LATER = NOW + timedelta(days=200)
EVERY_TABLE = (start, start_event, start_listed, note)


def add_whole_start(connection, account, start_id, **values) -> None:
    """Add a start with an event and the list from before its request."""
    add_start(connection, account, id=start_id, **values)
    add_event(connection, account, start_id=start_id)
    connection.execute(insert(start_listed).values(start_id=start_id, sync_ids=[]))


def add_note(connection, account, at) -> None:
    whose = {
        "account_id": account,
        "base_url": CODAT,
        "company_id": COMPANY,
        "person": "Ada",
        "verified": False,
    }
    connection.execute(insert(note).values(**whose, at=at, text="x"))


def counts(store) -> list[int]:
    with store.reading() as connection:
        return [connection.execute(select(func.count()).select_from(each)).scalar() for each in EVERY_TABLE]


@pytest.fixture
def account(store) -> str:
    with store.writing() as connection:
        return add_account(connection)


@pytest.mark.parametrize("stage", SETTLED_STAGES)
def test_a_start_over_before_then_is_deleted_with_everything_that_refers_to_it(store, account, stage):
    with store.writing() as connection:
        add_whole_start(connection, account, "old", stage=stage, ended_at=NOW)
    assert delete_before(store, LATER) == Deleted(starts=1, events=1)
    assert counts(store) == [0, 0, 0, 0]


@pytest.mark.parametrize("stage", OPEN_STAGES)
def test_an_open_start_is_never_deleted_however_old(store, account, stage):
    with store.writing() as connection:
        add_whole_start(connection, account, "open", stage=stage)
    assert delete_before(store, LATER) == Deleted()
    assert counts(store) == [1, 1, 1, 0]


def test_a_start_over_later_is_kept(store, account):
    with store.writing() as connection:
        add_whole_start(connection, account, "new", stage="ended", ended_at=LATER)
        add_event(connection, account, at=LATER)
        add_note(connection, account, LATER)
    assert delete_before(store, LATER) == Deleted()
    assert counts(store) == [1, 2, 1, 1]


def test_a_start_without_an_end_counts_from_when_it_was_confirmed(store, account):
    with store.writing() as connection:
        add_whole_start(connection, account, "old", stage="not started")
    assert delete_before(store, NOW) == Deleted()
    assert delete_before(store, LATER).starts == 1


def test_old_refusals_and_notes_are_deleted(store, account):
    with store.writing() as connection:
        add_event(connection, account)
        add_note(connection, account, NOW)
    assert delete_before(store, LATER) == Deleted(events=1, notes=1)
    assert counts(store) == [0, 0, 0, 0]


def test_any_number_is_deleted_in_batches(store, account, monkeypatch):
    monkeypatch.setattr(retention, "_AT_ONCE", 2)
    with store.writing() as connection:
        for number in range(5):
            add_whole_start(connection, account, f"old-{number}", stage="ended", ended_at=NOW)
    assert delete_before(store, LATER) == Deleted(starts=5, events=5)


def test_events_can_no_longer_be_deleted_afterwards(store, account):
    with store.writing() as connection:
        add_event(connection, account, at=LATER)
    delete_before(store, LATER)
    with pytest.raises(DBAPIError), store.writing() as connection:
        connection.execute(delete(start_event))


def test_the_command_says_how_much_it_deleted(store, account, database_url, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", database_url)
    with store.writing() as connection:
        add_whole_start(
            connection, account, "old", stage="ended", ended_at=datetime.now(UTC) - timedelta(days=101)
        )
        add_note(connection, account, datetime.now(UTC) - timedelta(days=99))
    assert retention_of.main(["100"]) == 0
    assert "1 start, 1 event, 0 notes" in capsys.readouterr().out
    assert counts(store) == [0, 0, 0, 1]


@pytest.mark.parametrize("days", ["99", "-1", "soon", "1e9", "999999999"])
def test_what_pages_still_use_is_not_deleted(days, capsys):
    with pytest.raises(SystemExit):
        retention_of.main([days])
    assert "100 or more" in capsys.readouterr().err
