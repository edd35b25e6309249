"""What a process has sent to Codat is known to the one that polls, within seconds and for a minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from codat_client import Quota
from dashboard.fleet.reading import request_notes
from dashboard.fleet.reading.request_notes import note_requests, put_note, sent_by_others
from dashboard.services import budget
from dashboard.services.budget import ReadBudget, ReadPurpose, RequestRate
from dashboard.services.stores import close_stores, real_store
from dashboard.settings import Settings
from dashboard.store.tables import request_note

ADDRESS, OTHER = "https://api.codat.example", "https://other.example"
PLENTY = Quota(limit=1_000, remaining=1_000, reset=datetime(9999, 1, 1, tzinfo=UTC))


@pytest.fixture
def rates(monkeypatch):
    """Return the rates of this process: it has sent nothing yet."""
    made = {ADDRESS: RequestRate(), OTHER: RequestRate()}
    monkeypatch.setattr(budget, "_rates", made)
    monkeypatch.setattr(request_notes, "_noted", {})
    return made


@pytest.fixture
def settings(sqlite_url):
    yield Settings(database_url=sqlite_url)
    close_stores()


def notes(store):
    """Return how many requests are noted for each address."""
    with store.reading() as connection:
        return {row.base_url: row.requests for row in connection.execute(select(request_note))}


def age(store, seconds):
    """Let every note be from so many seconds earlier."""
    with store.writing() as connection:
        for row in connection.execute(select(request_note)).all():
            earlier = row.at - timedelta(seconds=seconds)
            which = request_note.c.process == row.process
            connection.execute(update(request_note).where(which).values(at=earlier))


def test_what_others_sent_within_the_last_minute_is_added_up(store):
    for process, requests in (("a", 70), ("b", 5)):
        put_note(store, ADDRESS, requests, process)
    put_note(store, OTHER, 400, "a")
    put_note(store, ADDRESS, 900)
    assert sent_by_others(store, ADDRESS) == 75


def test_a_later_note_replaces_the_one_before(store):
    put_note(store, ADDRESS, 70, "a")
    put_note(store, ADDRESS, 4, "a")
    assert sent_by_others(store, ADDRESS) == 4


@pytest.mark.parametrize(("seconds", "known"), [(0, 70), (50, 70), (61, 0), (3600, 0), (-60, 0)])
def test_the_note_of_a_process_that_was_killed_or_whose_clock_was_ahead_ages_out(store, seconds, known):
    put_note(store, ADDRESS, 70, "killed")
    age(store, seconds)
    assert sent_by_others(store, ADDRESS) == known


def test_without_notes_no_one_else_sends_anything(store):
    assert sent_by_others(store, ADDRESS) == 0


def test_a_process_notes_what_people_caused_for_each_address(rates, settings):
    for _ in range(7):
        rates[ADDRESS].count()
    rates[OTHER].count()
    note_requests(settings)
    assert notes(real_store(settings)) == {ADDRESS: 7, OTHER: 1}


def test_a_process_that_has_sent_nothing_new_writes_nothing(rates, settings):
    note_requests(settings)
    assert notes(real_store(settings)) == {}
    rates[ADDRESS].count()
    note_requests(settings)
    age(real_store(settings), 30)
    note_requests(settings)
    with real_store(settings).reading() as connection:
        at = connection.execute(select(func.max(request_note.c.at))).scalar_one()
    assert at < datetime.now(UTC) - timedelta(seconds=29)


def test_as_many_requests_as_before_are_noted_again_if_they_are_others(rates, settings):
    now = [0.0]
    rates[ADDRESS] = RequestRate(clock=lambda: now[0])
    rates[ADDRESS].count()
    note_requests(settings)
    age(real_store(settings), 70)
    now[0] = 70.0
    rates[ADDRESS].count()
    note_requests(settings)
    with real_store(settings).reading() as connection:
        at = connection.execute(select(request_note.c.at)).scalar_one()
    assert at > datetime.now(UTC) - timedelta(seconds=60)


def test_a_note_that_the_store_did_not_take_is_written_later(rates, settings, monkeypatch):
    rates[ADDRESS].count()
    with monkeypatch.context() as patched:
        patched.setattr(request_notes, "put_note", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            note_requests(settings)
    note_requests(settings)
    assert notes(real_store(settings)) == {ADDRESS: 1}


@pytest.mark.parametrize("purpose", ReadPurpose)
def test_whatever_is_read_but_by_the_one_that_polls_is_noted(rates, settings, purpose):
    rates[ADDRESS] = rate = RequestRate(1_000_000)
    budget = ReadBudget(purpose, 0.5, rate=rate)
    budget.check("sync.list", PLENTY)
    budget.count_request()
    note_requests(settings)
    assert notes(real_store(settings)) == ({} if purpose is ReadPurpose.POLL else {ADDRESS: 1})
