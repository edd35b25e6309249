"""What a sync would change: its range compared with what is known about the sales."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dashboard.insight.coverage import NOT_IN_BOOKS
from dashboard.insight.gap import Range
from dashboard.insight.start.preview import preview_of
from dashboard.insight.verdict.facts import CompanyFacts, VerdictLimits
from dashboard.services import assessment
from tests.insight.verdict_makers import LONDON, NOW, at, nights, settings, sync
from tests.support.merchants import cases, reads

FAILING = nights([2000] * 20 + [4000] * 9)
BOOKS_END = at(11, 2, 0)


def facts(syncs=FAILING, **more):
    return CompanyFacts(syncs, None, more.pop("configuration", settings()), NOW, **more)


def preview(planned, **more):
    return preview_of(facts(**more), LONDON, planned)


def test_up_to_now_covers_all_that_is_missing_and_nothing_twice():
    shown = preview(Range(BOOKS_END, NOW))
    assert (shown.gap.days, shown.days_left, shown.left) == (9, 0, ())
    assert [(part.start, part.finish, part.again) for part in shown.parts] == [(BOOKS_END, NOW, False)]


def test_days_that_reach_into_the_books_are_covered_again_and_the_rest_stays_missing():
    shown = preview(Range(at(8, 0, 0), at(16, 0, 0)))
    assert [(part.start, part.again) for part in shown.parts] == [(at(8, 0, 0), True), (BOOKS_END, False)]
    assert shown.left == (Range(at(16, 0, 0), at(20, 2, 0)),)
    assert shown.days_left == 5


def test_days_inside_the_gap_leave_both_sides_missing():
    shown = preview(Range(at(13, 0, 0), at(14, 0, 0)))
    assert [each.start for each in shown.left] == [BOOKS_END, at(14, 0, 0)]


def test_three_weeks_are_shown_up_to_today():
    shown = preview(Range(BOOKS_END, NOW))
    assert (shown.first, shown.last) == (date(2026, 10, 31), date(2026, 11, 20))


def test_what_began_earlier_is_shown_from_its_beginning():
    shown = preview(Range(BOOKS_END, NOW), syncs=nights([2000] + [4000] * 40))
    assert shown.first < shown.gap.first_day


def test_days_long_past_are_shown_alone():
    shown = preview(Range(at(8, 0, 0, month=1), at(16, 0, 0, month=1)))
    assert (shown.first, shown.last) == (date(2026, 1, 5), date(2026, 1, 19))


def test_where_the_beginning_is_not_known_nothing_is_drawn_for_the_sync():
    shown = preview(None)
    assert shown.parts == ()
    assert shown.days_left == shown.gap.days


def test_without_a_schedule_the_range_is_drawn_over_nothing():
    monthly = settings(schedule={"selected_frequency": "Monthly"})
    shown = preview(Range(at(8, 0, 0), at(16, 0, 0)), configuration=monthly)
    assert (shown.stretches, shown.gap, shown.estimated) == ((), None, False)
    assert not shown.again


def test_what_codat_reported_is_no_estimate():
    ours = sync(at(20, 12), 2000)
    reported = {ours.sync_id: Range(at(1, 0, 0, month=10), at(20, 12), historic=True)}
    assert preview(Range(BOOKS_END, NOW)).estimated
    assert not preview(Range(at(20, 12), NOW), syncs=[ours], reported=reported).estimated


@given(
    some.integers(0, 60), some.integers(1, 60), some.lists(some.sampled_from([2000, 4000, 5080]), min_size=3)
)
def test_the_parts_are_the_planned_range_without_a_gap_and_what_is_left_lies_outside(back, length, codes):
    start = NOW - timedelta(days=back + length)
    planned = Range(start, start + timedelta(days=length))
    shown = preview(planned, syncs=nights(codes))
    assert (shown.parts[0].start, shown.parts[-1].finish) == (planned.start, planned.finish)
    pairs = zip(shown.parts, shown.parts[1:], strict=False)
    assert all(one.finish == two.start and one.again is not two.again for one, two in pairs)
    assert all(each.finish <= planned.start or each.start >= planned.finish for each in shown.left)


@pytest.mark.parametrize("case", cases())
def test_every_merchant_has_one_and_it_shows_every_day_that_company_calls_missing(case):
    read, verdict = reads(case), reads(case).judged()
    known = assessment.facts(read.snapshot, read.now, VerdictLimits())
    shown = preview_of(known, verdict.zone.zone, None)
    missing = [each.start for each in shown.stretches if each.state in NOT_IN_BOOKS]
    assert missing[:1] == ([verdict.gap.since] if verdict.gap and verdict.gap.days else [])
