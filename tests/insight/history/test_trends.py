"""Good nights of each month, and how long troubles lasted."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.days import Day, failing_days
from dashboard.insight.history.trends import FailingPeriod, failing_periods, months_of
from dashboard.insight.outcome import Outcome

FIRST = date(2026, 10, 28)
GOOD, EMPTY, SKIPPED, FAILED, RUNNING, UNKNOWN, NONE = (
    Outcome.SUCCEEDED,
    Outcome.NOTHING_TO_WRITE,
    Outcome.SKIPPED,
    Outcome.FAILED,
    Outcome.RUNNING,
    Outcome.UNKNOWN,
    None,
)
ANY = st.lists(st.sampled_from([GOOD, EMPTY, SKIPPED, FAILED, RUNNING, UNKNOWN, NONE]), max_size=100)


def row(*outcomes: Outcome | None, first: date = FIRST) -> list[Day]:
    return [Day(first + timedelta(days=at), outcome) for at, outcome in enumerate(outcomes)]


def test_a_night_that_found_nothing_is_a_good_one_and_a_day_without_a_run_counts_nowhere():
    (october, november) = months_of(row(GOOD, EMPTY, FAILED, NONE, GOOD, RUNNING, UNKNOWN, FAILED))
    assert (october.good, october.nights, november.good, november.nights) == (2, 3, 1, 2)
    assert november.share == 0.5


def test_a_month_without_a_night_has_no_share():
    assert months_of(row(NONE, NONE))[0].share is None
    assert months_of([]) == []


def test_a_month_knows_its_first_and_last_day():
    october, november = months_of(row(*[GOOD] * 7))
    assert (october.first, october.last) == (FIRST, date(2026, 10, 31))
    assert (november.first, november.last) == (date(2026, 11, 1), date(2026, 11, 3))


def test_a_problem_lasts_from_its_first_to_its_last_failing_day_and_a_good_one_ends_it():
    (trouble,) = failing_periods(row(GOOD, FAILED, FAILED, EMPTY, GOOD))
    assert trouble == FailingPeriod(date(2026, 10, 29), date(2026, 10, 30), 2, date(2026, 10, 31))
    assert (trouble.length, trouble.going_on) == (2, False)


def test_days_on_which_nothing_ended_are_passed_over_and_count_in_its_length():
    (trouble,) = failing_periods(row(FAILED, NONE, RUNNING, UNKNOWN, FAILED))
    assert (trouble.failing, trouble.length, trouble.going_on) == (2, 5, True)


def test_a_day_skipped_as_a_duplicate_is_no_night():
    (month,) = months_of(row(GOOD, SKIPPED, FAILED, SKIPPED))
    assert (month.good, month.nights) == (1, 2)


def test_a_day_skipped_as_a_duplicate_counts_in_a_problem_only_between_failing_days():
    (trouble,) = failing_periods(row(SKIPPED, FAILED, SKIPPED, FAILED, SKIPPED, GOOD))
    assert (trouble.first, trouble.last) == (date(2026, 10, 29), date(2026, 10, 31))
    assert (trouble.failing, trouble.skipped, trouble.ended) == (3, 1, date(2026, 11, 2))


@given(ANY)
def test_the_problem_that_goes_on_is_the_strips_row_of_failing_days(outcomes):
    days = row(*outcomes)
    going_on = [each for each in failing_periods(days) if each.going_on]
    assert [each.failing for each in going_on] == [len(failing_days(days))] * len(going_on)
    assert bool(going_on) is bool(failing_days(days))


@pytest.mark.parametrize("outcomes", [(), (GOOD,), (NONE, RUNNING, UNKNOWN), (SKIPPED, SKIPPED)])
def test_without_a_failing_day_there_is_no_problem(outcomes):
    assert failing_periods(row(*outcomes)) == []


def test_a_fixed_day_is_no_problem():
    assert failing_periods([Day(FIRST, GOOD, 2, earlier_failure=True)]) == []


@given(ANY)
def test_every_failing_day_lies_in_one_problem(outcomes):
    days, troubles = row(*outcomes), failing_periods(row(*outcomes))
    failing = [day.date for day in days if day.outcome is FAILED]
    assert sum(each.failing - each.skipped for each in troubles) == len(failing)
    assert [day for day in failing if sum(each.first <= day <= each.last for each in troubles) != 1] == []


@given(ANY)
def test_problems_are_in_order_and_only_the_last_can_go_on(outcomes):
    troubles = failing_periods(row(*outcomes))
    assert not any(each.going_on for each in troubles[:-1])
    assert all(one.ended and one.last < one.ended < two.first for one, two in pairwise(troubles))
    assert all(1 <= each.failing <= each.length for each in troubles)


@given(ANY, st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_months_hold_every_day_once(outcomes, first):
    months = months_of(row(*outcomes, first=first))
    assert sum((each.last - each.first).days + 1 for each in months) == len(outcomes)
    assert sum(each.nights - each.good for each in months) == outcomes.count(FAILED)
    assert all(one.last + timedelta(days=1) == two.first for one, two in pairwise(months))
