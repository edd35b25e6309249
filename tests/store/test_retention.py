"""Old data is deleted once it is over, open starts never are, and nothing else may delete an event."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import DBAPIError

from dashboard.store import retention
from dashboard.store.retention import Deleted, delete_before
from dashboard.store.tables import (
    OPEN_STAGES,
    SETTLED_STAGES,
    access_event,
    company_snapshot,
    note,
    service_token,
    share_event,
    share_link,
    share_opening,
    sign_in_session,
    start,
    start_event,
    start_listed,
)
from script import retention_of
from tests.store.rows import CODAT, COMPANY, NOW, add_account, add_event, add_link, add_share_event, add_start

LATER = NOW + timedelta(days=200)
EVERY_TABLE = (start, start_event, start_listed, note, share_link, share_event, share_opening)


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
    assert counts(store) == [0] * 7


@pytest.mark.parametrize("stage", OPEN_STAGES)
def test_an_open_start_is_never_deleted_however_old(store, account, stage):
    with store.writing() as connection:
        add_whole_start(connection, account, "open", stage=stage)
    assert delete_before(store, LATER) == Deleted()
    assert counts(store) == [1, 1, 1, 0, 0, 0, 0]


def test_a_start_over_later_is_kept(store, account):
    with store.writing() as connection:
        add_whole_start(connection, account, "new", stage="ended", ended_at=LATER)
        add_event(connection, account, at=LATER)
        add_note(connection, account, LATER)
    assert delete_before(store, LATER) == Deleted()
    assert counts(store) == [1, 2, 1, 1, 0, 0, 0]


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
    assert counts(store) == [0] * 7


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
    assert "1 start, 1 event, 0 notes, 0 shared links" in capsys.readouterr().out
    assert counts(store) == [0, 0, 0, 1, 0, 0, 0]


@pytest.mark.parametrize("days", ["99", "-1", "soon", "1e9", "999999999"])
def test_what_pages_still_use_is_not_deleted(days, capsys):
    with pytest.raises(SystemExit):
        retention_of.main([days])
    assert "100 or more" in capsys.readouterr().err


def add_ended_link(connection, account, **values) -> None:
    """Add a link that ended on that day, with an event and an opening."""
    link_id = add_link(connection, account, **{"ends_at": NOW, **values})
    add_share_event(connection, account, link_id=link_id)
    opened = {"link_id": link_id, "hour": NOW, "opened": 1, "previewed": 0}
    connection.execute(insert(share_opening).values(opened))


@pytest.mark.parametrize("values", [{}, {"ends_at": LATER, "revoked_at": NOW}])
def test_a_link_over_before_then_is_deleted_with_everything_that_refers_to_it(store, account, values):
    with store.writing() as connection:
        add_ended_link(connection, account, **values)
        add_share_event(connection, account)
        add_link(connection, account, preview=True, ends_at=NOW)
    assert delete_before(store, LATER) == Deleted(links=1, events=2)
    assert sum(counts(store)) == 0


@pytest.mark.parametrize("values", [{}, {"paused_at": NOW}, {"revoked_at": LATER}])
def test_a_link_that_ends_or_was_revoked_later_is_kept(store, account, values):
    with store.writing() as connection:
        add_ended_link(connection, account, ends_at=LATER, **values)
    assert delete_before(store, LATER) == Deleted()
    assert counts(store)[-3:] == [1, 1, 1]


def test_old_snapshots_of_companies_are_deleted(store, account):
    values = {"account_id": account, "base_url": CODAT, "version": "1", "body": b"x"}
    with store.writing() as connection:
        for company, read_at in ((COMPANY, NOW), ("other", LATER)):
            connection.execute(insert(company_snapshot).values(**values, company_id=company, read_at=read_at))
        failed = values | {"company_id": "never read", "failed_at": NOW}
        connection.execute(insert(company_snapshot).values(failed))
    delete_before(store, LATER)
    with store.reading() as connection:
        assert connection.execute(select(company_snapshot.c.company_id)).scalars().all() == ["other"]


def add_session(connection, session_id, ends_at, **values) -> None:
    usual = {
        "id": session_id,
        "cookie_hash": session_id,
        "identity": "i s",
        "method": "oidc",
        "ends_at": ends_at,
    }
    times = dict.fromkeys(("began_at", "last_seen_at", "refreshed_at"), NOW)
    connection.execute(insert(sign_in_session).values({**usual, **times, **values}))


def add_token(connection, name, ends_at, **values) -> None:
    usual = {"name": name, "token_hash": name, "role": "viewer", "made_at": NOW, "ends_at": ends_at}
    connection.execute(insert(service_token).values({**usual, **values}))


@pytest.mark.parametrize(
    ("add", "ended", "column", "counted"),
    [
        (add_session, "ended_at", sign_in_session.c.id, "sessions"),
        (add_token, "revoked_at", service_token.c.name, "tokens"),
    ],
)
def test_sessions_and_tokens_are_deleted_once_they_are_over(store, add, ended, column, counted):
    with store.writing() as connection:
        add(connection, "expired", NOW)
        add(connection, "ended", LATER, **{ended: NOW})
        add(connection, "open", LATER)
        add(connection, "ended later", LATER, **{ended: LATER})
    assert delete_before(store, LATER) == Deleted(**{counted: 2})
    with store.reading() as connection:
        assert {*connection.execute(select(column)).scalars()} == {"open", "ended later"}


def test_old_events_of_access_are_deleted(store):
    usual = {"person": "Ada", "verified": False, "kind": "exported"}
    with store.writing() as connection:
        connection.execute(insert(access_event), [{**usual, "at": at} for at in (NOW, LATER)])
    assert delete_before(store, LATER) == Deleted(events=1)
