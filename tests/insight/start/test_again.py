"""After a lost answer: when a person may ask Codat again, and when the dashboard does automatically."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from codat_client import CompanySyncStatus
from dashboard.insight.start.again import AskAgainLimits, asks_by_itself, may_ask_again
from dashboard.insight.start.attempt import Attempt, Stage
from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id

COMPANY = "4b3c2a10-9f8e-4d7c-8b6a-5f4e3d2c1b0a"
SENT = datetime(2026, 11, 20, 9, tzinfo=UTC)
LATER = SENT + timedelta(minutes=11)
BY_ITSELF = AskAgainLimits(by_itself=True)
LOST = Attempt(
    Intent(new_intent_id(), COMPANY, RequestedRange.up_to_now()),
    Stage.UNCLEAR,
    SENT,
    sent_at=SENT,
    last_sent_at=SENT,
    sent_count=1,
    checked_at=LATER,
)
RANGE = RequestedRange.between(SENT - timedelta(days=2), SENT)


def asks(limits=BY_ITSELF, now=LATER, patience=BY_ITSELF.after, **values):
    return asks_by_itself(replace(LOST, **values), now, limits, patience)


def test_with_the_setting_it_asks_again_once_nothing_new_was_seen_for_long_enough():
    assert asks()
    assert not asks(patience=timedelta(minutes=12))


def test_without_the_setting_it_never_does():
    assert not asks(AskAgainLimits())


def test_for_a_range_of_days_it_never_does():
    assert not asks(intent=replace(LOST.intent, requested=RANGE))


def test_a_sync_that_may_be_ours_keeps_it_from_asking():
    assert not asks(new=(CompanySyncStatus(sync_id=COMPANY),))


def test_a_check_that_failed_shows_nothing():
    assert not asks(check_error="Codat can’t be reached.")


@pytest.mark.parametrize("stage", [each for each in Stage if each is not Stage.UNCLEAR])
def test_it_asks_after_an_unclear_answer_only(stage):
    assert not asks(stage=stage)


def test_it_stops_before_codat_forgets_the_key():
    end = SENT + BY_ITSELF.until
    assert asks(now=end, checked_at=end)
    assert not asks(now=end + timedelta(seconds=1), checked_at=end)


@pytest.mark.parametrize(
    ("status", "again"),
    [(None, True), (200, True), (408, False), (409, True), (429, True), (503, False), (404, False)],
)
def test_an_error_that_codat_keeps_is_not_requested_again(status, again):
    asked_at = SENT + timedelta(minutes=12)
    seen = {"last_sent_at": asked_at, "checked_at": asked_at + BY_ITSELF.after, "sent_count": 2}
    assert asks(error_status=status, **seen) is again


def test_the_answer_to_the_first_request_doesn_t_keep_it_from_asking():
    assert asks(error_status=503)


def offered(now=LATER, **values):
    values.setdefault("may_release", True)
    return may_ask_again(replace(LOST, **values), now, AskAgainLimits())


def test_a_person_may_ask_again_once_they_may_decide_also_for_a_range():
    assert offered()
    assert offered(intent=replace(LOST.intent, requested=RANGE))
    assert not offered(may_release=False)


def test_a_person_may_ask_again_only_before_codat_forgets_the_key():
    end = SENT + AskAgainLimits.until
    assert offered(now=end)
    assert not offered(now=end + timedelta(seconds=1))
    assert not offered(now=end + timedelta(seconds=1), last_sent_at=end, checked_at=end)


def test_where_a_new_sync_is_seen_nobody_is_offered_to_ask_again():
    assert not offered(new=(CompanySyncStatus(sync_id=COMPANY),))


@pytest.mark.parametrize("stage", [each for each in Stage if each is not Stage.UNCLEAR])
def test_a_person_may_ask_again_after_an_unclear_answer_only(stage):
    assert not offered(stage=stage)


def test_where_the_record_does_not_show_that_it_was_sent_a_person_decides():
    assert not asks(sent_count=0)


def test_a_restored_request_that_was_sent_again_brought_the_error_that_is_kept():
    asked_at = SENT + timedelta(minutes=12)
    seen = {"last_sent_at": asked_at, "checked_at": asked_at + BY_ITSELF.after, "sent_count": 1}
    assert not asks(error_status=503, **seen)


@pytest.mark.parametrize(
    ("checked_at", "may"), [(None, False), (SENT - timedelta(seconds=1), False), (SENT, True), (LATER, True)]
)
def test_a_person_may_ask_again_only_after_a_check_since_the_last_request(checked_at, may):
    unclear = replace(LOST, may_release=True, checked_at=checked_at)
    assert may_ask_again(unclear, LATER, AskAgainLimits()) is may
