"""When a trouble began: by state, while a sync runs, and where it isn't known."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.insight.fleet.company_state import CompanyState
from dashboard.insight.fleet.has_problem import FINE, has_problem
from dashboard.insight.verdict.state import Ground, State
from tests.insight.fleet.fleet_rows import a_state
from tests.support.fleet_rows import state_at
from tests.support.merchants import NOW, cases

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CASES = [case for case in cases() if case != "ten-thousand"]


def judged(case: str) -> CompanyState:
    """Return the state of one of the sandbox's merchants as read just now."""
    return state_at(case, NOW)


@pytest.mark.parametrize("case", CASES)
def test_a_trouble_began_in_the_past_and_only_where_there_is_one(case):
    found = judged(case)
    assert found.began is None or found.began <= NOW
    assert found.began is None or found.state not in {State.ARRIVING, State.NOTHING_TO_SEND}


@pytest.mark.parametrize("case", CASES)
def test_a_trouble_did_not_begin_before_the_last_success(case):
    found = judged(case)
    if found.began is not None and found.last_success is not None and found.state is State.FAILING:
        assert found.began >= found.last_success


@pytest.mark.parametrize("case", CASES)
def test_as_time_passes_without_a_read_no_trouble_begins_earlier(case):
    first, later = state_at(case, NOW), state_at(case, NOW + 2 * HOUR)
    if first.state is later.state and first.began is not None:
        assert later.began == first.began


@pytest.mark.parametrize("case", CASES)
def test_an_assessment_holds_for_a_while_and_at_most_to_the_next_midnight(case):
    found = judged(case)
    assert found.assessed_at < found.valid_until <= NOW + DAY + HOUR
    assert found.valid_until.utcoffset() == timedelta()


@pytest.mark.parametrize("case", CASES)
def test_until_then_the_clock_alone_changes_nothing_that_is_compared(case):
    found = state_at(case, NOW)
    last = state_at(case, found.valid_until - timedelta(microseconds=1), NOW)
    same = ("state", "ground", "cause", "began", "days_missing", "switch_off_days", "strip", "words")
    assert [getattr(last, name) for name in same] == [getattr(found, name) for name in same]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.ARRIVING, False),
        (State.NOTHING_TO_SEND, False),
        (State.NEVER_SYNCED, False),
        (State.RUNNING, None),
        (State.STUCK, True),
        (State.LATE, True),
        (State.NOT_KNOWN, True),
        (State.FAILING, True),
        (State.DISCONNECTED, True),
        (State.WILL_BE_SWITCHED_OFF, True),
        (State.PROBABLY_SWITCHED_OFF, True),
        (State.SWITCHED_OFF, True),
    ],
)
def test_each_state_is_a_problem_or_fine_or_says_neither(state, expected):
    assert has_problem(a_state(state)) is expected


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("ground", [Ground.NOT_READ, Ground.GONE])
def test_what_could_not_be_read_or_is_gone_neither_begins_nor_ends_a_problem(state, ground):
    assert has_problem(a_state(state, ground=ground)) is None


@pytest.mark.parametrize("ground", sorted(set(Ground) - {Ground.NOT_READ, Ground.GONE}))
def test_every_other_ground_leaves_the_answer_to_the_state(ground):
    assert has_problem(a_state(State.FAILING, ground=ground)) is True
    assert has_problem(a_state(State.ARRIVING, ground=ground)) is False


def test_what_ends_a_problem_is_never_one():
    assert not any(has_problem(a_state(state)) for state in FINE)


@pytest.mark.parametrize("case", CASES)
def test_a_merchant_with_a_known_beginning_has_a_problem_or_a_running_sync(case):
    found = judged(case)
    if found.began is not None and found.state is not State.NEVER_SYNCED:
        assert has_problem(found) is not False


def test_state_and_cause_of_two_causes_differ():
    assert a_state(cause="tax-rate").state_and_cause == "failing tax-rate"
    assert a_state().state_and_cause == "failing "
    assert len({a_state(cause=each).state_and_cause for each in ("", "a", "b")}) == 3


@pytest.mark.parametrize("case", CASES)
def test_a_strip_of_the_same_letters_is_stored_whatever_the_outcomes(case):
    found = judged(case)
    assert len(found.strip) == 30
    assert set(found.strip) <= set("oxsu.")
