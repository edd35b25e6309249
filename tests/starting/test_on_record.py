"""What a start leaves on record: who did each step and from where, the outcome, what was refused."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from codat_client import CompanySyncStatus
from dashboard.access.request_origin import OriginKind
from dashboard.insight.start.attempt import MatchBasis, OpenStart, Stage, StartEventType
from dashboard.insight.start.check import RecordedAnswer
from dashboard.settings import Settings
from dashboard.store.tables import start_event
from tests.starting.support import ADA, ELSEWHERE, repository
from tests.starting.test_repository import ADDRESS, COMPANY, wanted
from tests.support import limits
from tests.support.people import at_desk, elsewhere
from tests.support.starts import wait_for

BEN = elsewhere("Ben", OriginKind.HEADER, "x-forwarded-for")
DONE = CompanySyncStatus(sync_id="22222222-2222-4222-8222-222222222222", sync_status_code=2000)


@pytest.fixture
def records(store):
    """The repository of an account."""
    return repository(store, ADDRESS)


def events(store, kind):
    """Return the recorded events of a kind, the oldest first."""
    query = select(start_event).where(start_event.c.kind == kind).order_by(start_event.c.id)
    with store.reading() as connection:
        return connection.execute(query).all()


def ended(records, took=60, company=COMPANY, record=DONE):
    """Record a start whose sync was accepted and ended after this long."""
    attempt, _ = records.claim(wanted(company), None, ADA)
    began = datetime.now(UTC) - timedelta(seconds=took)
    sent = {"sent_at": began, "last_sent_at": began, "accepted_at": began}
    records.change(attempt.id, stage=Stage.SENDING)
    records.change(attempt.id, stage=Stage.RUNNING, **sent)
    line = (StartEventType.ENDED, "", record.sync_status_code)
    values = {"sync": record, "new": (record,), "basis": MatchBasis.SAME_ID, "ended_at": datetime.now(UTC)}
    return records.change(attempt.id, line, stage=Stage.ENDED, **values)


def test_a_confirmation_records_the_person_and_where_they_were(store, records):
    records.claim(wanted(), None, BEN)
    (confirmed,) = events(store, "confirmed")
    assert (confirmed.person, confirmed.verified, confirmed.origin) == (
        "Ben",
        False,
        "header x-forwarded-for",
    )


def test_automatic_events_are_recorded_under_who_started_it_without_an_origin(store, records):
    attempt, _ = records.claim(wanted(who="Ada"), None, ADA)
    records.change(attempt.id, (StartEventType.UNCLEAR, "", None))
    (unclear,) = events(store, "unclear")
    assert (unclear.person, unclear.origin) == ("Ada", "")


def test_a_decision_is_recorded_under_who_made_it(store, records):
    attempt, _ = records.claim(wanted(who="Ada"), None, ADA)
    records.change_if(attempt.id, lambda _: True, (StartEventType.RELEASED, "", None), by=BEN)
    (released,) = events(store, "released")
    assert (released.person, released.outcome) == ("Ben", "unknown")


@pytest.mark.parametrize(
    ("code", "outcome"), [(2000, "succeeded"), (2040, "nothing_to_write"), (5017, "failed")]
)
def test_the_end_is_on_record_with_its_outcome(store, records, code, outcome):
    ended(records, record=CompanySyncStatus(sync_id=DONE.sync_id, sync_status_code=code))
    assert events(store, "ended")[0].outcome == outcome


def test_a_refused_start_is_on_record(starter, store):
    attempt = starter.service.start(starter.intent(), Settings(), ELSEWHERE)
    (refused,) = events(store, "refused")
    assert (refused.start_id, refused.outcome, refused.origin) == (attempt.id, "refused", "peer")


@pytest.mark.parametrize("act", ["ask_again", "release"])
def test_a_refused_decision_is_on_record_and_changes_nothing(starter, store, act):
    attempt = starter.start(starter.intent())
    again = getattr(starter.service, act)(attempt.id, at_desk("Ada", read_only=True))
    assert again.intent == attempt.intent
    (refused,) = events(store, "refused")
    assert (refused.person, refused.company_id, refused.start_id) == ("Ada", attempt.intent.company_id, None)
    assert "read-only" in refused.detail


def test_a_refused_answer_is_on_record_and_no_answer_is(starter, store):
    answer = RecordedAnswer("by hand", "The merchant entered these days by hand.")
    said = starter.service.note_answer(COMPANY, answer, at_desk("Ada", read_only=True))
    (refused,) = events(store, "refused")
    assert (refused.person, refused.company_id, refused.detail) == ("Ada", COMPANY, said)
    assert events(store, "answered") == []


def test_the_recorded_name_is_the_persons_not_the_intents(starter):
    attempt = starter.service.start(starter.intent(who="Eve"), Settings(), ADA)
    assert starter.service.look(attempt.id).intent.who == "Ada"


def test_how_many_days_were_missing_is_on_record(records):
    attempt, _ = records.claim(wanted(missing_days=12), None, ADA)
    assert records.get(attempt.id).intent.missing_days == 12


def test_a_start_under_way_shows_at_once_and_no_longer_once_it_has_ended(starter):
    starter.sandbox.switch(syncSeconds=60)
    attempt = starter.start(starter.intent(who="Ada"))
    shown = OpenStart(attempt.id, attempt.intent.company_id, "Ada", attempt.confirmed_at)
    assert starter.service.under_way() == (shown,)
    starter.end(attempt)
    wait_for(starter.service, attempt.id, lambda _: not starter.service.under_way(), limits.WAIT_S)


def test_a_start_of_another_process_shows_too(starter_at):
    one = starter_at()
    attempt, _ = one.service._records.claim(one.intent(), None, ADA)
    other = starter_at(api_key="test-key-2")
    other.service._records = one.service._records  # a second process with the same account
    other.service._look_around()
    assert [each.id for each in other.service.under_way()] == [attempt.id]


def test_only_syncs_watched_to_their_success_count_for_the_usual_time(records):
    took = [ended(records, seconds) for seconds in (60, 120)]
    assert all(each.stage is Stage.ENDED for each in took)
    ended(records, record=CompanySyncStatus(sync_id=DONE.sync_id, sync_status_code=5017))
    ended(records, company="00000000-0000-4000-8000-000000000002")
    records.seize(ended(records, 9000).id, lambda _: True)
    found = [round(each.total_seconds(), -1) for each in records.measured.watched(COMPANY)]
    assert found == [120, 60]
