"""The plan with odd clocks, odd quotas and odd companies: nothing is starved, doubled or over the limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.fleet.reading.plan import (
    REST_OF_READS,
    CompanyDue,
    FleetBudget,
    FleetPolicy,
    PlannedRead,
    ReadReason,
    plan,
)

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = (
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
)
PLENTY = FleetBudget(1_000_000, None, 950)
POLICY = FleetPolicy()
READ = CompanyDue("c", read_at=NOW - HOUR, whole_at=NOW - HOUR)
TROUBLED = replace(READ, troubled=True)


def planned(*companies, now=NOW, budget=PLENTY, policy=None):
    return plan(companies, now, budget, policy)


def first(company, **options):
    """Return the read that is planned of this one company."""
    (found,) = planned(company, **options).reads
    return found


def test_an_empty_fleet_needs_nothing_and_is_looked_at_again_in_a_day():
    made = planned()
    assert (made.reads, made.needs, made.next_wake, made.gives_up) == ((), 0, NOW + DAY, ())


@pytest.mark.parametrize("name", ["read_at", "whole_at", "failed_at"])
def test_what_a_clock_that_was_ahead_has_dated_keeps_no_company_from_being_read(name):
    dated: Any = {name: NOW + 365 * DAY}
    ahead = replace(TROUBLED, **dated)
    assert first(ahead).company_id == "c"


def test_a_company_read_by_a_clock_ahead_counts_as_unread_and_is_read_whole():
    ahead = replace(READ, read_at=NOW + DAY, whole_at=NOW + DAY, next_due=NOW)
    assert first(ahead) == PlannedRead("c", ReadReason.UNREAD, first(CompanyDue("c")).wanted_at, whole=True)


@pytest.mark.parametrize("ahead", [SECOND, MINUTE])
def test_clocks_that_differ_a_little_cause_no_read(ahead):
    assert planned(replace(TROUBLED, read_at=NOW + ahead)).reads == ()


def test_after_the_clock_was_set_back_a_request_of_a_person_waits_until_its_time():
    asked = replace(READ, next_due=NOW, asked_at=NOW + HOUR)
    assert planned(asked).next_wake == NOW + HOUR
    assert first(asked, now=NOW + HOUR).reason is ReadReason.ASKED


@pytest.mark.parametrize("later", [timedelta(), SECOND, DAY])
def test_what_was_read_at_or_after_the_request_of_a_person_is_done(later):
    asked = replace(READ, read_at=NOW, whole_at=NOW, asked_at=NOW - later)
    assert planned(asked).reads == ()


def test_a_company_never_read_is_asked_for_like_any_other():
    assert first(CompanyDue("c", asked_at=NOW)).reason is ReadReason.ASKED


@pytest.mark.parametrize(
    ("resets_at", "until"),
    [
        (None, NOW + DAY),
        (NOW + HOUR, NOW + HOUR),
        (NOW + DAY, NOW + DAY),
        (NOW + DAY + SECOND, NOW + DAY),
        (NOW, NOW + DAY),
        (NOW - HOUR, NOW + DAY),
    ],
    ids=["unknown", "soon", "in a day", "too far away", "now", "it was yesterday’s"],
)
def test_requests_have_to_last_until_the_quota_restarts_or_a_day(resets_at, until):
    assert planned(budget=FleetBudget(9, resets_at, 950)).until == until


def test_what_is_left_just_before_midnight_is_for_the_time_until_then():
    companies = [replace(TROUBLED, company_id=str(number), read_at=NOW) for number in range(100)]
    hour, day = (planned(*companies, budget=FleetBudget(600, NOW + span, 950)) for span in (HOUR, DAY))
    assert hour.gives_up == ()
    assert day.gives_up[0].reason is ReadReason.TROUBLED
    assert hour.needs < 600 < day.needs


@pytest.mark.parametrize("left", [0, -5])
def test_with_nothing_left_and_no_reset_known_the_plan_is_made_again_in_a_day(left):
    made = planned(TROUBLED, CompanyDue("new"), budget=FleetBudget(left, None, 950))
    assert (made.reads, made.next_wake, made.left) == ((), NOW + DAY, left)
    assert {(each.reason, each.instead) for each in made.gives_up} == {
        (ReadReason.TROUBLED, None), (ReadReason.HEALTHY, None),
    }  # fmt: skip


@pytest.mark.parametrize(("left", "count"), [(5, 0), (6, 1), (11, 1), (12, 2), (18, 3), (None, 3)])
def test_a_company_is_planned_only_if_all_of_its_requests_are_left(left, count):
    made = planned(*(CompanyDue(str(number)) for number in range(3)), budget=FleetBudget(left, None, 950))
    assert len(made.reads) == count


def test_no_cheaper_read_overtakes_one_that_cannot_be_afforded():
    asked = CompanyDue("asked", asked_at=NOW - MINUTE)
    assert planned(asked, TROUBLED, budget=FleetBudget(3, NOW + HOUR, 950)).reads == ()


def test_while_the_quota_is_unknown_only_the_rate_limits_the_plan():
    companies = [replace(TROUBLED, company_id=str(number), read_at=NOW) for number in range(50)]
    assert planned(*companies, budget=FleetBudget(None, None, 950)).gives_up == ()
    slow = planned(*companies, budget=FleetBudget(None, None, 1))
    assert slow.gives_up[0].instead > POLICY.troubled


def test_a_rate_of_nothing_still_makes_a_plan():
    made = planned(TROUBLED, budget=FleetBudget(None, None, 0))
    assert made.gives_up
    assert made.next_wake > NOW


@pytest.mark.parametrize("reason", ReadReason)
def test_each_reason_has_a_place_of_its_own(reason):
    assert list(ReadReason)[reason.rank] is reason


@pytest.mark.parametrize(("whole", "requests"), [(True, 1 + REST_OF_READS), (False, 1)])
def test_a_read_makes_one_request_or_those_of_everything(whole, requests):
    assert PlannedRead("c", ReadReason.DUE, NOW, whole).requests == requests


def test_of_two_with_the_same_reason_the_longer_wanted_comes_first_then_the_smaller_id():
    waits = {"b": 40, "c": 40, "a": 20}
    companies = [
        replace(TROUBLED, company_id=name, read_at=NOW - minutes * MINUTE) for name, minutes in waits.items()
    ]
    assert [each.company_id for each in planned(*companies).reads] == ["b", "c", "a"]


@pytest.mark.parametrize(("late", "order"), [(-SECOND, ["t", "h"]), (SECOND, ["h", "t"])])
def test_patience_ends_two_hours_after_a_read_was_wanted(late, order):
    waiting = CompanyDue("h", read_at=NOW - DAY - POLICY.patience - late, whole_at=NOW)
    troubled = replace(TROUBLED, company_id="t", read_at=NOW - 15 * MINUTE - POLICY.patience)
    assert [each.company_id for each in planned(waiting, troubled).reads] == order


def test_the_unread_never_come_before_the_troubled_however_long_they_wait():
    made = planned(CompanyDue("a"), replace(TROUBLED, company_id="z"))
    assert [each.reason for each in made.reads] == [ReadReason.TROUBLED, ReadReason.UNREAD]


@pytest.mark.parametrize("days", [-400, -1, 0, 1, 400])
def test_any_due_time_of_a_daily_schedule_says_the_same(days):
    company = replace(READ, read_at=NOW - 5 * HOUR, next_due=NOW - 3 * HOUR + days * DAY)
    assert first(company).wanted_at == NOW - 3 * HOUR + POLICY.settle


def test_a_sync_that_ran_before_its_due_time_is_looked_for_after_it():
    early = replace(READ, read_at=NOW, latest_at=NOW - HOUR - SECOND, next_due=NOW - HOUR)
    assert planned(early).next_wake <= NOW + HOUR
    seen = replace(early, latest_at=NOW - HOUR)
    assert planned(seen).next_wake == NOW + DAY - HOUR + POLICY.settle


def test_a_sync_seen_before_its_due_time_says_nothing_of_the_next_one():
    company = replace(READ, read_at=NOW - 2 * HOUR, latest_at=NOW, next_due=NOW - HOUR)
    assert first(company).wanted_at == NOW - HOUR + POLICY.settle


def test_a_running_sync_of_a_troubled_company_is_read_as_troubled():
    assert first(replace(TROUBLED, running=True)).reason is ReadReason.TROUBLED


@pytest.mark.parametrize(
    ("failed_before", "tried_after"),
    [(timedelta(), 2 * MINUTE), (MINUTE, 2 * MINUTE), (10 * MINUTE, 10 * MINUTE), (5 * HOUR, HOUR)],
    ids=["at once", "a minute late", "ten minutes late", "for hours"],
)
def test_a_failed_read_is_tried_again_after_as_long_as_it_has_failed(failed_before, tried_after):
    failed = replace(TROUBLED, read_at=NOW - 15 * MINUTE - failed_before, failed_at=NOW)
    assert planned(failed).next_wake == NOW + tried_after


def test_a_failure_before_the_read_was_wanted_delays_nothing():
    assert first(replace(TROUBLED, failed_at=NOW - 50 * MINUTE)).wanted_at == NOW - 45 * MINUTE


def test_a_company_that_has_never_answered_is_tried_hourly():
    assert planned(CompanyDue("c", failed_at=NOW)).next_wake == NOW + POLICY.longest


@pytest.mark.parametrize(
    ("company", "policy"),
    [
        (TROUBLED, replace(POLICY, troubled=2 * HOUR)),
        (replace(READ, running=True), replace(POLICY, running=2 * HOUR)),
        (replace(READ, read_at=NOW - 25 * HOUR), replace(POLICY, healthy=26 * HOUR)),
    ],
    ids=["troubled", "running", "healthy"],
)
def test_another_policy_has_other_distances(company, policy):
    assert planned(company).reads != ()
    made = planned(company, policy=policy)
    assert (made.reads, made.next_wake) == ((), NOW + HOUR)


@pytest.mark.parametrize(
    ("company", "needs"),
    [
        (CompanyDue("c"), 6),
        (TROUBLED, 96 + 20),
        (replace(READ, next_due=NOW), 3),
        (READ, 2),
    ],
    ids=["unread", "troubled", "with a due time", "without one"],
)
def test_what_a_day_of_each_kind_needs_is_said_before_anything_is_given_up(company, needs):
    assert planned(company).needs == needs


def test_when_it_is_too_short_even_for_rare_reads_everyone_is_read_less_often():
    companies = [replace(TROUBLED, company_id=str(number)) for number in range(20)]
    made = planned(*companies, budget=FleetBudget(10, NOW + DAY, 950))
    troubled, healthy = made.gives_up
    assert troubled.instead > POLICY.most_troubled
    assert healthy.instead > POLICY.healthy


def test_even_then_a_person_gets_what_they_asked_for():
    companies = [replace(TROUBLED, company_id=str(number), read_at=NOW) for number in range(20)]
    asked = replace(companies[0], read_at=NOW - MINUTE, asked_at=NOW)
    made = planned(asked, *companies[1:], budget=FleetBudget(10, NOW + DAY, 950))
    assert [each.reason for each in made.reads] == [ReadReason.ASKED]


MOMENTS = st.none() | st.integers(-60 * 24 * 9, 60 * 24 * 9).map(lambda minutes: NOW + minutes * MINUTE)
COMPANIES = st.lists(
    st.builds(
        CompanyDue,
        st.text("abcdef0", min_size=1, max_size=4),
        *(MOMENTS for _ in range(5)),
        st.booleans(),
        st.booleans(),
        MOMENTS,
    ),
    max_size=12,
    unique_by=lambda each: each.company_id,
)
BUDGETS = st.builds(FleetBudget, st.none() | st.integers(-1, 300), MOMENTS, st.integers(0, 1000))


@settings(max_examples=60, deadline=None)
@given(COMPANIES, BUDGETS)
def test_whatever_is_known_a_plan_keeps_to_what_is_left_and_wakes_later(companies, budget):
    made = plan(companies, NOW, budget)
    ids = [each.company_id for each in made.reads]
    assert len(ids) == len(set(ids))
    assert all(each.wanted_at <= NOW for each in made.reads)
    assert made.next_wake > NOW
    if budget.left is not None:
        assert sum(each.requests for each in made.reads) <= max(0, budget.left)


@settings(max_examples=40, deadline=None)
@given(COMPANIES)
def test_with_plenty_everyone_is_read_within_a_day_and_the_minutes_after_a_due_time(companies):
    known = [replace(each, asked_at=None) for each in companies]
    days_later = NOW + 11 * DAY  # a day after all that is known of them
    read = {
        each.company_id
        for at in (days_later, days_later + POLICY.settle)
        for each in plan(known, at, PLENTY).reads
    }
    assert read == {each.company_id for each in known}


@settings(max_examples=40, deadline=None)
@given(COMPANIES, BUDGETS)
def test_no_company_comes_before_one_that_someone_asked_for(companies, budget):
    reasons = [each.reason for each in plan(companies, NOW, budget).reads]
    asked = reasons.count(ReadReason.ASKED)
    assert all(each is ReadReason.ASKED for each in reasons[:asked])
