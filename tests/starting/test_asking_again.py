"""Asking Codat again after a lost answer: automatically if a setting allows it, and once per decision."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dashboard.insight.outcome import Outcome
from dashboard.insight.start.attempt import Stage, StartEventType
from dashboard.insight.start.intent import RequestedRange
from dashboard.starting.clock import Clock
from dashboard.starting.repository import LeaseLost
from dashboard.starting.worker import StartWorker
from tests.starting.support import ADA, RULES, SOON
from tests.support import limits
from tests.support.starts import wait_for

BY_ITSELF = replace(RULES, again=replace(SOON, by_itself=True))
ASKED = (StartEventType.ASKED_BY_ITSELF, StartEventType.ASKED_AGAIN)


@pytest.fixture
def asking(starter_at):
    """A starter that asks again automatically."""
    return starter_at(BY_ITSELF)


def asked(attempt):
    return [each.kind for each in attempt.log if each.kind in ASKED]


def last_days():
    now = Clock().now()
    return RequestedRange.between(now - timedelta(days=3), now - timedelta(days=1))


def test_a_lost_request_that_began_nothing_is_sent_again_by_itself_with_the_same_key(asking):
    asking.sandbox.fault("drop", operation="sync.request", carriedOut=False)
    attempt = asking.run("healthy")
    assert (attempt.outcome, asked(attempt)) == (Outcome.SUCCEEDED, [StartEventType.ASKED_BY_ITSELF])
    assert (asking.posts(), asking.carried_out()) == (2, 1)
    assert {each["idempotencyKey"] for each in asking.sandbox.ledger()} == {attempt.id}


def test_it_asks_again_until_an_answer_arrives(asking):
    asking.sandbox.fault("drop", n=3, operation="sync.request", carriedOut=False)
    attempt = asking.run("healthy")
    assert (attempt.outcome, attempt.sent_count, asking.carried_out()) == (Outcome.SUCCEEDED, 4, 1)


def test_a_sync_that_began_is_found_and_not_asked_for_again(asking):
    asking.sandbox.fault("drop", operation="sync.request", carriedOut=True)
    asking.sandbox.switch(idempotency=False)
    attempt = asking.run("healthy")
    assert (attempt.outcome, asked(attempt), asking.posts()) == (Outcome.SUCCEEDED, [], 1)


def test_an_error_that_is_kept_under_the_key_leaves_it_to_a_person(asking):
    asking.sandbox.fault("503", operation="sync.request", carriedOut=False)
    attempt = asking.until_unknown("healthy")
    assert (attempt.stage, attempt.sent_count, attempt.error_status) == (Stage.UNCLEAR, 2, 503)
    assert asking.carried_out() == 0


def test_a_range_of_days_is_left_to_a_person(asking):
    asking.sandbox.fault("drop", operation="sync.request_for_date_range", carriedOut=False)
    attempt = asking.run("healthy", last_days(), until=lambda now: now.may_release)
    assert (attempt.stage, asked(attempt), asking.posts()) == (Stage.UNCLEAR, [], 1)


def test_refusing_the_repeated_request_says_nothing_of_the_first(asking):
    asking.sandbox.fault("drop", operation="sync.request", carriedOut=False)
    asking.sandbox.fault("404", operation="sync.request")
    attempt = asking.until_unknown("healthy")
    assert (attempt.stage, attempt.sent_count) == (Stage.UNCLEAR, 2)


def test_a_person_may_ask_more_than_once(starter):
    starter.sandbox.fault("drop", n=2, operation="sync.request", carriedOut=False)
    unknown = starter.until_unknown("healthy")
    starter.service.ask_again(unknown.id, ADA)
    again = wait_for(
        starter.service, unknown.id, lambda now: now.sent_count == 2 and now.may_release, limits.WAIT_S
    )
    starter.service.ask_again(again.id, ADA)
    ended = wait_for(starter.service, unknown.id, lambda now: now.settled, limits.WAIT_S)
    assert (ended.outcome, ended.sent_count, asked(ended)) == (
        Outcome.SUCCEEDED,
        3,
        [StartEventType.ASKED_AGAIN] * 2,
    )


def test_a_decision_from_before_someone_asked_again_sends_nothing(starter):
    starter.sandbox.fault("drop", n=2, operation="sync.request", carriedOut=False)
    unknown = starter.until_unknown("healthy")
    starter.service.ask_again(unknown.id, ADA)
    wait_for(starter.service, unknown.id, lambda now: now.sent_count == 2 and now.may_release, limits.WAIT_S)
    late = starter.service._ask_again(unknown, ADA)
    assert (asked(late), starter.posts()) == ([StartEventType.ASKED_AGAIN], 2)


def test_a_worker_whose_start_was_taken_over_sends_nothing(starter):
    intent = starter.intent()
    records = starter.service._records
    _, lost = records.claim(intent, None)
    records.seize(intent.id, lambda _: True)
    worker = StartWorker(lambda: starter.service._client, records, intent.id, RULES, lost)
    with pytest.raises(LeaseLost):
        worker._request()
    assert starter.posts() == 0
