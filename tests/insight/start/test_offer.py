"""What a person who starts a sync is offered: the days that are missing, and the way that fixes it first."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dashboard.insight.gap import Range
from dashboard.insight.start.offer import days_to_fill, only_days_fix_it
from tests.insight.verdict_makers import LONDON, NOW, at, judged, nights, settings, sync
from tests.support.merchants import cases, reads


def filled(verdict):
    return days_to_fill(verdict.gap, verdict.zone.zone, verdict.now)


def test_the_first_day_is_the_first_missing_one_and_the_last_is_yesterday():
    assert filled(judged(nights([2000] * 20 + [4000] * 9))) == (date(2026, 11, 11), date(2026, 11, 19))


def test_where_nothing_is_missing_no_covered_day_is_filled_in():
    assert filled(judged(nights([2000] * 20))) == (date(2026, 11, 20), date(2026, 11, 20))


def test_of_two_stretches_the_first_is_filled_in_and_not_what_lies_between():
    runs = nights([2000] * 20 + [4000] * 9)
    ours = sync(at(19, 12), 2000)
    reported = {ours.sync_id: Range(at(15, 0, 0), at(18, 0, 0), historic=True)}
    found = judged([*runs, ours], reported=reported)
    assert filled(found) == (date(2026, 11, 11), date(2026, 11, 14))
    assert only_days_fix_it(found)


@pytest.mark.parametrize(
    ("entered", "days"),
    [
        ((11, 14), (15, 19)),
        ((14, 16), (11, 13)),
        ((11, 18), (19, 19)),
        ((11, 19), (20, 20)),
        ((1, 25), (20, 20)),
    ],
)
def test_days_entered_by_hand_are_not_filled_in(entered, days):
    first, last = (date(2026, 11, day) for day in entered)
    found = judged(nights([2000] * 20 + [4000] * 9), entered_by_hand=[(first, last)])
    offered = days_to_fill(found.gap, found.zone.zone, found.now, found.entered_by_hand)
    assert offered == (date(2026, 11, days[0]), date(2026, 11, days[1]))
    assert only_days_fix_it(found)


def test_without_a_schedule_nobody_knows_the_days():
    monthly = settings(schedule={"selected_frequency": "Monthly"})
    assert filled(judged(nights([2000, 4000, 4000]), configuration=monthly)) is None


@given(some.integers(0, 40), some.integers(0, 23), some.sampled_from(["Europe/London", "Pacific/Auckland"]))
def test_no_day_that_is_wholly_in_the_books_is_ever_filled_in(failed, hour, zone):
    runs = nights([2000] * 20 + [4000] * failed, NOW.replace(hour=23))
    found = judged(runs, configuration=settings(zone, hour))
    days = filled(found)
    if days is None:
        return
    first, last = days
    assert first <= last <= found.now.astimezone(found.zone.zone).date()
    covered = (found.gap.since or found.gap.covered_to).astimezone(found.zone.zone).date()
    assert first >= covered


@pytest.mark.parametrize("case", cases())
def test_of_every_merchant_the_first_missing_day_is_filled_in(case):
    verdict = reads(case).judged()
    days = filled(verdict)
    if days is not None and verdict.gap.first_day:
        assert days[0] == verdict.gap.first_day


def test_a_sync_up_to_now_fixes_an_ordinary_gap():
    assert not only_days_fix_it(judged(nights([2000] * 20 + [4000] * 9)))
    assert not only_days_fix_it(judged(nights([2000] * 20)))


def test_after_a_success_of_unknown_days_only_days_fix_it():
    runs = [*nights([2000] * 20 + [4000] * 9), sync(at(17, 15), 2000)]
    assert only_days_fix_it(judged(runs))


def test_after_a_success_of_the_newest_days_only_days_fix_the_older_ones():
    runs = nights([2000] * 20 + [4000] * 9)
    ours = sync(at(20, 12), 2000)
    reported = {ours.sync_id: Range(at(18, 0, 0), at(20, 12), historic=True)}
    assert only_days_fix_it(judged([*runs, ours], reported=reported))


@pytest.mark.parametrize("off", [True, False])
def test_where_sync_was_off_only_days_spare_what_was_typed_in(off):
    found = judged(nights([2000] * 20 + [4000] * 9), configuration=settings(enable=not off))
    assert only_days_fix_it(found) is off


def test_days_are_the_merchant_s():
    gap = judged(nights([2000] * 20 + [4000] * 9)).gap
    days = days_to_fill(gap, LONDON, NOW + timedelta(days=1))
    assert days == (date(2026, 11, 11), date(2026, 11, 20))
