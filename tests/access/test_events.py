"""The access log, on SQLite and PostgreSQL: newest first, filtered and paginated, and append only."""

from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from dashboard.access.events import AccessEventType, AccessLog, AccessQuery, add_event
from dashboard.access.role import Role
from dashboard.insight.share.event import ShareEventType
from dashboard.insight.start.attempt import StartEventType
from dashboard.store.tables import access_event
from tests.store.rows import COMPANY
from tests.support.people import elsewhere, signed_in

ADA = signed_in("Ada Byron", Role.LEAD, session_id="of-ada")
BEN = elsewhere("Ben")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def log(store):
    """A log with a sign-in of Ada's, a refusal of Ben's, and an export of hers."""
    log = AccessLog(store)
    log.add(AccessEventType.SIGNED_IN, ADA)
    log.add(AccessEventType.ACT_REFUSED, BEN, "No.")
    log.add(AccessEventType.EXPORTED, ADA, "history.csv, 9 syncs", COMPANY.upper())
    return log


def kinds(events):
    return [each.kind for each in events]


def test_an_event_says_who_did_what_about_which_company(log):
    exported = log.page(AccessQuery(), 1, 1).events[0]
    assert (exported.person, exported.identity, exported.verified) == ("Ada Byron", ADA.identity, True)
    assert (exported.detail, exported.company_id) == ("history.csv, 9 syncs", COMPANY)
    assert (exported.origin, exported.session_id, exported.outcome) == ("peer", "of-ada", None)


def test_what_was_refused_has_that_outcome_and_nothing_made_up(log):
    refused = log.page(AccessQuery(person="Ben"), 1, 9).events[0]
    assert (refused.outcome, refused.verified, refused.identity, refused.session_id) == (
        "refused",
        False,
        "",
        "",
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (AccessQuery(), ["exported", "act refused", "signed in"]),
        (AccessQuery(person=ADA.identity), ["exported", "signed in"]),
        (AccessQuery(person=""), []),
        (AccessQuery(kinds=frozenset({AccessEventType.ACT_REFUSED})), ["act refused"]),
    ],
)
def test_a_query_filters(log, query, found):
    assert kinds(log.page(query, 1, 9).events) == found
    assert kinds(log.every(query)) == found
    assert log.page(query, 1, 9).of == len(found)


def test_the_first_instant_counts_and_the_last_does_not(log):
    at = log.page(AccessQuery(), 1, 1).events[0].at
    assert kinds(log.page(AccessQuery(after=at), 1, 1).events) == ["exported"]
    assert "exported" not in kinds(log.page(AccessQuery(before=at), 1, 9).events)
    assert log.page(AccessQuery(after=at + MINUTE), 1, 9).events == []


def test_pages_have_so_many_events_and_beyond_the_last_is_the_last(log):
    assert kinds(log.page(AccessQuery(), 1, 2).events) == ["exported", "act refused"]
    assert kinds(log.page(AccessQuery(), 9, 2).events) == ["signed in"]


def test_the_people_on_record_are_listed_once(log):
    assert log.people() == ["Ben", ADA.identity]


def test_an_event_is_recorded_with_the_change_or_not_at_all(store, log):
    with suppress(ZeroDivisionError), store.writing() as connection:
        add_event(connection, AccessEventType.ROLE_GIVEN, ADA, "Ben")
        raise ZeroDivisionError
    assert len(log.page(AccessQuery(), 1, 9).events) == 3


@pytest.mark.parametrize("change", [update(access_event).values(person="Eve"), delete(access_event)])
def test_an_event_is_never_changed_or_deleted(store, log, change):
    with pytest.raises(IntegrityError, match="append only"), store.writing() as connection:
        connection.execute(change)
    assert log.people() == ["Ben", ADA.identity]


def test_no_kind_has_the_value_of_another_event():
    others = {*StartEventType, *ShareEventType}
    assert {str(each) for each in AccessEventType}.isdisjoint(map(str, others))
