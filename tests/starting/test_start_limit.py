"""How many syncs one person may start within an hour, in any number of processes."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier
from uuid import uuid4

import pytest

from dashboard.insight.start.attempt import Stage, StartEventType
from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id
from dashboard.settings import Settings
from dashboard.starting.clock import Clock
from tests.starting.support import ADA, repository
from tests.support import limits
from tests.support.people import at_desk
from tests.support.starts import wait_for

ADDRESS = "https://codat.example"
NINE = datetime(2026, 11, 30, 9, 0, 20, tzinfo=UTC)
MOST = 3
AT_ONCE = 8


class SetClock(Clock):
    """A clock that stands at `at`."""

    at = NINE

    def now(self):
        return self.at


@pytest.fixture
def records(store):
    made = repository(store, ADDRESS)
    made.clock = SetClock()
    return made


def wanted(who="Ada", identity=""):
    return Intent(new_intent_id(), str(uuid4()), RequestedRange.up_to_now(), who, identity=identity)


def claim(records, intent=None, most=MOST):
    """Return the attempt and whether it may be carried out."""
    attempt, lease = records.claim(intent or wanted(), None, None, most)
    return attempt, lease is not None


def claimed(records, number=MOST, **whose):
    """Claim so many starts of a person, each of another company."""
    return [claim(records, wanted(**whose))[1] for _ in range(number)]


def test_the_next_start_within_the_hour_is_refused_and_says_when_to_try_again(records):
    assert claimed(records) == [True] * MOST
    records.clock.at = NINE + timedelta(minutes=30)
    attempt, may = claim(records)
    assert (attempt.stage, may, attempt.log[-1].kind) == (Stage.NOT_STARTED, False, StartEventType.REFUSED)
    assert attempt.sentence == (
        "You’ve started 3 syncs in the last hour, which is the limit (STARTS_AN_HOUR). Nothing was sent. "
        "You can start another at 10:01 UTC."
    )


def test_the_next_start_is_allowed_when_the_earliest_is_an_hour_old(records):
    for minutes in (0, 10, 20):
        records.clock.at = NINE + timedelta(minutes=minutes)
        claim(records)
    allowed = []
    for minutes in (59, 60, 61, 70):
        records.clock.at = NINE + timedelta(minutes=minutes)
        allowed.append(claim(records)[1])
    assert allowed == [False, True, False, True]


def test_a_limit_of_one_allows_one(records):
    first, second = claim(records, most=1), claim(records, most=1)
    assert (first[1], second[1]) == (True, False)
    assert second[0].sentence.startswith("You’ve started a sync in the last hour")


def test_people_at_once_in_several_processes_start_no_more_than_that(store):
    processes = [repository(store, f"{ADDRESS}/{number}", f"key-{number}") for number in range(AT_ONCE)]
    gate = Barrier(AT_ONCE)

    def one(process):
        intent = wanted()
        gate.wait(limits.WAIT_S)
        return claim(process, intent)[1]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert sum(pool.map(one, processes)) == MOST


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"who": "Grace"}),
        (
            {"who": "Ada", "identity": "https://id.example 1"},
            {"who": "Ada", "identity": "https://id.example 2"},
        ),
        ({"who": "Ada", "identity": "https://id.example 1"}, {"who": "Ada"}),
        ({"who": "Ada"}, {"who": "Ada", "identity": "https://id.example 1"}),
    ],
)
def test_another_persons_starts_do_not_count(records, one, other):
    claimed(records, **one)
    assert claimed(records, **other) == [True] * MOST


def test_a_signed_in_person_is_the_same_under_another_name(records):
    claimed(records, who="Ada", identity="https://id.example 1")
    assert not claim(records, wanted("Ada Byron", "https://id.example 1"))[1]


def test_starts_that_were_refused_at_once_do_not_count(records):
    held = wanted()
    claim(records, held)
    for _ in range(MOST):
        assert not claim(records, replace(wanted(), company_id=held.company_id))[1]
    assert claimed(records, MOST - 1) == [True] * (MOST - 1)


def test_a_start_that_was_not_sent_after_a_look_at_codat_counts(records):
    attempt, _ = claim(records)
    records.clock.at = NINE + timedelta(seconds=2)
    records.change(attempt.id, stage=Stage.NOT_STARTED, ended_at=records.clock.now())
    assert claimed(records) == [True, True, False]


def test_the_same_intent_again_is_still_the_same_start(records):
    intent = wanted()
    first, _ = claim(records, intent, most=1)
    assert claim(records, intent, most=1)[0] == first


def test_the_service_keeps_to_the_setting(starter):
    settings = Settings(starts_an_hour=1)
    first = starter.service.start(starter.intent(), settings, ADA)
    wait_for(starter.service, first.id, lambda now: now.settled, limits.WAIT_S)
    refused = starter.service.start(starter.intent("archived-tax-rate"), settings, ADA)
    other = starter.service.start(starter.intent("archived-tax-rate"), settings, at_desk("Grace"))
    assert "limit (STARTS_AN_HOUR)" in refused.sentence
    assert other.stage is Stage.LOOKING
