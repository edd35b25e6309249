"""The record of starts: who holds a company, what changes a start, how a company's starts are read."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from codat_client import CompanySyncStatus, SyncDateRange, SyncSummary
from dashboard.insight.start.attempt import MatchBasis, Stage, StartEventType
from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id
from dashboard.starting.clock import Clock
from dashboard.starting.repository import UNDER_WAY, UNSEEN, LeaseLost, StartRepository
from dashboard.store.errors import StoreUnavailable
from tests.starting.support import repository

COMPANY = "4b3c2a10-9f8e-4d7c-8b6a-5f4e3d2c1b0a"
ADDRESS = "https://codat.example"
NIGHTLY = CompanySyncStatus(sync_id="11111111-1111-4111-8111-111111111111", sync_status_code=1000)
OURS = CompanySyncStatus(sync_id="22222222-2222-4222-8222-222222222222", sync_status_code=1000)
RANGE = SyncDateRange(start_text="2026-11-11T02:00:00Z", finish_text="2026-11-20T02:00:00Z")
SHOUTED = CompanySyncStatus(sync_id="AAAAAAAA-3333-4333-8333-AAAAAAAAAAAA", sync_status_code=2000)
HOUR = timedelta(hours=1)


@pytest.fixture
def records(store):
    """The repository of an account."""
    return repository(store, ADDRESS)


@pytest.fixture
def others(store):
    """The repository of another account at the same address."""
    return repository(store, ADDRESS, "other-key")


def wanted(company=COMPANY, **more):
    return Intent(new_intent_id(), company, RequestedRange.up_to_now(), **more)


def sending(records, intent=None, **values):
    """Record a start up to when it is being sent."""
    attempt, _ = records.claim(intent or wanted(), None)
    now = datetime.now(UTC)
    return records.change(
        attempt.id, **{"stage": Stage.SENDING, "sent_at": now, "last_sent_at": now, "sent_count": 1, **values}
    )


def running(records, intent=None, **values):
    """Record a start that Codat accepted, with its range."""
    attempt = sending(records, intent)
    summary = SyncSummary(sync_status_code=1000, sync_date_range_utc=RANGE)
    return records.change(attempt.id, **{"stage": Stage.RUNNING, "summary": summary, **values})


def settled(records, intent=None, **values):
    """Record a start that is over, and return when it was."""
    now = datetime.now(UTC)
    ended = running(records, intent)
    return records.change(ended.id, **{"stage": Stage.ENDED, "ended_at": now, **values}).ended_at or now


# ── What is recorded about a company ───────────────────────────────────────────────────────────────


def test_a_reported_range_goes_with_the_match_when_that_changes(records):
    attempt = running(records, sync=NIGHTLY, basis=MatchBasis.ONLY_NEW)
    records.change(attempt.id, sync=OURS, basis=MatchBasis.SAME_ID)
    starts = records.of_company(COMPANY)
    assert starts.reported_range(NIGHTLY.sync_id) is None
    assert starts.reported_range(OURS.sync_id).certain


def test_a_reported_range_goes_when_no_sync_matches_any_longer(records):
    attempt = running(records, sync=NIGHTLY, basis=MatchBasis.ONLY_NEW)
    records.change(attempt.id, sync=None, basis=MatchBasis.SEVERAL)
    assert records.of_company(COMPANY).reported_range(NIGHTLY.sync_id) is None


def test_a_reported_range_of_the_only_new_sync_is_not_certain_until_an_id_says_so(records):
    attempt = running(records, sync=OURS, basis=MatchBasis.ONLY_NEW)
    assert not records.of_company(COMPANY).reported_range(OURS.sync_id).certain
    records.change(attempt.id, basis=MatchBasis.PAIRED)
    assert records.of_company(COMPANY).reported_range(OURS.sync_id).certain


@pytest.mark.parametrize("basis", [MatchBasis.SAME_ID, MatchBasis.PAIRED])
def test_a_start_is_matched_by_id_even_if_no_range_was_reported(records, basis):
    running(records, summary=None, sync=SHOUTED, basis=basis)
    assert list(records.of_company(COMPANY.upper()).started) == [SHOUTED.sync_id.lower()]


@pytest.mark.parametrize("basis", [MatchBasis.ONLY_NEW, MatchBasis.SEVERAL, MatchBasis.NOTHING])
def test_a_probable_match_does_not_count_as_started_here(records, basis):
    running(records, sync=OURS, basis=basis)
    assert records.of_company(COMPANY).started == {}


def test_what_was_started_for_another_company_or_by_another_account_is_not_reported(records, others):
    running(records, sync=OURS, basis=MatchBasis.SAME_ID)
    assert records.of_company(new_intent_id()).started == {}
    assert others.of_company(COMPANY).started == {}


@pytest.mark.parametrize("sync", [None, CompanySyncStatus(sync_id=""), CompanySyncStatus()])
def test_without_the_id_of_a_sync_there_is_no_range_and_no_start_of_it(records, sync):
    running(records, sync=sync, basis=MatchBasis.SAME_ID)
    starts = records.of_company(COMPANY)
    assert (starts.started, starts.reported_range("")) == ({}, None)


def test_a_range_reported_to_a_later_start_of_the_same_sync_is_the_one_that_counts(records):
    settled(records, sync=OURS, basis=MatchBasis.ONLY_NEW)
    running(records, sync=OURS, basis=MatchBasis.SAME_ID)
    assert records.of_company(COMPANY).reported_range(OURS.sync_id).certain


# ── Who holds a company ──────────────────────────────────────────────────────────────────────────


def test_a_refused_intent_holds_nothing_and_the_same_id_is_not_carried_out_later(records):
    intent = wanted()
    refused, lease = records.claim(intent, "Not from here.")
    assert (refused.stage, refused.sentence, lease) == (Stage.NOT_STARTED, "Not from here.", None)
    assert records.of_company(COMPANY).holder is None
    assert records.claim(intent, None) == (refused, None)
    assert records.claim(wanted(), None)[1]


def test_an_intent_is_carried_out_once_and_holds_its_company(records):
    intent = wanted()
    first, lease = records.claim(intent, None)
    assert (first.stage, lease is not None, records.claim(intent, None)) == (
        Stage.LOOKING,
        True,
        (first, None),
    )
    assert records.of_company(COMPANY.upper()).holder == first
    assert records.of_company(new_intent_id()).holder is None


class FixedClock(Clock):
    """A clock that shows `at` until it is set."""

    at = datetime(2026, 11, 20, 20, 17, tzinfo=UTC)

    def now(self):
        return self.at


@pytest.mark.parametrize(("who", "named"), [("Ann", "Ann"), ("", "A colleague")])
@pytest.mark.parametrize(("later", "since"), [(HOUR, "at 20:17 UTC"), (9 * HOUR, "on 20 Nov at 20:17 UTC")])
def test_the_second_person_is_shown_who_started_and_that_it_continues(records, who, named, later, since):
    records.clock = FixedClock()
    first, _ = records.claim(wanted(who=who), None)
    records.clock.at += later
    second, lease = records.claim(wanted(), None)
    assert (lease, second.stage, second.blocked_by) == (None, Stage.NOT_STARTED, first.id)
    said = f"{named} started a sync for this company {since}; we don’t know its outcome"
    assert second.sentence.startswith(said)
    assert records.of_company(COMPANY).holder == first


def test_an_id_that_a_database_cannot_store_keeps_no_outcome_from_being_recorded(records):
    odd = CompanySyncStatus(sync_id="odd\0id", sync_status_code=1000)
    found = running(records, sync=odd, new=(odd,), basis=MatchBasis.ONLY_NEW)
    assert records.get(found.id).sync.sync_id == "odd\0id"
    records.save_listed(found.id, {"odd\0id"})
    assert records.listed(found.id) == {"odd\0id"}


def test_all_starts_of_a_company_are_read_in_two_queries(records, store):
    known = [settled(records, sync=OURS, basis=MatchBasis.SAME_ID) for _ in range(3)]
    queries = []
    event.listen(store._database.engine, "before_cursor_execute", lambda *asked: queries.append(asked[2]))
    found = records.of_company(COMPANY).attempts
    assert [each.ended_at for each in found] == known[::-1]
    assert {len(each.log) for each in found} == {1}
    assert len([each for each in queries if "FROM start" in each]) == 2


def test_another_key_is_refused_until_the_start_is_settled_and_sees_no_name_or_id(records, others):
    first = running(records, wanted(who="Ann"))
    refused, lease = others.claim(wanted(), None)
    assert (lease, refused.sentence, refused.blocked_by) == (None, UNDER_WAY, "")
    assert (others.of_company(COMPANY).held_by_another_key, others.of_company(COMPANY).holder) == (True, None)
    assert not records.of_company(COMPANY).held_by_another_key
    records.change(first.id, stage=Stage.ENDED, ended_at=datetime.now(UTC))
    assert not others.of_company(COMPANY).held_by_another_key
    assert others.claim(wanted(), None)[1]


def test_the_same_id_at_another_address_is_another_company(records, store):
    running(records)
    assert repository(store, "https://other.example").claim(wanted(), None)[1]


def test_a_start_of_another_key_that_ended_after_the_page_was_read_refuses_this_one(records, others):
    over = settled(records)
    refused, lease = others.claim(wanted(seen_at=over - timedelta(seconds=1)), None)
    assert (lease, refused.sentence, refused.blocked_by) == (None, UNSEEN, "")
    assert others.claim(wanted(seen_at=over), None)[1]


@pytest.mark.parametrize(("before", "free"), [(timedelta(0), True), (timedelta(microseconds=1), False)])
def test_what_was_read_before_the_end_of_a_start_has_not_seen_it(records, before, free):
    attempt, lease = records.claim(wanted(seen_at=settled(records) - before), None)
    assert (lease is not None) is free
    assert ("your page was loaded before it ended" in attempt.sentence) is not free


def test_who_claims_while_another_one_looks_waits_for_that_to_end(records, database_url, open_, monkeypatch):
    other = StartRepository(open_(database_url, busy_seconds=0.05), records._account_id, ADDRESS)
    blocking = records._blocking

    def then_another_claims(*asked):
        found = blocking(*asked)
        with pytest.raises(StoreUnavailable, match="busy"):
            other.claim(wanted(), None)
        return found

    monkeypatch.setattr(records, "_blocking", then_another_claims)
    assert records.claim(wanted(), None)[1] is not None
    assert other.claim(wanted(), None)[1] is None


def test_a_start_of_another_company_blocks_no_one(records):
    over = settled(records)
    assert records.claim(wanted(new_intent_id(), seen_at=over - timedelta(hours=1)), None)[1]


def test_a_start_that_started_nothing_blocks_no_one(records):
    sent = sending(records)
    records.change(sent.id, stage=Stage.NOT_STARTED, ended_at=datetime.now(UTC))
    assert records.claim(wanted(seen_at=sent.sent_at - timedelta(hours=1)), None)[1]


# ── Changes ──────────────────────────────────────────────────────────────────────────────────────


def test_an_attempt_is_found_by_its_id_in_any_spelling_and_no_other_is(records, others):
    attempt = running(records)
    assert records.get(attempt.id.upper()) == attempt
    assert records.get(new_intent_id()) is None
    assert records.get("\0") is None  # as in an address; PostgreSQL can't even compare with it
    assert others.get(attempt.id) is None


def test_a_conditional_change_happens_only_if_its_test_passes(records):
    attempt = running(records)
    with pytest.raises(LookupError):
        records.change_if(new_intent_id(), lambda _: True, check_error="x")
    assert records.change_if(attempt.id, lambda _: False, check_error="x") == (attempt, False)
    changed, done = records.change_if(attempt.id.upper(), lambda now: now == attempt, check_error="x")
    assert (changed.check_error, done, records.get(attempt.id)) == ("x", True, changed)


def test_each_change_increases_the_version_and_keeps_the_log(records):
    attempt = running(records)
    changed = records.change(
        attempt.id, (StartEventType.SENT, "", None), (StartEventType.REPORTED, "Running", 1000)
    )
    assert changed.version == attempt.version + 1
    assert changed.log[:-2] == attempt.log
    assert [(line.kind, line.detail, line.code) for line in changed.log[-2:]] == [
        (StartEventType.SENT, "", None),
        (StartEventType.REPORTED, "Running", 1000),
    ]


def test_a_transition_that_is_not_allowed_is_refused_and_changes_nothing(records):
    attempt = running(records)
    with pytest.raises(ValueError, match="can’t become sending"):
        records.change(attempt.id, (StartEventType.SENT, "", None), stage=Stage.SENDING)
    assert records.get(attempt.id) == attempt


def test_a_process_that_lost_its_lease_changes_nothing(records):
    attempt, lost = records.claim(wanted(), None)
    changed, lease = records.seize(attempt.id, lambda _: True, check_error="seized")
    with pytest.raises(LeaseLost):
        records.change(attempt.id, lease=lost, check_error="too late")
    assert records.get(attempt.id) == changed
    assert records.change(attempt.id, lease=lease, check_error="").version == changed.version + 1


def test_what_does_not_pass_the_test_is_not_seized(records):
    attempt, lease = records.claim(wanted(), None)
    assert records.seize(attempt.id, lambda _: False, check_error="x") == (attempt, None)
    assert records.renew(lease)


def test_a_start_is_taken_over_only_when_its_process_no_longer_renews_its_lease(store, records):
    attempt, lease = records.claim(wanted(), None)
    other_process = StartRepository(store, records._account_id, ADDRESS)
    open_ones = [each.id for each in records.under_way()]
    assert (open_ones, other_process.take_over(attempt.id)) == ([attempt.id], None)
    records.give_back(lease)
    assert other_process.take_over(attempt.id) is not None
    assert not records.renew(lease)


def test_the_slowest_listing_is_the_longest_time_from_a_request_to_its_sync_in_the_list(records):
    assert records.measured.slowest_listing(HOUR) is None
    attempt = sending(records)
    found = {"stage": Stage.RUNNING, "sync": OURS, "basis": MatchBasis.PAIRED}
    found_at = records.change(attempt.id, (StartEventType.FOUND, "paired", None), **found).log[-1].at
    assert records.measured.slowest_listing(HOUR) == found_at - attempt.sent_at


def test_a_listing_seen_only_after_hours_does_not_count_as_codats_delay(records):
    long_ago = datetime.now(UTC) - timedelta(hours=5)
    attempt = sending(records, sent_at=long_ago, last_sent_at=long_ago)
    found = {"stage": Stage.RUNNING, "sync": OURS, "basis": MatchBasis.PAIRED}
    records.change(attempt.id, (StartEventType.FOUND, "paired", None), **found)
    assert records.measured.slowest_listing(HOUR) is None


def test_a_listing_that_was_seen_by_a_process_that_took_over_is_no_measure_of_it_either(records):
    attempt = sending(records)
    records.seize(attempt.id, lambda _: True)
    found = {"stage": Stage.RUNNING, "sync": OURS, "basis": MatchBasis.PAIRED}
    records.change(attempt.id, (StartEventType.FOUND, "paired", None), **found)
    assert records.measured.slowest_listing(HOUR) is None


def test_each_line_is_written_once_to_the_log_of_the_process(records, caplog):
    caplog.set_level(logging.INFO, "dashboard")
    attempt, _ = records.claim(wanted(who="Ann"), None)
    records.change(attempt.id, check_error="no line")
    records.change(attempt.id, (StartEventType.SENT, "", None), (StartEventType.ACCEPTED, "fine", 1000))
    told = [each.getMessage() for each in caplog.records]
    assert [line.partition("): ")[2] for line in told] == ["confirmed 'Ann'", "sent ''", "accepted 'fine'"]
    assert all(f"start {attempt.id} company {COMPANY} by Ann (up to now" in line for line in told)


def test_a_refusal_is_written_there_with_its_reason(records, caplog):
    caplog.set_level(logging.INFO, "dashboard")
    records.claim(wanted(), "Not from here.")
    assert [each.getMessage().partition(" by ")[2] for each in caplog.records] == [
        "- (up to now): confirmed ''",
        "- (up to now): refused 'Not from here.'",
    ]
