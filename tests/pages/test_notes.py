"""A note on a company: written on Company with a name given once, on record, never lost, never acting."""

from __future__ import annotations

import pytest

from dashboard.record.activity import ActivityLog
from dashboard.store.engine import Store
from dashboard.store.errors import StoreProblem, StoreUnavailable
from dashboard.ui.activity import on_record
from tests.pages.conftest import NAME, text_of
from tests.pages.starting import keys, press
from tests.support import limits

WORDS = "Called them, fixes it on Monday."
ALLOWED = {"ALLOW_STARTING": "1"}


@pytest.fixture
def company(open_page, fresh_sandbox):
    """Return a function that opens a merchant's Company page, with actions allowed."""

    def open_it(env=ALLOWED):
        return open_page("company", env, company=fresh_sandbox.company("healthy"))

    return open_it


def write(page, words=WORDS):
    """Write a note, but don't save it yet."""
    form = press(page, "add_note")
    form.text_area(key="note_text").set_value(words).run()
    return form


def test_a_company_without_a_record_says_what_appears_here(company):
    assert "Starts, notes, shared links and who’s on it appear here." in text_of(company())


def test_a_note_is_on_the_page_with_its_author(company):
    page = press(write(company()), "save_note")
    said = text_of(page)
    assert said.count(WORDS) == 2  # under the answer, and in the list
    assert f"Note by {NAME}" in said
    assert "add_note" in keys(page)


def test_a_colleague_sees_the_note(company):
    press(write(company()), "save_note")
    assert WORDS in text_of(company())


def test_without_a_name_the_note_waits_for_one(company):
    page = company()
    page.session_state["person_name"] = ""
    asked = press(write(page), "save_note")
    assert "Enter your name first." in text_of(asked)
    asked.text_input(key="note_name").set_value("Ben").run()
    assert "Note by Ben" in text_of(press(asked, "save_note"))


def test_the_name_is_asked_for_once(company):
    page = company()
    page.session_state["person_name"] = ""
    form = write(page)
    form.text_input(key="note_name").set_value("Ben").run()
    again = press(press(form, "save_note"), "add_note")
    assert "On record as Ben, not verified" in text_of(again)


def test_an_empty_note_is_refused(company):
    assert "Enter a note first." in text_of(press(write(company(), " "), "save_note"))


def test_what_was_written_stays_while_the_store_is_down(company, monkeypatch):
    form = write(company())

    def down(_store):
        raise StoreUnavailable(StoreProblem.DOWN)

    with monkeypatch.context() as broken:
        broken.setattr(Store, "writing", down)
        failed = press(form, "save_note")
    assert "The note wasn’t saved." in text_of(failed)
    assert failed.text_area(key="note_text").value == WORDS
    assert f"Note by {NAME}" in text_of(press(failed, "save_note"))


def test_a_rerun_of_the_page_reads_no_store_for_it(company, monkeypatch):
    page = press(write(company()), "save_note")
    monkeypatch.setattr(ActivityLog, "newest", lambda *_: pytest.fail("it was read"))
    monkeypatch.setattr(on_record, "READ_EVERY_S", limits.WAIT_S)
    assert WORDS in text_of(page.run())


def test_a_note_of_a_colleague_shows_after_a_while(company, monkeypatch):
    mine, theirs = company(), company()
    press(write(theirs), "save_note")
    monkeypatch.setattr(on_record, "READ_EVERY_S", -1)
    assert WORDS in text_of(mine.run())


def test_cancel_writes_nothing(company):
    page = press(write(company()), "cancel_note")
    assert WORDS not in text_of(page)


@pytest.mark.parametrize("env", [{"READ_ONLY": "1"}, {"ALLOW_STARTING": "0"}])
def test_who_may_not_write_sees_notes_and_no_button(company, env):
    press(write(company()), "save_note")
    page = company(env)
    assert WORDS in text_of(page)
    assert "add_note" not in keys(page)


def test_a_note_is_shown_as_text_only(company):
    page = press(write(company(), "<script>alert(1)</script>"), "save_note")
    assert "<script>alert" not in text_of(page)
    assert "&lt;script&gt;alert" in text_of(page)


def test_a_record_that_cannot_be_read_leaves_the_rest_of_the_page(company):
    said = text_of(company({"DATABASE_URL": "mysql://nowhere"}))
    assert "are in Xero" in said
    assert "DATABASE_URL isn’t valid" in said
