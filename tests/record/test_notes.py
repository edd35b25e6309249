"""Notes on a company, on SQLite and PostgreSQL: who and when; never changed; refused where actions are."""

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from dashboard.record.activity import ActivityQuery
from dashboard.record.notes import MOST_LETTERS, NoteRefused
from dashboard.store.facts import deleting_events
from dashboard.store.tables import note
from tests.record.support import ADA, ELSEWHERE, account
from tests.store.rows import COMPANY
from tests.support.people import at_desk

WORDS = "Called them, fixes it on Monday."


@pytest.fixture
def record(store):
    return account(store)


def newest(record):
    return record[0].newest(ActivityQuery(), 9)


def test_a_note_has_its_words_who_wrote_it_and_for_which_company(record):
    record[1].add(COMPANY.upper(), f"  {WORDS}\n", ADA)
    (found,) = newest(record)
    assert (found.detail, found.person, found.verified, found.company_id) == (WORDS, "Ada", False, COMPANY)


@pytest.mark.parametrize("text", ["", " \n", "x" * (MOST_LETTERS + 1)])
def test_an_empty_or_endless_note_is_refused(record, text):
    with pytest.raises(NoteRefused):
        record[1].add(COMPANY, text, ADA)
    assert newest(record) == []


@pytest.mark.parametrize("person", [at_desk("Ada", read_only=True), ELSEWHERE])
def test_a_person_who_may_not_write_notes_is_refused_and_that_is_recorded(record, person):
    with pytest.raises(NoteRefused, match="rite the note"):
        record[1].add(COMPANY, WORDS, person)
    (found,) = newest(record)
    assert (found.kind, found.person, found.outcome) == ("refused", person.name, "refused")


def test_what_a_database_cannot_store_is_replaced(record):
    record[1].add(COMPANY, "a\0b\ud800c", ADA)
    assert newest(record)[0].detail == "a\ufffdb\ufffdc"


@pytest.mark.parametrize("change", [update(note).values(text="Nothing."), delete(note)])
def test_a_note_is_never_changed_or_deleted(record, store, change):
    record[1].add(COMPANY, WORDS, ADA)
    with pytest.raises(IntegrityError, match="append only"), store.writing() as connection:
        connection.execute(change)
    assert newest(record)[0].detail == WORDS


def test_retention_deletes_notes(record, store):
    record[1].add(COMPANY, WORDS, ADA)
    with store.writing() as connection, deleting_events(connection):
        connection.execute(delete(note))
    assert newest(record) == []
