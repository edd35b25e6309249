"""The record of starts: to which sync a told range belongs, what changes a settled attempt."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from codat_client import CodatClient, CompanySyncStatus, SyncDateRange, SyncSummary
from dashboard.insight.start.attempt import MatchBasis, Stage, StartEventType
from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id
from dashboard.starting.claims import Claims
from dashboard.starting.matching import Baseline
from dashboard.starting.repository import StartRepository
from dashboard.starting.worker import StartWorker
from tests.starting.support import QUICK

COMPANY = "4b3c2a10-9f8e-4d7c-8b6a-5f4e3d2c1b0a"
NIGHTLY = CompanySyncStatus(sync_id="11111111-1111-4111-8111-111111111111", sync_status_code=1000)
OURS = CompanySyncStatus(sync_id="22222222-2222-4222-8222-222222222222", sync_status_code=1000)
RANGE = SyncDateRange(start_text="2026-11-11T02:00:00Z", finish_text="2026-11-20T02:00:00Z")
SHOUTED = CompanySyncStatus(sync_id="AAAAAAAA-3333-4333-8333-AAAAAAAAAAAA", sync_status_code=2000)
NOBODY = "http://127.0.0.1:9"


def begun():
    """Make records with one attempt that was told a range."""
    records = StartRepository()
    attempt, _ = records.claim(Intent(new_intent_id(), COMPANY, RequestedRange.up_to_now()), None)
    summary = SyncSummary(sync_status_code=1000, sync_date_range_utc=RANGE)
    return records, records.change(attempt.id, stage=Stage.RUNNING, summary=summary)


def test_a_reported_range_goes_with_the_match_when_that_changes():
    records, attempt = begun()
    records.change(attempt.id, sync=NIGHTLY, basis=MatchBasis.ONLY_NEW)
    records.change(attempt.id, sync=OURS, basis=MatchBasis.SAME_ID)
    assert records.reported_range(COMPANY, NIGHTLY.sync_id) is None
    assert records.reported_range(COMPANY, OURS.sync_id).certain


def test_a_reported_range_goes_when_no_sync_matches_any_longer():
    records, attempt = begun()
    records.change(attempt.id, sync=NIGHTLY, basis=MatchBasis.ONLY_NEW)
    records.change(attempt.id, sync=None, basis=MatchBasis.SEVERAL)
    assert records.reported_range(COMPANY, NIGHTLY.sync_id) is None


def test_a_reported_range_of_the_only_new_sync_is_not_certain_until_an_id_tells():
    records, attempt = begun()
    records.change(attempt.id, sync=OURS, basis=MatchBasis.ONLY_NEW)
    assert not records.reported_range(COMPANY, OURS.sync_id).certain
    records.change(attempt.id, basis=MatchBasis.PAIRED)
    assert records.reported_range(COMPANY, OURS.sync_id).certain


@pytest.mark.parametrize("basis", [MatchBasis.SAME_ID, MatchBasis.PAIRED])
def test_a_start_is_known_by_an_id_even_where_no_range_was_reported(basis):
    records, attempt = begun()
    records.change(attempt.id, summary=None, sync=SHOUTED, basis=basis)
    assert list(records.started(COMPANY.upper())) == [SHOUTED.sync_id.lower()]


@pytest.mark.parametrize("basis", [MatchBasis.ONLY_NEW, MatchBasis.SEVERAL, MatchBasis.NOTHING])
def test_a_sync_that_is_only_probably_ours_was_not_started_here_for_certain(basis):
    records, attempt = begun()
    records.change(attempt.id, sync=OURS, basis=basis)
    assert records.started(COMPANY) == {}


def test_what_was_started_for_another_company_is_not_reported():
    records, attempt = begun()
    records.change(attempt.id, sync=OURS, basis=MatchBasis.SAME_ID)
    assert records.started("another") == {}


def test_a_look_that_failed_changes_nothing_of_a_settled_attempt():
    records, attempt = begun()
    client = CodatClient("test-key", NOBODY, read_timeout=0.2)
    run = StartWorker(client, records, attempt, QUICK)
    run._baseline = Baseline(frozenset(), None)
    released = records.change(attempt.id, stage=Stage.RELEASED, ended_at=datetime.now(UTC))
    run._look_again()
    client.close()
    assert records.get(attempt.id) == released


def wanted(company=COMPANY, **more):
    return Intent(new_intent_id(), company, RequestedRange.up_to_now(), **more)


def test_a_refused_intent_holds_nothing_and_the_same_id_is_not_carried_out_later():
    records, intent = StartRepository(), wanted()
    refused, fresh = records.claim(intent, "Not from here.")
    assert (refused.stage, refused.sentence, fresh) == (Stage.NOT_STARTED, "Not from here.", False)
    assert records.holder(COMPANY) is None
    assert records.claim(intent, None) == (refused, False)
    assert records.claim(wanted(), None)[1]


def test_an_intent_is_carried_out_once_and_holds_its_company():
    records, intent = StartRepository(), wanted()
    first, fresh = records.claim(intent, None)
    assert (first.stage, fresh, records.claim(intent, None)) == (Stage.LOOKING, True, (first, False))
    assert records.holder(COMPANY.upper()) is first
    assert records.holder("another") is None


def test_an_attempt_is_found_by_its_id_in_any_spelling_and_no_other_is():
    records, attempt = begun()
    assert records.get(attempt.id.upper()) is attempt
    assert records.get(new_intent_id()) is None


def test_a_change_that_depends_happens_only_where_it_may():
    records, attempt = begun()
    assert records.change_if(new_intent_id(), lambda _: True, check_error="x") is None
    assert records.change_if(attempt.id, lambda _: False, check_error="x") is attempt
    changed = records.change_if(attempt.id.upper(), lambda now: now is attempt, check_error="x")
    assert (changed.check_error, records.get(attempt.id)) == ("x", changed)


def test_each_change_is_a_version_further_and_keeps_the_log():
    records, attempt = begun()
    changed = records.change(
        attempt.id, (StartEventType.SENT, "", None), (StartEventType.REPORTED, "Running", 1000)
    )
    assert changed.version == attempt.version + 1
    assert changed.log[:-2] == attempt.log
    assert [(line.kind, line.detail, line.code) for line in changed.log[-2:]] == [
        (StartEventType.SENT, "", None),
        (StartEventType.REPORTED, "Running", 1000),
    ]


def test_each_line_is_written_once_to_the_log_of_the_process(caplog):
    caplog.set_level(logging.INFO)
    records = StartRepository()
    attempt, _ = records.claim(wanted(who="Ann"), None)
    records.change(attempt.id, check_error="no line")
    records.change(attempt.id, (StartEventType.SENT, "", None), (StartEventType.ACCEPTED, "fine", 1000))
    told = [each.getMessage() for each in caplog.records]
    assert [line.partition("): ")[2] for line in told] == ["confirmed 'Ann'", "sent ''", "accepted 'fine'"]
    assert all(f"start {attempt.id} company {COMPANY} by Ann (up to now" in line for line in told)


def test_a_refusal_is_written_there_with_its_reason(caplog):
    caplog.set_level(logging.INFO)
    StartRepository().claim(wanted(), "Not from here.")
    assert [each.getMessage().partition(" by ")[2] for each in caplog.records] == [
        "- (up to now): refused 'Not from here.'"
    ]


@pytest.mark.parametrize(("who", "named"), [("Ann", "Ann"), ("", "A colleague")])
def test_who_comes_second_is_shown_who_started_and_when_and_that_it_goes_on(who, named):
    records = StartRepository()
    first, _ = records.claim(wanted(who=who), None)
    second, fresh = records.claim(wanted(), None)
    begins = f"{named} started a sync for this company at {first.confirmed_at:%H:%M:%S} UTC;"
    assert (fresh, second.stage, second.blocked_by) == (False, Stage.NOT_STARTED, first.id)
    assert second.sentence.startswith(begins)
    assert records.holder(COMPANY) is first


def settled(**values):
    """Make records with one settled attempt, and give when it was over."""
    records, attempt = begun()
    now = datetime.now(UTC)
    records.change(attempt.id, **{"stage": Stage.ENDED, "sent_at": now, "ended_at": now, **values})
    return records, now


@pytest.mark.parametrize(("before", "free"), [(timedelta(0), True), (timedelta(microseconds=1), False)])
def test_what_was_read_before_the_end_of_a_start_has_not_seen_it(before, free):
    records, over = settled()
    attempt, fresh = records.claim(wanted(seen_at=over - before), None)
    assert fresh is free
    assert ("your page was loaded before it ended" in attempt.sentence) is not free


def test_a_start_of_another_company_is_in_nobodys_way():
    records, over = settled()
    assert records.claim(wanted(new_intent_id(), seen_at=over - timedelta(hours=1)), None)[1]


@pytest.mark.parametrize("values", [{"sent_at": None}, {"stage": Stage.NOT_STARTED}])
def test_a_start_that_came_to_nothing_is_in_nobodys_way(values):
    records, over = settled(**values)
    assert records.claim(wanted(seen_at=over - timedelta(hours=1)), None)[1]


def test_without_a_time_of_its_end_a_start_counts_from_its_confirmation():
    records, _ = settled(ended_at=None)
    (attempt,) = records._attempts.values()
    assert not records.claim(wanted(seen_at=attempt.confirmed_at - timedelta(seconds=1)), None)[1]
    assert records.claim(wanted(seen_at=attempt.confirmed_at), None)[1]


def test_a_reported_range_belongs_to_its_company_and_its_sync_in_any_spelling():
    records, attempt = begun()
    records.change(attempt.id, sync=SHOUTED, basis=MatchBasis.SAME_ID)
    assert records.reported_range(COMPANY.upper(), SHOUTED.sync_id) == records.get(attempt.id).reported
    assert records.reported_range(COMPANY, OURS.sync_id) is None
    assert records.reported_range("another", SHOUTED.sync_id) is None


@pytest.mark.parametrize("sync", [None, CompanySyncStatus(sync_id=""), CompanySyncStatus()])
def test_without_the_id_of_a_sync_there_is_no_range_and_no_start_of_it(sync):
    records, attempt = begun()
    records.change(attempt.id, sync=sync, basis=MatchBasis.SAME_ID)
    assert (records.started(COMPANY), records.reported_range(COMPANY, "")) == ({}, None)


def test_a_range_reported_to_a_later_start_of_the_same_sync_stays_when_the_earlier_lets_go():
    records, first = begun()
    records.change(first.id, sync=OURS, basis=MatchBasis.ONLY_NEW)
    records.change(first.id, stage=Stage.OUT_OF_SIGHT)
    second, _ = records.claim(wanted(), None)
    summary = SyncSummary(sync_status_code=1000, sync_date_range_utc=RANGE)
    records.change(second.id, stage=Stage.RUNNING, summary=summary, sync=OURS, basis=MatchBasis.SAME_ID)
    records.change(first.id, sync=None)
    assert records.reported_range(COMPANY, OURS.sync_id).certain


def test_a_start_holds_its_company_for_the_other_keys_of_its_address_until_it_is_settled():
    claims = Claims()
    mine, other, elsewhere = (
        StartRepository(claims, "here"),
        StartRepository(claims, "here"),
        StartRepository(claims, "there"),
    )
    attempt, _ = mine.claim(wanted(), None)
    assert [each.held_by_another_key(COMPANY.upper()) for each in (mine, other, elsewhere)] == [
        False,
        True,
        False,
    ]
    settled_now = {"stage": Stage.ENDED, "sent_at": attempt.confirmed_at, "ended_at": datetime.now(UTC)}
    mine.change(attempt.id, **settled_now)
    assert not other.held_by_another_key(COMPANY)
    assert not other.claim(wanted(seen_at=attempt.confirmed_at), None)[1]


def test_what_is_noted_of_a_settled_start_frees_no_later_one_of_the_same_key():
    claims = Claims()
    mine, other = StartRepository(claims, "here"), StartRepository(claims, "here")
    first, _ = mine.claim(wanted(), None)
    mine.change(first.id, stage=Stage.RELEASED)
    mine.claim(wanted(), None)
    mine.change(first.id, check_error="a last look failed")
    assert other.held_by_another_key(COMPANY)
