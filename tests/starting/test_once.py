"""Never twice: one intent, many threads, two people, and what may be done after an unclear answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest

from dashboard.insight.outcome import Outcome
from dashboard.insight.start.attempt import MatchBasis, Stage, StartEventType
from tests.starting.support import ADA, ELSEWHERE, stage
from tests.support import limits
from tests.support.people import at_desk
from tests.support.starts import wait_for

AT_ONCE = 8
UNCLEAR = ["500", "502", "503", "504", "408", "409", "drop", "unreadable", "202"]
TURNED_AWAY = ["401", "402", "403", "404", "422"]


def all_at_once(work):
    """Run the work in eight threads that set out together."""
    gate = Barrier(AT_ONCE)

    def one(number):
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_one_intent_from_eight_threads_is_one_sync(starter):
    intent = starter.intent()
    attempts = all_at_once(lambda _: starter.start(intent))
    wait_for(starter.service, intent.id, lambda now: now.settled, limits.WAIT_S)
    assert {attempt.id for attempt in attempts} == {intent.id}
    assert starter.posts() == 1


def test_eight_people_at_once_start_one_sync(starter):
    starter.sandbox.let_syncs_run()
    intents = [starter.intent(who=f"Person {number}") for number in range(AT_ONCE)]
    attempts = all_at_once(lambda number: starter.start(intents[number]))
    (winner,) = [attempt for attempt in attempts if not attempt.settled]
    starter.end(winner)
    assert starter.posts() == 1
    assert {attempt.blocked_by for attempt in attempts} == {"", winner.id}


def test_the_second_person_is_shown_who_and_when(starter):
    starter.sandbox.let_syncs_run()
    first = starter.start(starter.intent(who="Ada"))
    second = starter.start(starter.intent(who="Ben"))
    assert (second.stage, second.blocked_by) == (Stage.NOT_STARTED, first.id)
    since = f"{first.confirmed_at:%H:%M} UTC"
    said = f"Ada started a sync for this company at {since}; we don’t know its outcome yet."
    assert second.sentence.startswith(said)


def test_a_start_settled_after_a_persons_page_was_read_refuses_theirs(starter):
    slow = starter.intent(seen_at=datetime.now(UTC))
    starter.run("healthy")
    attempt = starter.start(slow)
    assert (attempt.stage, starter.posts()) == (Stage.NOT_STARTED, 1)
    assert "your page was loaded before it ended" in attempt.sentence


def test_a_refused_start_holds_nobody_up(starter):
    slow = starter.intent(seen_at=datetime.now(UTC))
    starter.sandbox.fault("503", n=50, operation="sync.list")
    starter.run("healthy")
    starter.sandbox.reset()
    assert starter.start(slow).blocked_by == ""


def test_a_start_that_codat_turned_away_is_in_nobody_s_way(starter):
    slow = starter.intent(seen_at=datetime.now(UTC))
    starter.sandbox.fault("403", operation="sync.request")
    assert starter.run("healthy").stage is Stage.NOT_STARTED
    assert starter.start(slow).blocked_by == ""


def test_a_start_that_began_before_but_ended_after_what_was_seen_holds_it_up_too(starter):
    starter.sandbox.let_syncs_run()
    running = starter.run("healthy", until=stage(Stage.RUNNING))
    slow = starter.intent(seen_at=datetime.now(UTC))
    starter.end(running)
    assert starter.start(slow).blocked_by == running.id


def test_what_was_seen_after_the_end_of_a_start_is_not_held_up(starter):
    starter.run("healthy")
    fresh = starter.intent(seen_at=datetime.now(UTC))
    assert starter.start(fresh).blocked_by == ""


def test_without_a_name_the_second_person_reads_of_a_colleague(starter):
    starter.sandbox.let_syncs_run()
    starter.start(starter.intent())
    assert starter.start(starter.intent()).sentence.startswith("A colleague started")


def test_another_company_is_not_held_up(starter):
    starter.start(starter.intent("healthy"))
    assert starter.start(starter.intent("nothing-to-sell")).blocked_by == ""


def test_after_the_end_the_company_is_free_again(starter):
    ended = starter.run("healthy")
    assert starter.service.of_company(ended.intent.company_id).holder is None
    assert starter.run("healthy").stage is Stage.ENDED


def test_an_old_tab_cannot_start_an_ended_intent_again(starter):
    ended = starter.run("healthy")
    assert starter.start(ended.intent) == ended
    assert starter.posts() == 1


def test_a_refused_intent_stays_refused(starter):
    starter.sandbox.let_syncs_run()
    starter.start(starter.intent())
    refused = starter.start(starter.intent())
    assert starter.start(refused.intent) == refused


@pytest.mark.parametrize("fault", UNCLEAR)
def test_after_an_unclear_answer_a_sync_that_began_is_found(starter, fault):
    starter.sandbox.fault(fault, operation="sync.request", carriedOut=True)
    attempt = starter.run("healthy")
    assert (attempt.stage, attempt.outcome) == (Stage.ENDED, Outcome.SUCCEEDED)
    assert (attempt.was_unclear, attempt.basis) == (True, MatchBasis.ONLY_NEW)
    assert (starter.posts(), starter.carried_out()) == (1, 1)


@pytest.mark.parametrize("fault", UNCLEAR)
def test_after_an_unclear_answer_that_began_nothing_it_stays_unknown(starter, fault):
    starter.sandbox.fault(fault, operation="sync.request", carriedOut=False)
    attempt = starter.until_unknown("healthy")
    assert (attempt.stage, attempt.settled, attempt.may_release) == (Stage.UNCLEAR, False, True)
    assert attempt.log[-1].kind is StartEventType.STILL_UNKNOWN
    assert (starter.posts(), starter.carried_out()) == (1, 0)


@pytest.mark.parametrize("fault", TURNED_AWAY)
def test_a_request_that_codat_refused_is_not_started(starter, fault):
    starter.sandbox.fault(fault, operation="sync.request")
    attempt = starter.run("healthy")
    assert (attempt.stage, starter.posts(), starter.carried_out()) == (Stage.NOT_STARTED, 1, 0)
    assert (attempt.sentence != "", attempt.error_status) == (True, int(fault))


def test_for_a_switched_off_merchant_nothing_is_sent(starter):
    attempt = starter.run("switched-off")
    assert (attempt.stage, starter.posts()) == (Stage.NOT_STARTED, 0)
    assert "Sync is switched off for this company." in attempt.sentence


def test_the_rate_limiter_s_turn_is_awaited_and_one_sync_begins(starter):
    starter.sandbox.fault("429", operation="sync.request", retryAfter="0")
    assert starter.run("healthy").outcome is Outcome.SUCCEEDED
    assert (starter.posts(), starter.carried_out()) == (2, 1)


def test_an_answer_that_comes_too_late_is_unclear_and_the_sync_is_found(starter):
    starter.sandbox.fault("late", operation="sync.request", carriedOut=True, delay=limits.stretched(3))
    attempt = starter.run("healthy")
    assert (attempt.was_unclear, attempt.outcome, starter.posts()) == (True, Outcome.SUCCEEDED, 1)


def test_a_sync_that_shows_late_after_an_unclear_answer_is_found(starter):
    starter.sandbox.switch(appearAfter=0.2)
    starter.sandbox.fault("drop", operation="sync.request", carriedOut=True)
    assert starter.run("healthy").outcome is Outcome.SUCCEEDED


def test_what_is_not_known_holds_the_company(starter):
    starter.sandbox.fault("502", operation="sync.request", carriedOut=False)
    unknown = starter.until_unknown()
    assert starter.start(starter.intent()).blocked_by == unknown.id
    assert starter.posts() == 1


def test_a_person_can_free_the_company_after_looking_has_ended(starter):
    starter.sandbox.fault("502", operation="sync.request", carriedOut=False)
    unknown = starter.until_unknown()
    released = starter.release(unknown.id, ADA)
    assert (released.stage, released.log[-1].kind, released.log[-1].detail) == (
        Stage.RELEASED,
        StartEventType.RELEASED,
        "Ada",
    )
    assert starter.run("healthy").stage is Stage.ENDED


def test_nobody_can_free_a_sync_that_runs(starter):
    starter.sandbox.let_syncs_run()
    running = starter.run(until=stage(Stage.RUNNING))
    assert not starter.release(running.id, ADA).settled


def test_freeing_what_is_not_known_here_does_nothing(starter):
    assert starter.release("11111111-1111-4111-8111-111111111111", ADA) is None


def test_a_released_attempt_never_becomes_something_else(starter):
    starter.sandbox.fault("502", operation="sync.request", carriedOut=False)
    released = starter.release(starter.until_unknown().id)
    starter.run("healthy")
    assert starter.release(released.id, ADA) == released
    assert starter.service.look(released.id) == released


def test_who_may_not_start_here_may_not_unlock_a_company_either(starter):
    starter.sandbox.fault("502", operation="sync.request", carriedOut=False)
    unknown = starter.until_unknown()
    for person in (at_desk("Ada", read_only=True), ELSEWHERE):
        assert starter.service.release(unknown.id, person).may_release
    assert starter.service.of_company(unknown.intent.company_id).holder.id == unknown.id
