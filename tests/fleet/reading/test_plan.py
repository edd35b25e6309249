"""What the plan reads when: its order, its distances, and days simulated with a fast clock."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.fleet.reading.plan import CompanyDue, FleetBudget, FleetPolicy, PlannedRead, ReadReason, plan

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PLENTY = FleetBudget(1_000_000, None, 950)
POLICY = FleetPolicy()


def healthy(company_id="h", due=NOW - 3 * HOUR, **values):
    """Return a company whose sync of its last due time was seen."""
    seen = {"read_at": due + 15 * MINUTE, "latest_at": due + 4 * MINUTE, "whole_at": due, "next_due": due}
    return CompanyDue(company_id, **{**seen, **values})


def troubled(company_id="t", **values):
    usual = {"read_at": NOW - HOUR, "whole_at": NOW - HOUR, "troubled": True}
    return CompanyDue(company_id, **{**usual, **values})


def read_now(*companies, now=NOW, budget=PLENTY):
    return [each.company_id for each in plan(companies, now, budget).reads]


def test_the_order_is_asked_troubled_due_unread_healthy():
    companies = [
        healthy("healthy", next_due=None, read_at=NOW - DAY - MINUTE),
        CompanyDue("unread"),
        healthy("due", next_due=NOW - HOUR, read_at=NOW - 2 * HOUR),
        troubled("troubled"),
        healthy("asked", asked_at=NOW),
    ]
    assert read_now(*companies) == ["asked", "troubled", "due", "unread", "healthy"]


def test_who_has_waited_too_long_comes_before_the_order():
    waiting = healthy("waiting", next_due=None, read_at=NOW - DAY - 3 * HOUR)
    assert read_now(CompanyDue("unread"), waiting) == ["waiting", "unread"]


@pytest.mark.parametrize(
    ("company", "wait"),
    [
        (troubled(read_at=NOW), 15 * MINUTE),
        (healthy(running=True, read_at=NOW), 5 * MINUTE),
        (healthy(next_due=None, read_at=NOW), DAY),
        (healthy(due=NOW - HOUR, read_at=NOW), 23 * HOUR + 10 * MINUTE),
        (healthy(due=NOW - DAY, read_at=NOW - MINUTE), 10 * MINUTE),
        (healthy(due=NOW + 2 * HOUR - DAY), 2 * HOUR + 10 * MINUTE),
    ],
    ids=["troubled", "running", "no due time", "seen", "due now", "due later"],
)
def test_each_kind_of_company_is_read_at_its_distance(company, wait):
    assert plan([company], NOW, PLENTY).next_wake == NOW + wait
    assert not read_now(company, now=NOW + wait - timedelta(seconds=1))
    assert read_now(company, now=NOW + wait) == [company.company_id]


def test_looks_for_a_due_sync_grow_apart_up_to_an_hour():
    due, now = NOW, NOW
    looks: list[int] = []
    company = healthy(due=NOW - DAY)
    while len(looks) < 6:
        now = plan([company], now, PLENTY).next_wake
        company = replace(company, read_at=now)
        looks.append((now - due) // MINUTE)
    assert looks == [10, 20, 40, 80, 140, 200]


def test_once_its_sync_was_seen_a_company_is_left_alone_until_the_next_due_time():
    company = healthy(due=NOW)
    for minutes in range(16, 24 * 60 + 10):
        assert not read_now(company, now=NOW + minutes * MINUTE)


def test_a_failed_read_is_tried_again_at_growing_distances():
    company = troubled(read_at=NOW - 15 * MINUTE, failed_at=NOW)
    waits = []
    for _ in range(5):
        wake = plan([company], company.failed_at, PLENTY).next_wake
        waits.append((wake - company.failed_at) // MINUTE)
        company = replace(company, failed_at=wake)
    assert waits == [2, 2, 4, 8, 16]


def test_a_failed_read_doesnt_keep_a_person_from_asking_again():
    assert read_now(troubled(failed_at=NOW - MINUTE, asked_at=NOW)) == ["t"]


def test_everything_is_read_at_first_then_a_week_later_and_of_the_troubled_every_six_hours():
    def whole(company):
        return plan([replace(company, asked_at=NOW)], NOW, PLENTY).reads[0].whole

    assert whole(CompanyDue("new"))
    assert not whole(healthy(whole_at=NOW - 4 * DAY))
    assert whole(healthy(whole_at=NOW - 7 * DAY))
    assert not whole(troubled())
    assert whole(troubled(whole_at=NOW - 6 * HOUR))


def test_companies_first_read_together_are_read_whole_on_different_days():
    companies = [healthy(str(number), whole_at=NOW - 6 * DAY, asked_at=NOW) for number in range(200)]
    whole = sum(each.whole for each in plan(companies, NOW, PLENTY).reads)
    assert 60 < whole < 140


def test_when_requests_are_short_the_troubled_are_read_less_often_and_the_plan_says_so():
    companies = [troubled(str(number), read_at=NOW) for number in range(100)]
    needs = plan(companies, NOW, PLENTY).needs
    short = plan(companies, NOW, FleetBudget(needs // 3, NOW + DAY, 950))
    assert [(each.reason, each.wish, each.instead) for each in short.gives_up] == [
        (ReadReason.TROUBLED, 15 * MINUTE, 50 * MINUTE)
    ]
    assert short.next_wake == NOW + 50 * MINUTE


def test_when_that_isnt_enough_the_healthy_are_read_less_often_too():
    companies = [healthy(str(number), next_due=None, read_at=NOW) for number in range(100)]
    short = plan(companies, NOW, FleetBudget(80, NOW + DAY, 950))
    instead = short.gives_up[-1].instead
    assert short.gives_up[-1].reason is ReadReason.HEALTHY
    assert instead is not None
    assert instead > DAY
    assert short.next_wake == NOW + DAY


def test_without_a_request_left_nothing_is_read_until_the_quota_restarts():
    nothing = plan([troubled()], NOW, FleetBudget(0, NOW + HOUR, 950))
    assert (nothing.reads, nothing.next_wake) == ((), NOW + HOUR)
    assert {each.instead for each in nothing.gives_up} == {None}


def test_no_more_is_planned_than_there_are_requests_left():
    unread = [CompanyDue(str(number)) for number in range(10)]
    some = plan(unread, NOW, FleetBudget(20, NOW + HOUR, 950))
    assert sum(each.requests for each in some.reads) <= 20
    assert len(some.reads) == 3


def test_with_plenty_nothing_is_given_up():
    assert plan([troubled(), healthy()], NOW, PLENTY).gives_up == ()
    assert plan([troubled()], NOW, replace(PLENTY, left=None)).left is None


def test_the_same_input_gives_the_same_plan_in_any_order():
    companies = [CompanyDue(str(number)) for number in range(20)] + [troubled(str(n)) for n in range(20, 40)]
    assert plan(companies, NOW, PLENTY) == plan(companies[::-1], NOW, PLENTY)


class Simulation:
    """A fleet whose companies sync at their due times, read as the plan says by a clock of one minute."""

    def __init__(self, kinds, quota, a_minute=950):
        self.now, self.quota, self.left, self.a_minute = NOW, quota, quota, a_minute
        self.known = {}
        self.hours, self.delays = {}, {}
        self.minutes: Counter[datetime] = Counter()
        self.reads: list[tuple[datetime, PlannedRead]] = []
        for number, (hour, delay, is_troubled) in enumerate(kinds):
            company_id = f"c{number}"
            self.known[company_id] = CompanyDue(company_id, troubled=is_troubled)
            self.hours[company_id], self.delays[company_id] = hour, delay * MINUTE

    def latest(self, company_id):
        """Return the time of the last sync by now."""
        midnight = self.now.replace(hour=0, minute=0)
        run = midnight + self.hours[company_id] * HOUR + self.delays[company_id]
        return run if run <= self.now else run - DAY

    def minute(self):
        """Carry out the plan of this minute, as far as the rate allows; return it."""
        if self.now.hour == self.now.minute == 0:
            self.left = self.quota
        midnight = self.now.replace(hour=0, minute=0) + DAY
        made = plan(self.known.values(), self.now, FleetBudget(self.left, midnight, self.a_minute))
        for each in made.reads:
            if self.minutes[self.now] + each.requests > self.a_minute:
                break
            self.read(each)
        self.now += MINUTE
        return made

    def read(self, each):
        """Make a planned read."""
        self.minutes[self.now] += each.requests
        self.left -= each.requests
        self.reads.append((self.now, each))
        before = self.known[each.company_id]
        due = self.now.replace(hour=self.hours[each.company_id], minute=0)
        self.known[each.company_id] = replace(
            before,
            read_at=self.now,
            whole_at=self.now if each.whole else before.whole_at,
            latest_at=self.latest(each.company_id),
            next_due=None if before.troubled else due,
        )

    def run(self, span):
        """Let the time pass: only the minutes at which the plan wakes."""
        end = self.now + span
        while self.now < end:
            made = self.minute()
            if not made.reads:
                wake = max(self.now, min(made.next_wake, end, self.now.replace(hour=0, minute=0) + DAY))
                self.now = wake.replace(second=0, microsecond=0) + MINUTE * (wake.second > 0)


KINDS = st.lists(st.tuples(st.integers(0, 23), st.integers(1, 90), st.booleans()), min_size=1, max_size=12)


@settings(max_examples=15, deadline=None)
@given(KINDS, st.integers(0, 900), st.integers(6, 60))
def test_no_limit_is_passed_in_any_minute_or_day_and_no_one_is_starved(kinds, quota, a_minute):
    fleet = Simulation(kinds, quota, a_minute)
    fleet.run(3 * DAY)
    assert max(fleet.minutes.values(), default=0) <= a_minute
    by_day: Counter[date] = Counter()
    for at, each in fleet.reads:
        by_day[at.date()] += each.requests
    assert max(by_day.values(), default=0) <= quota
    needed = plan([CompanyDue(each) for each in fleet.known], NOW, PLENTY).needs
    if quota > 2 * needed:
        assert all(each.read_at is not None for each in fleet.known.values())
        latest = {each.company_id: at for at, each in fleet.reads}
        assert min(latest.values()) > fleet.now - 2 * DAY - 2 * HOUR


@settings(max_examples=15, deadline=None)
@given(KINDS)
def test_a_healthy_company_isnt_read_again_for_a_due_time_whose_sync_it_has_shown(kinds):
    fleet = Simulation([(hour, delay, False) for hour, delay, _ in kinds], 1_000_000)
    fleet.run(2 * DAY)
    shown: Counter[tuple[str, date]] = Counter()
    for at, each in fleet.reads:
        hour, delay = fleet.hours[each.company_id], fleet.delays[each.company_id]
        day = (at - hour * HOUR - delay).date()
        due = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
        if at < due + DAY:  # no later due time is being looked for
            shown[each.company_id, day] += 1
    assert max(shown.values()) <= 2  # the first read of all may lie anywhere


def test_a_day_of_three_hundred_companies_is_within_the_limits():
    kinds = [(number % 4, 1 + number % 25, number % 10 == 0) for number in range(300)]
    fleet = Simulation(kinds, 1_000_000)
    fleet.run(DAY)
    assert max(fleet.minutes.values()) <= 950
    seen = Counter(each.company_id for _, each in fleet.reads)
    assert min(seen.values()) >= 2
    assert 90 <= seen["c0"] <= 97
