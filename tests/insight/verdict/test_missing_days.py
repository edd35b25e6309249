"""The gap as days. Syncs are due at 02:00 in London."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice

from hypothesis import given

from dashboard.insight.gap import Gap, Range
from dashboard.insight.verdict.judge import judge
from dashboard.insight.verdict.missing_days import MissingDays, missing_days, newest_first
from tests.insight.verdict.test_wild_histories import cases, quick
from tests.insight.verdict_makers import at, judged, linked, nights, settings, sync

WELL = [2000] * 10


def day(number: int) -> date:
    return date(2026, 11, number)


def days_of(syncs, **more):
    verdict = judged(syncs, **more)
    return missing_days(verdict.gap, verdict.dues)


def test_the_days_go_from_the_day_of_the_last_success_to_the_one_before_the_last_due_date():
    assert days_of(nights([*WELL, *[4000] * 9])) == (MissingDays(day(11), day(19), sure=True),)


def test_where_nothing_is_missing_there_is_no_day():
    assert days_of(nights(WELL)) == ()


def test_without_a_schedule_that_has_a_rule_there_is_no_day():
    monthly = settings(schedule={"selected_frequency": "Monthly"})
    assert days_of(nights([*WELL, 4000]), configuration=monthly) == ()


def test_with_midnight_as_the_hour_each_day_is_its_own_period():
    run = [sync(at(18, 0, 9)), sync(at(19, 0, 9), 4000), sync(at(20, 0, 9), 4000)]
    assert days_of(run, configuration=settings(hour=0)) == (MissingDays(day(18), day(19), sure=True),)


def test_days_that_a_sync_outside_the_schedule_may_have_brought_are_not_sure():
    run = [*nights([*WELL, *[4000] * 9]), sync(at(16, 11, 0))]
    assert days_of(run) == (
        MissingDays(day(11), day(15), sure=False),
        MissingDays(day(16), day(19), sure=True),
    )


def test_days_that_a_sync_of_unknown_outcome_may_have_brought_are_not_sure():
    first, *_, last = days_of(nights([*WELL, 4000, 4000, 3000, 4000]))
    assert (first.sure, last.sure) == (False, True)


def test_days_that_a_sync_of_reported_range_brought_are_left_out():
    by_hand = sync(at(20, 11, 0))
    reported = {by_hand.sync_id: Range(at(13, 2, 0), at(15, 2, 0), historic=True)}
    assert days_of([*nights([*WELL, *[4000] * 9]), by_hand], reported=reported) == (
        MissingDays(day(11), day(12), sure=True),
        MissingDays(day(15), day(19), sure=True),
    )


def test_a_day_with_two_holes_counts_once():
    dues = judged(nights(WELL)).dues
    holes = (Range(at(11, 2, 0), at(11, 6)), Range(at(11, 8), at(12, 2, 0)))
    assert missing_days(Gap(holes, at(12, 2, 0), since=at(11, 2, 0)), dues) == (
        MissingDays(day(11), day(11), sure=True),
    )


def test_the_newest_days_of_two_thousand_years_are_there_at_once():
    years = (MissingDays(date(2, 1, 1), day(18), sure=True), MissingDays(day(20), day(20), sure=False))
    assert list(islice(newest_first(years), 3)) == [(day(20), False), (day(18), True), (day(17), True)]


@quick
@given(case=cases())
def test_there_are_as_many_days_as_the_gap_counts_and_as_many_sure_ones(case):
    syncs, zone, hour, now = case
    known = {"start_date_text": (now - timedelta(days=60)).isoformat()}
    verdict = judge(syncs, linked(), settings(zone, hour, schedule=known), now)
    if verdict.gap is not None:
        found = missing_days(verdict.gap, verdict.dues)
        assert sum(each.count for each in found) == verdict.gap.days
        assert sum(each.count for each in found if each.sure) == verdict.gap.fewest
