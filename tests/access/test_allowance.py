"""How often something may be done, by a token bucket."""

import math
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.access.allowance import Allowance, Allowances, a_minute
from tests.support.still_clock import StillClock

BURST, A_SECOND = 100, 20.0
pauses_of = st.lists(st.floats(0, 5), max_size=200)
counts = st.integers(1, BURST)


def allowance(clock=None, burst=BURST, a_second=A_SECOND):
    return Allowance(burst, a_second, clock or StillClock())


def test_a_burst_is_let_through_and_no_more():
    fresh = allowance()
    assert [fresh.take() for _ in range(BURST + 1)] == [True] * BURST + [False]


def test_each_second_brings_new_ones_up_to_a_burst():
    clock = StillClock()
    spent = allowance(clock)
    spent.take(BURST)
    clock.now += 1
    assert sum(spent.take() for _ in range(BURST)) == A_SECOND
    clock.now += 3600
    assert sum(spent.take() for _ in range(2 * BURST)) == BURST


@given(pauses=pauses_of, count=counts)
def test_never_more_than_a_burst_and_what_the_time_brought(pauses, count):
    clock = StillClock()
    held, began, taken = allowance(clock), clock.now, 0
    for pause in pauses:
        clock.now += pause
        taken += count * held.take(count)
        assert taken <= BURST + (clock.now - began) * A_SECOND + 1e-6


@given(st.lists(st.floats(1 / A_SECOND, 5), max_size=200))
def test_anyone_slower_than_the_rate_is_never_refused(pauses):
    clock = StillClock()
    held = allowance(clock)
    for pause in pauses:
        clock.now += pause
        assert held.take()


@given(pauses=pauses_of, taken=st.lists(counts, max_size=20), count=counts)
def test_after_the_announced_wait_it_can_be_taken_and_just_before_it_cannot(pauses, taken, count):
    clock = StillClock()
    held = allowance(clock)
    for pause, each in zip(pauses, taken, strict=False):
        clock.now += pause
        held.take(each)
    wait = held.wait(count)
    if wait > 1e-3:
        clock.now += wait - 1e-3
        assert not held.take(count)
        clock.now += 1e-3
    assert held.take(count)


@given(counts)
def test_a_refusal_takes_nothing(count):
    held = allowance()
    held.take(BURST - count + 1)
    assert not held.take(count)
    assert held.left == count - 1


@pytest.mark.parametrize("held", [allowance(a_second=0, burst=0), allowance(burst=2)])
def test_what_can_never_be_taken_has_no_end_to_its_wait(held):
    assert held.wait(3) == math.inf


def test_threads_together_take_no_more_than_there_is():
    held = allowance(a_second=0)
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: held.take(), range(4 * BURST)))
    assert sum(taken) == BURST


def test_a_minute_brings_back_what_a_minute_allows():
    held = a_minute(30)
    assert (held.burst, held.a_second * 60) == (30, 30)


def test_each_holder_has_an_allowance_of_its_own():
    held = Allowances(lambda: allowance(burst=1, a_second=0))
    assert [held.of(each).take() for each in ("ada", "ada", "grace")] == [True, False, True]


def test_only_the_most_recent_holders_are_remembered():
    held = Allowances(lambda: allowance(burst=1, a_second=0), most=2)
    for each in ("ada", "grace", "ada", "mary"):
        held.of(each).take()
    assert [held.of(each).take() for each in ("ada", "grace")] == [False, True]
