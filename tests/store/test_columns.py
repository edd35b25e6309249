"""Both databases return what was stored: times, text from outside, JSON."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.exc import StatementError

from dashboard.store.tables import start
from tests.store.rows import NOW, add_account, add_start

EACH = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # the one row is rewritten each time
)


@pytest.fixture
def stored(store):
    """Return a function that writes values to a row and returns one of them as it is read."""
    with store.writing() as connection:
        add_start(connection, add_account(connection))

    def write_and_read(**values):
        with store.writing() as connection:
            connection.execute(update(start).values(values))
        with store.reading() as connection:
            return connection.execute(select(start.c[next(iter(values))])).scalar()

    return write_and_read


@EACH
@given(at=st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=st.timezones()))  # noqa: DTZ001
def test_a_time_in_any_zone_comes_back_as_the_same_instant_in_utc(stored, at):
    read = stored(sent_at=at)
    assert (read, read.tzinfo) == (at.astimezone(UTC), UTC)


def test_a_time_without_a_zone_is_refused(stored):
    with pytest.raises(StatementError, match="A time without a zone can’t be stored"):
        stored(sent_at=NOW.replace(tzinfo=None))


def test_a_missing_time_comes_back_as_none(stored):
    assert stored(sent_at=None) is None


def test_times_are_compared_as_instants_whatever_zone_they_came_in(store, stored):
    stored(sent_at=datetime(2026, 11, 24, 12, tzinfo=timezone(timedelta(hours=5))))
    with store.reading() as connection:
        earlier = select(start.c.id).where(start.c.sent_at < datetime(2026, 11, 24, 8, tzinfo=UTC))
        assert connection.execute(earlier).first() is not None


@EACH
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_comes_back_as_it_was(stored, text):
    assert stored(sentence=text) == text


@pytest.mark.parametrize(
    ("text", "read"), [("a\0b", "a\ufffdb"), ("a\ud800b", "a\ufffdb"), ("\ud83d\ude00", "\U0001f600")]
)
def test_what_no_database_can_store_is_replaced_and_never_stops_a_record(stored, text, read):
    assert stored(sentence=text) == read


@pytest.mark.parametrize("value", [{"b": 1, "a": [None, "\0", "\ud800", 1.5]}, [], "text", {"a": {}}])
def test_json_comes_back_as_it_was_in_its_order(stored, value):
    read = stored(records=value)
    assert (read, str(read)) == (value, str(value))


def test_no_json_is_sqls_null(store, stored):
    stored(records=None)
    with store.reading() as connection:
        assert connection.execute(select(start.c.id).where(start.c.records.is_(None))).first() is not None
