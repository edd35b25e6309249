"""Activity: who did what for which company, and the outcome; its filters are in the address."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from dashboard.access.request_origin import OriginKind
from dashboard.record.registry import record_of
from dashboard.services.account import account_with
from dashboard.services.stores import real_store
from dashboard.settings import load
from dashboard.store.tables import start_event
from dashboard.ui.activity.view import PER_PAGE
from tests.pages.conftest import text_of
from tests.support.people import at_desk, elsewhere

HOSTILE = '<img src=x onerror="alert(1)"> **Eve** =1+1'
BEN = elsewhere("Ben", OriginKind.HEADER, "x-forwarded-for", allow_starting=True)


class Entries:
    """Add entries to the record of the pages' account: notes and events."""

    def __init__(self, record, store, sandbox):
        self.notes, self.account_id = record.notes, record.activity._account_id
        self.store, self.sandbox = store, sandbox

    def __call__(self, text="Called them.", case="healthy", person=BEN):
        self.notes.add(self.sandbox.company(case), text, person)

    def events(self, *rows):
        usual = {
            "account_id": self.account_id, "base_url": self.sandbox.url, "person": "Ada",
            "company_id": self.sandbox.company("healthy"), "verified": False, "kind": "ended",
            "at": datetime.now(UTC), "detail": "", "origin": "", "outcome": None, "code": None,
        }  # fmt: skip
        with self.store.writing() as connection:
            connection.execute(insert(start_event), [{**usual, **row} for row in rows])


@pytest.fixture
def record(open_page, fresh_sandbox):  # noqa: ARG001 - its settings name the store
    """Return a function that adds entries to the record of the pages' account."""
    settings = load(os.environ)
    account = account_with(settings, "test-key")
    made = record_of(settings, account)

    return Entries(made, real_store(settings), fresh_sandbox)


def test_an_empty_record_says_how_it_fills(open_page):
    said = text_of(open_page("activity"))
    assert "No activity yet." in said
    assert "Open a company to start a sync or add a note." in said


def test_names_are_marked_as_not_verified(open_page):
    assert "Names aren’t verified: there is no sign-in." in text_of(open_page("activity"))


def test_an_entry_says_what_by_whom_and_from_where(open_page, record):
    record("Called them, fixes it on Monday.")
    said = text_of(open_page("activity"))
    for words in ("Called them, fixes it on Monday.", "Ben", "a proxy (x-forwarded-for)", "today "):
        assert words in said


def test_a_refusal_is_listed_with_its_reason(open_page, record):
    record.events({"kind": "refused", "detail": "This is a read-only view.", "outcome": "refused"})
    said = text_of(open_page("activity"))
    assert "Refused" in said
    assert "This is a read-only view." in said


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"person": "Ben"}, {"Called"}),
        ({"person": "Nobody"}, set()),
        ({"outcome": "failed"}, {"failed"}),
        ({"outcome": "succeeded,failed"}, {"failed", "wrote"}),
        ({"days": "7"}, {"Called", "failed"}),
        ({"outcome": "nonsense", "days": "x", "from": "2026-13-01"}, {"Called", "failed", "wrote"}),
    ],
)
def test_the_address_filters(open_page, record, query, shown):
    old = {"outcome": "succeeded", "code": 2000, "at": datetime.now(UTC) - timedelta(days=60)}
    record("Called")
    record.events({"outcome": "failed", "code": 5017}, old)
    table = next(
        (each.value for each in open_page("activity", **query).get("html") if "<table" in each.value), ""
    )
    assert {word for word in ("Called", "failed", "wrote") if word in table} == shown


def test_a_company_alone_can_be_shown(open_page, record, fresh_sandbox):
    record("One")
    record("Other", case="monthly")
    said = text_of(open_page("activity", company=fresh_sandbox.company("monthly")))
    assert "Other" in said
    assert "One<" not in said


def test_a_filter_in_the_menu_goes_into_the_address(open_page, record):
    record()
    page = open_page("activity")
    page.selectbox(key="a_person").select("Ben").run()
    assert page.query_params["person"] == "Ben"
    assert "Person: Ben" in text_of(page)


def test_nothing_left_says_how_to_see_more(open_page, record):
    record()
    assert "No activity matches the filters." in text_of(open_page("activity", person="Eve"))


def test_a_long_record_is_shown_page_by_page(open_page, record):
    record.events(*({"detail": "x", "kind": "not started"} for _ in range(PER_PAGE + 1)))
    first, second = open_page("activity"), open_page("activity", rows="2")
    assert "<b>1–100</b> of 101" in text_of(first)
    assert "<b>101</b> of 101" in text_of(second)


def test_what_people_wrote_is_shown_as_text_only(open_page, record):
    record(HOSTILE, person=at_desk(HOSTILE))
    record.events({"kind": HOSTILE, "detail": HOSTILE, "origin": HOSTILE})
    page = open_page("activity", person=HOSTILE)
    assert "<img" not in text_of(page)
    assert "&lt;img src=x" in text_of(open_page("activity"))


def test_an_unreadable_store_is_reported_and_the_page_still_works(open_page):
    page = open_page("activity", env={"DATABASE_URL": "mysql://nowhere"})
    assert "Couldn’t load the activity." in text_of(page)
    assert "DATABASE_URL isn’t valid" in text_of(page)


def test_the_export_has_the_filtered_entries(open_page, record):
    record("Called")
    record.events({"outcome": "failed", "code": 5017})
    page = open_page("activity", outcome="failed")
    assert "1 entry, newest first" in text_of(page)


def test_every_page_links_to_activity(open_page, fresh_sandbox):
    for name in ("home", "help", "company"):
        page = open_page(name, company=fresh_sandbox.company("healthy"))
        assert 'href="/activity"' in text_of(page)
