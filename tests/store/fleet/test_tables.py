"""What the tables of the fleet refuse, and the numbers that an account gives to its changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from dashboard.store.fleet import tables
from dashboard.store.fleet.revision import last_revision, next_revision
from tests.store.rows import CODAT, COMPANY, NOW, add_account

DAY = date(2026, 11, 24)
WHOSE = {"account_id": "account", "company_id": COMPANY}
PERSON = {"person": "Ada", "verified": False}
BEGAN = {"state": "late", "worst": "late", "began": NOW, "seen_at": NOW}
ROWS: dict[str, dict[str, Any]] = {
    "fleet_account": {"account_id": "account"},
    "fleet_company": {**WHOSE, "tags": "{}", "state_value": ""},
    "verdict_change": {**WHOSE, "at": NOW, "state": "late"},
    "incident": {"account_id": "account", "first_began": NOW, "last_began": NOW, "made_at": NOW},
    "episode": {**WHOSE, **BEGAN},
    "company_day": {**WHOSE, "day": DAY, "state": "late"},
    "fleet_day": {"account_id": "account", "day": DAY, "companies": 2, "read": 1},
    "fleet_watch": {"account_id": "account", "began": NOW, "last": NOW},
    "company_gap": {**WHOSE, "until": NOW},
    "set_up_change": {**WHOSE, "at": NOW, "kind": "chosen tax_rate", "name": "Standard"},
    "company_work": WHOSE,
    "work_event": {**WHOSE, **PERSON, "base_url": CODAT, "at": NOW, "kind": "work taken"},
    "saved_view": {"account_id": "account", **PERSON, "name": "Mine", "query": "q=x", "made_at": NOW},
    "last_look": {"account_id": "account", "identity": "issuer ada", "at": NOW},
    "fleet_refresh": {"account_id": "account", **PERSON, "asked_at": NOW, "total": 9},
}
"""A row of each table with what it can't do without."""
GIVEN = {"person", "verified"}  # columns that all records of people have
LACKING = [(name, column) for name, row in ROWS.items() for column in row if column not in GIVEN]
KEYED = (
    "fleet_account", "fleet_company", "company_day", "fleet_day", "fleet_watch", "company_gap",
    "company_work", "last_look",
)  # fmt: skip


@pytest.fixture
def database_kind() -> str:
    """Use SQLite only: the same tables are made on PostgreSQL."""
    return "sqlite"


@pytest.fixture
def filled(store):
    with store.writing() as connection:
        add_account(connection)
        add_account(connection, "other")
    return store


def add(store, name, /, **values):
    with store.writing() as connection:
        connection.execute(insert(getattr(tables, name)).values(**values))


def number_of(store, name):
    with store.reading() as connection:
        return connection.execute(select(func.count()).select_from(getattr(tables, name))).scalar()


@pytest.mark.parametrize("name", ROWS)
def test_a_row_needs_no_more_than_this(filled, name):
    add(filled, name, **ROWS[name])
    assert number_of(filled, name) == 1


@pytest.mark.parametrize(("name", "column"), LACKING, ids=lambda each: each)
def test_a_row_is_refused_without_what_it_needs(filled, name, column):
    with pytest.raises(IntegrityError, match=rf"(?i)not null.*{column}"):
        add(filled, name, **{**ROWS[name], column: None})
    assert number_of(filled, name) == 0


@pytest.mark.parametrize("name", ROWS)
def test_a_row_belongs_to_an_account_that_there_is(filled, name):
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        add(filled, name, **{**ROWS[name], "account_id": "unknown"})


@pytest.mark.parametrize("name", KEYED)
def test_there_is_one_row_for_one_thing(filled, name):
    add(filled, name, **ROWS[name])
    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        add(filled, name, **ROWS[name])


@pytest.mark.parametrize("name", [*KEYED, "episode"])
def test_another_account_has_its_own_row(filled, name):
    for whose in ("account", "other"):
        add(filled, name, **{**ROWS[name], "account_id": whose})
    assert number_of(filled, name) == 2


@pytest.mark.parametrize(
    ("ended", "again"),
    [({}, False), ({"ended": NOW}, False), ({"ended": NOW, "ended_seen_at": NOW}, True)],
)
def test_a_company_has_a_new_problem_only_once_the_last_was_seen_to_end(filled, ended, again):
    add(filled, "episode", **ROWS["episode"], **ended)
    if again:
        add(filled, "episode", **ROWS["episode"])
        return
    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        add(filled, "episode", **ROWS["episode"])


@pytest.mark.parametrize(("name", "column"), [("episode", "incident_id"), ("incident", "became")])
def test_what_belongs_to_an_incident_belongs_to_one_that_there_is(filled, name, column):
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        add(filled, name, **ROWS[name], **{column: 99})
    add(filled, "incident", **ROWS["incident"])
    add(filled, name, **ROWS[name], **{column: 1})


@pytest.mark.parametrize(
    ("name", "column", "at"),
    [
        ("verdict_change", "at", datetime(2026, 11, 24, 9, 51)),  # noqa: DTZ001 - the point of it
        ("episode", "began", datetime(2026, 11, 24)),  # noqa: DTZ001 - as above
        ("last_look", "at", datetime(2026, 11, 24)),  # noqa: DTZ001 - as above
    ],
)
def test_a_time_without_a_zone_is_never_stored(filled, name, column, at):
    with pytest.raises(Exception, match=r"(?i)zone|aware|naive"):
        add(filled, name, **{**ROWS[name], column: at})
    assert number_of(filled, name) == 0


@pytest.mark.parametrize("hours", [-11, 0, 5.5, 14])
def test_a_time_comes_back_as_the_same_instant_in_utc(filled, hours):
    at = NOW.astimezone(timezone(timedelta(hours=hours)))
    add(filled, "last_look", **{**ROWS["last_look"], "at": at})
    with filled.reading() as connection:
        found = connection.execute(select(tables.last_look.c.at)).scalar_one()
    assert (found, found.tzinfo) == (NOW, UTC)


def numbers(store, account_id, times):
    found = []
    for _ in range(times):
        with store.writing() as connection:
            found.append(next_revision(connection, account_id))
    return found


def test_numbers_begin_at_one_and_rise_by_one_in_each_account(filled):
    assert numbers(filled, "account", 3) == [1, 2, 3]
    assert numbers(filled, "other", 1) == [1]
    assert numbers(filled, "account", 1) == [4]


def test_the_last_number_is_none_before_the_first(filled):
    with filled.reading() as connection:
        assert last_revision(connection, "account") == 0
    numbers(filled, "account", 2)
    with filled.reading() as connection:
        assert [last_revision(connection, each) for each in ("account", "other")] == [2, 0]


def test_a_number_is_not_used_up_by_a_transaction_that_failed(filled):
    def fail():
        with filled.writing() as connection:
            given.append(next_revision(connection, "account"))
            raise ZeroDivisionError

    given: list[int] = []
    with pytest.raises(ZeroDivisionError):
        fail()
    assert given == numbers(filled, "account", 1) == [1]


def test_several_numbers_of_one_transaction_rise_too(filled):
    with filled.writing() as connection:
        assert [next_revision(connection, "account") for _ in range(3)] == [1, 2, 3]


def test_a_number_keeps_what_is_known_of_the_account(filled):
    add(filled, "fleet_account", account_id="account", revision=41, listed_at=NOW)
    assert numbers(filled, "account", 1) == [42]
    with filled.reading() as connection:
        assert connection.execute(select(tables.fleet_account.c.listed_at)).scalar_one() == NOW
