"""At most a number of requests in any minute, whatever people and jobs do; people never wait."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_client import HeldBack, Quota
from dashboard.services.budget import (
    A_MINUTE,
    JOBS_A_MINUTE,
    PEOPLES_A_MINUTE,
    PEOPLES_PART,
    ReadBudget,
    ReadPurpose,
    RequestRate,
    held_back,
    left_for_dashboard,
    left_for_jobs,
    rate_of,
    share_left,
)
from tests.support.still_clock import StillClock

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 12, 1, tzinfo=UTC)
MINUTE = 60.0


def made(a_minute=JOBS_A_MINUTE):
    """Return a rate and its clock."""
    clock = StillClock()
    clock.now = 0
    return RequestRate(a_minute, clock), clock


def send(rate, clock, number):
    """Send so many of a job's requests as soon as each may be; return their times."""
    times: list[float] = []
    while len(times) < number:
        wait = rate.take()
        if wait:
            clock.now += wait
        else:
            times.append(clock.now)
    return times


def most_in_a_minute(times):
    ordered, first, most = sorted(times), 0, 0
    for at, each in enumerate(ordered):
        while ordered[first] <= each - MINUTE:
            first += 1
        most = max(most, at - first + 1)
    return most


@given(st.lists(st.tuples(st.floats(0, 20), st.booleans()), max_size=80), st.integers(1, 60))
def test_whatever_comes_jobs_never_add_to_more_than_the_rate(steps, a_minute):
    rate, clock = made(a_minute)
    jobs, people = [], []
    for pause, is_job in steps:
        clock.now += pause
        if not is_job:
            rate.count()
            people.append(clock.now)
        elif rate.take() == 0:
            jobs.append(clock.now)
            in_this_minute = [each for each in (*jobs, *people) if each > clock.now - MINUTE]
            assert len(in_this_minute) <= a_minute
    assert most_in_a_minute([*jobs, -1e9]) <= a_minute


@given(st.lists(st.floats(0, 120), max_size=30), st.integers(1, 60))
def test_whoever_waits_as_long_as_told_is_let_through_in_the_end(pauses, a_minute):
    rate, clock = made(a_minute)
    for pause in pauses:
        clock.now += pause
        for _ in range(10):
            wait = rate.take()
            if wait == 0:
                break
            assert 0 < wait <= 2 * MINUTE + 60 * 40 / a_minute
            clock.now += wait
        else:
            pytest.fail("still waiting")


def test_a_new_process_makes_no_burst():
    rate, clock = made(60)
    times = send(rate, clock, 10)
    assert all(round(after - before, 3) == 1 for before, after in pairwise(times))


def test_after_a_pause_a_burst_goes_at_once_and_then_one_at_a_time():
    rate, clock = made(60)
    clock.now = 1_000
    times = send(rate, clock, 60)
    assert sum(each == 1_000 for each in times) in {40, 41}
    assert all(round(after - before, 3) == 1 for before, after in pairwise(times[42:]))


def test_in_an_hour_jobs_send_nearly_all_that_they_may():
    rate, clock = made(60)
    assert send(rate, clock, 3_400)[-1] < 3_600


def test_people_are_counted_and_never_told_to_wait():
    rate, clock = made(5)
    for _ in range(50):
        rate.count()
    assert rate.take() > 0
    clock.now += MINUTE
    assert rate.take() == 0


def test_what_people_sent_is_forgotten_after_its_minute_although_no_job_asks():
    rate, clock = made()
    for _ in range(1_000):
        rate.count()
        clock.now += 1
    held = [len(each) for each in vars(rate).values() if isinstance(each, deque)]
    assert max(held) <= MINUTE


def test_a_job_waits_until_the_oldest_request_is_a_minute_old():
    rate, clock = made(2)
    clock.now = 10_000
    rate.count()
    clock.now += 15
    rate.count()
    assert rate.take() == MINUTE - 15
    clock.now += 30
    assert rate.take() == MINUTE - 45


def test_all_clients_of_an_address_share_one_rate():
    assert rate_of("https://one.example") is rate_of("https://one.example")
    assert rate_of("https://one.example") is not rate_of("https://two.example")


def test_jobs_leave_room_for_what_other_processes_sent():
    rate, clock = made(100)
    clock.now = 10_000
    rate.know_others(97)
    assert [rate.take() for _ in range(3)] == [0, 0, 0]
    assert rate.take() == MINUTE
    rate.know_others(95)
    assert [rate.take() for _ in range(2)] == [0, 0]
    assert rate.take() > 0


@pytest.mark.parametrize("others", [100, 101, 5_000])
def test_while_others_use_the_whole_minute_jobs_wait_and_people_do_not(others):
    rate, clock = made(100)
    clock.now = 10_000
    rate.know_others(others)
    rate.count()
    assert rate.take() == MINUTE
    clock.now += MINUTE - 1
    assert rate.take() == 1
    clock.now += 1
    assert rate.take() == 0


def test_what_others_sent_is_forgotten_after_a_minute_without_news():
    rate, clock = made(100)
    clock.now = 10_000
    rate.know_others(100)
    clock.now += MINUTE
    assert [rate.take() for _ in range(30)] == [0] * 30


@given(
    st.lists(st.tuples(st.floats(0, 5), st.integers(0, 8)), max_size=60),
    st.integers(20, 60),
)
def test_two_processes_together_pass_the_limit_by_no_more_than_what_is_not_noted_yet(steps, a_minute):
    clock = StillClock()
    poller, people = RequestRate(a_minute, clock), RequestRate(a_minute, clock)
    sent: list[float] = []
    for pause, asked in steps:
        clock.now += pause
        poller.know_others(people.to_note().last_minute)
        for _ in range(asked):
            people.count()
            sent.append(clock.now)
        unnoted = asked
        while poller.take(polls=True) == 0:
            sent.append(clock.now)
            within = sum(each > clock.now - MINUTE for each in sent)
            assert within <= a_minute + unnoted


def test_the_requests_that_poll_are_counted_and_not_noted():
    rate, clock = made(3)
    clock.now = 10_000
    assert [rate.take(polls=True), rate.take(), rate.take(polls=True)] == [0, 0, 0]
    assert rate.take(polls=True) > 0
    assert rate.to_note() == (1, 1)


def test_a_note_is_of_the_last_minute():
    rate, clock = made()
    rate.count()
    clock.now = MINUTE - 1
    rate.count()
    assert rate.to_note() == (2, 2)
    clock.now = MINUTE
    assert rate.to_note() == (2, 1)
    clock.now = 3 * MINUTE
    assert rate.to_note() == (2, 0)


def test_jobs_and_people_together_stay_within_codats_minute():
    assert JOBS_A_MINUTE + PEOPLES_A_MINUTE == A_MINUTE == 1_000


@pytest.mark.parametrize(
    ("purpose", "waits"),
    [
        (ReadPurpose.PERSON, False),
        (ReadPurpose.FOLLOW, False),
        (ReadPurpose.START, False),
        (ReadPurpose.JOB, True),
        (ReadPurpose.POLL, True),
    ],
)
def test_only_a_job_waits_for_its_turn_and_every_read_counts(purpose, waits):
    turns = []

    class Watched(RequestRate):
        """A rate that notes how it was asked."""

        def wait(self, *, polls: bool = False) -> None:
            assert polls is (purpose is ReadPurpose.POLL)
            turns.append("waited")

        def count(self) -> None:
            turns.append("counted")

    budget = ReadBudget(purpose, 0.5, now=lambda: NOON, rate=Watched())
    budget.check("sync.list", Quota(limit=1_000, remaining=1_000, reset=MIDNIGHT, seen_at=NOON))
    assert turns == ["waited"] * waits
    budget.count_request()
    assert turns == ["waited" if waits else "counted"]


def test_what_is_sent_again_counts_each_time_and_a_job_s_turn_once():
    for purpose in ReadPurpose:
        rate = RequestRate(1_000_000)
        budget = ReadBudget(purpose, 0.5, now=lambda: NOON, rate=rate)
        budget.check("sync.list", Quota(limit=1_000, remaining=1_000, reset=MIDNIGHT, seen_at=NOON))
        for _ in range(3):
            budget.count_request()
        waits = purpose in {ReadPurpose.JOB, ReadPurpose.POLL}
        assert len(rate._sent) == (1 if waits else 3)


def test_a_read_that_is_held_back_takes_no_turn():
    rate, _ = made(5)
    budget = ReadBudget(ReadPurpose.PERSON, 0.5, now=lambda: NOON, rate=rate)
    for _ in range(9):
        with pytest.raises(HeldBack):
            budget.check("sync.list", Quota(limit=1_000, remaining=500, reset=MIDNIGHT, seen_at=NOON))
    assert not rate._sent


@pytest.mark.parametrize(
    ("limit", "remaining", "reserve", "jobs", "people"),
    [
        (1_000, 1_000, 0.0, 800, 1_000),
        (1_000, 1_000, 0.5, 400, 500),
        (1_000, 601, 0.5, 1, 101),
        (1_000, 600, 0.5, 0, 100),
        (1_000, 500, 0.5, 0, 0),
        (1_000, 0, 0.5, 0, 0),
        (1_000, 1_000, 1.0, 0, 0),
        (1, 1, 0.0, 0, 1),
        (61_000, 61_000, 0.1, 43_920, 54_900),
        (100_000, 73_211, 0.25, 33_211, 48_211),
    ],
)
def test_jobs_stop_while_people_may_still_read(limit, remaining, reserve, jobs, people):
    quota = Quota(limit=limit, remaining=remaining, reset=MIDNIGHT, seen_at=NOON)
    assert left_for_jobs(quota, reserve, NOON) == jobs
    assert left_for_dashboard(quota, reserve, NOON).reads == people


@given(st.integers(1, 10**6), st.floats(0, 1), st.integers(0, 100))
def test_jobs_are_told_of_no_more_reads_than_they_are_let_make(limit, used, percent):
    reserve, remaining = percent / 100, int(limit * used)
    quota = Quota(limit=limit, remaining=remaining, reset=MIDNIGHT, seen_at=NOON)
    left = left_for_jobs(quota, reserve, NOON)
    if left:
        last = Quota(limit=limit, remaining=remaining - left + 1, reset=MIDNIGHT, seen_at=NOON)
        assert held_back(ReadPurpose.JOB, "sync.list", share_left(last, NOON), reserve) is None
    people = left_for_dashboard(quota, reserve, NOON)
    assert left is not None
    assert people is not None
    assert left <= people.reads


@pytest.mark.parametrize(
    ("seen_at", "now", "known"),
    [
        (NOON, NOON, True),
        (NOON, MIDNIGHT - timedelta(microseconds=1), True),
        (NOON, MIDNIGHT, False),
        (MIDNIGHT, MIDNIGHT, True),
        (None, NOON, True),
    ],
)
def test_a_quota_without_a_reset_counts_for_its_day(seen_at, now, known):
    quota = Quota(limit=1_000, remaining=700, reset=None, seen_at=seen_at)
    assert (share_left(quota, now) is not None) is known
    assert (left_for_jobs(quota, 0.5, now) is not None) is known


def test_jobs_have_no_number_of_reads_while_the_quota_is_unknown():
    assert left_for_jobs(None, 0.5, NOON) is None


def test_the_peoples_part_is_a_hundred_reads_of_codats_free_quota():
    assert round(1_000 * 0.5 * PEOPLES_PART) == 100
