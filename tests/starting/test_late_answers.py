"""Codat's answer, however late it is recorded, and whoever has taken the start over meanwhile."""

from datetime import UTC, datetime

import pytest

from codat_client import CodatClient, CompanySyncStatus, SyncSummary
from codat_client.errors import NotFound, Unclear
from dashboard.insight.start.attempt import MatchBasis, Stage, StartEventType
from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id
from dashboard.starting.progress import asked_again
from dashboard.starting.worker import StartWorker
from dashboard.store.errors import StoreProblem, StoreUnavailable
from tests.starting.support import RULES, repository

COMPANY = "4b3c2a10-9f8e-4d7c-8b6a-5f4e3d2c1b0a"
NEW = CompanySyncStatus(sync_id="11111111-1111-4111-8111-111111111111", sync_status_code=1000)
YES = SyncSummary(commerce_sync_id="22222222-2222-4222-8222-222222222222", sync_status_code=1000)
NO = NotFound("No company was found.")


@pytest.fixture
def records(store):
    """The repository of an account."""
    return repository(store, "https://codat.example")


@pytest.fixture
def sent(records):
    """Return a function that records a sent start with some values, and returns who awaits its answer."""

    def worker(**values):
        intent = Intent(new_intent_id(), COMPANY, RequestedRange.up_to_now())
        attempt, lease = records.claim(intent, None)
        now = datetime.now(UTC)
        once = {"sent_at": now, "last_sent_at": now, "sent_count": 1}
        records.change(attempt.id, stage=Stage.SENDING, **once)
        if values:
            records.change(attempt.id, **{"stage": Stage.UNCLEAR, "was_unclear": True} | values)
        return StartWorker(lambda: CodatClient("test-key"), records, attempt.id, RULES, lease)

    return worker


@pytest.fixture
def dropping(sent, records, monkeypatch):
    """Who awaits an answer, while the connection drops once at the end of a transaction that was stored."""
    worker, change_if = sent(), records.change_if
    dropped: list[bool] = []

    def change_then_drop(*asked, **values):
        changed = change_if(*asked, **values)
        if not dropped:
            dropped.append(True)
            raise StoreUnavailable(StoreProblem.DOWN)
        return changed

    monkeypatch.setattr(records, "change_if", change_then_drop)
    return worker


def kinds(records, worker):
    return [each.kind for each in records.get(worker.id).log[1:]]


FOUND = {"stage": Stage.RUNNING, "new": (NEW,), "sync": NEW, "basis": MatchBasis.ONLY_NEW}


def test_a_late_yes_shows_which_sync_is_ours_though_one_was_found_that_probably_is(records, sent):
    worker = sent(**FOUND)
    assert worker._accepted(YES)
    known = records.get(worker.id)
    assert (known.stage, known.summary.commerce_sync_id) == (Stage.RUNNING, YES.commerce_sync_id)
    assert kinds(records, worker) == [StartEventType.ACCEPTED]


def test_a_second_yes_changes_nothing(records, sent):
    worker = sent()
    worker._accepted(YES)
    worker._accepted(SyncSummary(commerce_sync_id=NEW.sync_id, sync_status_code=1000))
    assert records.get(worker.id).summary.commerce_sync_id == YES.commerce_sync_id
    assert kinds(records, worker) == [StartEventType.ACCEPTED, StartEventType.LATE_ANSWER]


def test_a_late_no_to_the_only_request_settles_it(records, sent):
    worker = sent(sentence="The dashboard stopped.")
    assert not worker._refused(NO)
    assert records.get(worker.id).stage is Stage.NOT_STARTED


def test_a_late_no_to_the_only_request_shows_that_what_was_found_is_someone_elses(records, sent):
    worker = sent(**FOUND)
    assert not worker._refused(NO)
    known = records.get(worker.id)
    assert (known.stage, known.sync, known.new, known.basis) == (
        Stage.NOT_STARTED,
        None,
        (),
        MatchBasis.NOTHING,
    )


def test_a_no_to_what_codat_has_accepted_changes_nothing(records, sent):
    worker = sent()
    worker._accepted(YES)
    worker._refused(NO)
    assert records.get(worker.id).stage is Stage.RUNNING


def test_a_no_to_a_repeated_request_says_nothing_of_one_that_a_backup_does_not_show(records, sent):
    worker = sent(sent_count=0)  # as after a restore
    known = records.get(worker.id)
    records.change(worker.id, **asked_again(known, datetime.now(UTC)))
    assert worker._refused(NO)
    assert records.get(worker.id).stage is Stage.UNCLEAR


def test_a_yes_that_was_stored_though_the_connection_dropped_is_on_record_once(records, dropping):
    assert dropping._accepted(YES)
    assert kinds(records, dropping) == [StartEventType.ACCEPTED]


def test_a_no_that_was_stored_though_the_connection_dropped_is_on_record_once(records, dropping):
    assert not dropping._refused(NO)
    assert kinds(records, dropping) == [StartEventType.NOT_STARTED]


def test_a_lost_answer_that_was_stored_though_the_connection_dropped_is_on_record_once(records, dropping):
    assert dropping._refused(Unclear("The connection dropped."))
    assert kinds(records, dropping) == [StartEventType.UNCLEAR]


def test_an_answer_that_never_came_is_no_late_answer(records, sent):
    worker = sent(**FOUND)  # by the process that took over
    assert worker._refused(Unclear("The request timed out."))
    assert kinds(records, worker) == []
