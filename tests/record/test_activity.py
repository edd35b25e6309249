"""The record as a list, on SQLite and PostgreSQL: newest first, filtered and paginated by the database."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from dashboard.access.request_origin import OriginKind
from dashboard.insight.activity.entry import NO_COMPANY, NOTE, ActivityOutcome
from dashboard.insight.start.intent import RequestedRange
from dashboard.record.activity import ActivityQuery
from tests.record.support import ADA, NOW, OTHER, account, add_events
from tests.store.rows import COMPANY, add_start
from tests.support.people import elsewhere

REFUSED = ActivityOutcome.REFUSED
FAILED = {"outcome": "failed", "code": 5017}


@pytest.fixture
def record(store):
    """The record of an account with two events of Ada's, one of Ben's, and a note of hers."""
    log, notes = account(store)
    add_events(
        store, {"kind": "confirmed"}, {"kind": "refused", "person": "Ben", "outcome": "refused"}, FAILED
    )
    notes.add(OTHER, "Called them.", ADA)
    return log


def kinds(entries):
    return [each.kind for each in entries]


def test_events_and_notes_are_one_list_newest_first(record, store):
    add_events(store, {"kind": "released", "at": NOW + timedelta(days=3650)})
    found = kinds(record.newest(ActivityQuery(), 9))
    assert found[0] == "released"
    assert [each for each in found if each != NOTE] == ["released", "ended", "refused", "confirmed"]
    assert NOTE in found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (ActivityQuery(person="Ben"), ["refused"]),
        (ActivityQuery(person="Eve"), []),
        (ActivityQuery(person=""), []),
        (ActivityQuery(company_id=OTHER), [NOTE]),
        (ActivityQuery(outcomes=frozenset({ActivityOutcome.FAILED})), ["ended"]),
        (ActivityQuery(outcomes=frozenset({ActivityOutcome.FAILED, REFUSED})), ["ended", "refused"]),
        (ActivityQuery(company_id=COMPANY, before=NOW + timedelta(hours=1)), ["confirmed"]),
        (ActivityQuery(company_id=COMPANY, after=NOW + timedelta(hours=2)), ["ended"]),
        (ActivityQuery(only=frozenset({OTHER})), [NOTE]),
        (ActivityQuery(company_id=COMPANY, only=frozenset({OTHER})), []),
        (ActivityQuery(only=frozenset()), []),
    ],
)  # fmt: skip
def test_the_database_filters(record, query, found):
    assert kinds(record.newest(query, 9)) == found
    page = record.page(query, 1, 9)
    assert (kinds(page.entries), page.of) == (found, len(found))


@pytest.mark.usefixtures("record")
def test_another_account_sees_none_of_it(store):
    log, _ = account(store, "other")
    assert log.page(ActivityQuery(), 1, 9) == ([], 0)
    assert (log.people(), log.company_ids()) == ([], [])


def test_steps_of_a_start_are_left_to_its_own_page(store):
    log, _ = account(store)
    add_events(store, *({"kind": kind} for kind in ("sent", "accepted", "found", "reported", "ended")))
    assert kinds(log.newest(ActivityQuery(), 9)) == ["ended"]
    assert log.page(ActivityQuery(), 1, 9).of == 1


def test_an_entry_has_who_when_from_where_and_its_sync(store):
    log, _ = account(store)
    requested = RequestedRange.between(NOW - timedelta(days=2), NOW)
    values: dict[str, object] = {"id": "start", "stage": "ended", "sync_id": "sync"}
    values |= {"requested_start": requested.start, "requested_finish": requested.finish}
    with store.writing() as connection:
        add_start(connection, "account", **values)
    add_events(store, {**FAILED, "start_id": "start", "origin": "header via", "detail": "Failed"})
    (found,) = log.newest(ActivityQuery(), 9)
    assert (found.person, found.verified, found.at, found.origin) == ("Ada", False, NOW, "header via")
    assert (found.start_id, found.sync_id, found.requested) == ("start", "sync", requested)
    assert (found.outcome, found.code, found.detail) == (ActivityOutcome.FAILED, 5017, "Failed")


def test_people_and_companies_on_record_are_listed_for_the_filters(record):
    assert record.people() == ["Ada", "Ben"]
    assert record.company_ids() == sorted([COMPANY, OTHER])


def test_who_sees_only_some_companies_gets_their_entries_people_and_numbers_alone(record, store):
    add_events(store, {"company_id": NO_COMPANY, "person": "Eve"})
    only = frozenset({COMPANY, *map(str, range(20_000))})  # more than a query may have values
    assert (record.people(only), record.company_ids(only)) == (["Ada", "Ben"], [COMPANY])
    assert record.people(frozenset({OTHER})) == ["Ada"]
    page = record.page(ActivityQuery(only=only), 1, 9)
    assert (kinds(page.entries), page.of) == (["ended", "refused", "confirmed"], 3)
    assert kinds(record.every(ActivityQuery(only=only))) == kinds(page.entries)


@pytest.fixture
def many(store):
    """Ten thousand events, and how many rows were fetched."""
    log, _ = account(store)
    rows = ({"detail": str(number), "at": NOW + timedelta(seconds=number)} for number in range(10_000))
    add_events(store, *rows)
    return log


def details(page):
    return [each.detail for each in page.entries]


def test_a_page_of_ten_thousand_fetches_only_its_rows(many):
    page = many.page(ActivityQuery(), 3, 100)
    assert (len(page.entries), page.of) == (100, 10_000)
    assert details(page)[:2] == ["9799", "9798"]


@pytest.mark.parametrize("number", [100, 101, 999_999])
def test_beyond_the_last_page_is_the_last_one(many, number):
    assert details(many.page(ActivityQuery(), number, 100))[-1] == "0"


def test_the_database_paginates(many, store):
    asked = []
    event.listen(store._database.engine, "after_cursor_execute", lambda *seen: asked.append(seen[2]))
    many.page(ActivityQuery(person="Ada"), 1, 100)
    count, page = [statement for statement in asked if statement.startswith("SELECT")]
    assert "count(" in count
    assert page.count("LIMIT") == 5  # of each table, of all


def test_a_file_gets_every_entry_in_order(many):
    found = [each.detail for each in many.every(ActivityQuery())]
    assert found == [str(number) for number in reversed(range(10_000))]


def test_automatic_events_have_no_origin(store):
    log, _ = account(store)
    add_events(store, {"origin": ""})
    assert log.newest(ActivityQuery(), 1)[0].origin == ""


def test_a_persons_origin_is_recorded_with_the_note(store):
    log, notes = account(store)
    notes.add(COMPANY, "Called.", elsewhere("Ben", OriginKind.HEADER, "x-forwarded-for", allow_starting=True))
    assert log.newest(ActivityQuery(), 1)[0].origin == "header x-forwarded-for"
