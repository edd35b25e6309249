"""The gap and the failing days on their edges. Syncs are due at 02:00 in London."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.insight.gap import Range
from dashboard.insight.verdict.facts import VerdictLimits
from dashboard.insight.verdict.state import Ground, State
from tests.insight.verdict_makers import at, judged, nights, settings, sync

WELL = [2000] * 10


# ── The gap ──────────────────────────────────────────────────────────────────────────────────────


def test_a_gap_begins_at_the_end_of_the_last_success_s_range_and_not_at_the_time_it_ran():
    gap = judged(nights([*WELL, *[4000] * 9])).gap
    assert gap.since == at(11, 2, 0)
    assert gap.days == 9


def test_the_first_day_missing_is_the_day_of_the_last_success_itself():
    assert judged(nights([*WELL, *[4000] * 9])).gap.first_day == date(2026, 11, 11)


def test_with_midnight_as_the_hour_the_day_that_begins_there_is_missing():
    run = [sync(at(19, 0, 9)), sync(at(20, 0, 9), 4000)]
    gap = judged(run, configuration=settings(hour=0)).gap
    assert (gap.first_day, gap.days) == (date(2026, 11, 19), 1)


def test_a_success_just_before_the_due_time_belongs_to_the_day_before():
    gap = judged([*nights([2000] * 3, at(18)), sync(at(19, 1, 59)), sync(at(20), 4000)]).gap
    assert gap.since == at(18, 2, 0)


def test_a_success_hours_late_but_the_first_since_it_was_due_covers_that_due_date():
    gap = judged([*nights([2000] * 3, at(19)), sync(at(20, 8, 0))]).gap
    assert gap.days == 0
    assert gap.covered_to == at(20, 2, 0)


def test_the_gap_is_zero_once_a_later_night_has_covered_everything():
    assert judged(nights([*WELL, 4000, 4000, 2000])).gap.days == 0


def test_a_night_that_found_nothing_to_write_covers_as_well():
    assert judged(nights([*WELL, 4000, 2040])).gap.days == 0


def test_before_tonights_run_has_come_the_last_period_is_not_called_missing():
    verdict = judged(nights(WELL, at(19)), now=at(20, 2, 5))
    assert (verdict.gap.days, verdict.awaited) == (0, at(20, 2, 0))


def test_a_manual_sync_of_reported_range_closes_its_own_part_only():
    by_hand = sync(at(20, 11, 0))
    reported = {by_hand.sync_id: Range(at(11, 2, 0), at(15, 2, 0), historic=True)}
    verdict = judged([*nights([*WELL, *[4000] * 9]), by_hand], reported=reported)
    assert (verdict.gap.since, verdict.gap.days, verdict.gap.fewest) == (at(15, 2, 0), 5, 5)
    assert verdict.state is State.FAILING


def test_a_reported_range_in_the_middle_leaves_a_hole_on_both_sides():
    by_hand = sync(at(20, 11, 0))
    reported = {by_hand.sync_id: Range(at(13, 2, 0), at(15, 2, 0), historic=True)}
    gap = judged([*nights([*WELL, *[4000] * 9]), by_hand], reported=reported).gap
    assert [(each.start.day, each.finish.day) for each in gap.missing] == [(11, 13), (15, 20)]
    assert gap.days == 7


def test_a_half_covered_period_is_missing_and_counts_once():
    by_hand = sync(at(20, 11, 0))
    reported = {by_hand.sync_id: Range(at(19, 9, 0), at(19, 12, 0), historic=True)}
    gap = judged([*nights([*WELL, 4000]), by_hand], reported=reported).gap
    assert (gap.days, len(gap.missing)) == (1, 2)


def test_a_reported_range_up_to_now_closes_the_gap():
    by_hand = sync(at(20, 11, 0))
    reported = {by_hand.sync_id: Range(at(11, 2, 0), at(20, 11, 0))}
    verdict = judged([*nights([*WELL, *[4000] * 9]), by_hand], reported=reported)
    assert (verdict.state, verdict.gap.days, verdict.gap.reported) == (State.ARRIVING, 0, True)


def test_what_a_sync_of_unknown_outcome_was_to_bring_may_be_there():
    verdict = judged(nights([*WELL, 3000]))
    assert (verdict.ground, verdict.gap.days, verdict.gap.fewest) == (Ground.UNKNOWN_CODE, 1, 0)
    assert (verdict.gap.doubt.ran, verdict.gap.compare_until) == (at(20), at(20, 2, 0))


def test_what_failed_after_a_sync_of_unknown_outcome_is_missing_for_certain():
    verdict = judged(nights([*WELL, 4000, 3000, 4000, 4000]))
    assert (verdict.state, verdict.gap.days, verdict.gap.fewest) == (State.FAILING, 4, 2)
    assert verdict.gap.compare_until == at(18, 2, 0)


def test_a_later_success_leaves_no_doubt_of_an_earlier_sync():
    gap = judged(nights([*WELL, 3000, 2000, 4000])).gap
    assert (gap.days, gap.fewest, gap.doubt) == (1, 1, None)


def test_a_sync_of_unknown_outcome_outside_the_schedule_may_have_brought_what_was_missing_when_it_ran():
    verdict = judged([*nights([*WELL, 4000, 4000], at(19)), sync(at(19, 11, 0), 3000), sync(at(20), 4000)])
    assert (verdict.gap.days, verdict.gap.fewest) == (3, 1)
    assert verdict.gap.compare_until == at(19, 11, 0)


def test_a_sync_of_unknown_outcome_and_reported_range_reaches_no_further_than_that():
    by_hand = sync(at(20, 11, 0), 3000)
    reported = {by_hand.sync_id: Range(at(11, 2, 0), at(15, 2, 0), historic=True)}
    gap = judged([*nights([*WELL, *[4000] * 9]), by_hand], reported=reported).gap
    assert (gap.days, gap.fewest, gap.doubt.reaches) == (9, 5, at(15, 2, 0))


def test_of_two_of_unknown_outcome_the_one_that_reaches_further_counts():
    by_hand = sync(at(20, 11, 0), 3000)
    reported = {by_hand.sync_id: Range(at(17, 2, 0), at(18, 2, 0), historic=True)}
    gap = judged([*nights([*WELL, 4000, 3000, 4000], at(20)), by_hand], reported=reported).gap
    assert (gap.days, gap.fewest, gap.doubt.ran) == (3, 1, at(19))


def test_what_a_success_outside_the_schedule_covered_is_not_guessed():
    verdict = judged([*nights([*WELL, *[4000] * 9]), sync(at(20, 11, 0))])
    assert (verdict.state, verdict.ground) == (State.NOT_KNOWN, Ground.UNCLEAR_RANGE)
    assert (verdict.gap.fewest, verdict.gap.days) == (0, 9)


def test_what_came_after_a_success_of_unknown_range_is_missing_for_certain():
    syncs = [*nights([*WELL, *[4000] * 9]), sync(at(17, 11, 0))]
    gap = judged(syncs).gap
    assert (gap.fewest, gap.days, gap.certain) == (3, 9, False)


def test_who_never_succeeded_misses_everything_since_the_start_date():
    begins = settings(schedule={"start_date_text": "2026-11-10T00:00:00Z"})
    gap = judged(nights([4000] * 3), configuration=begins).gap
    assert (gap.from_start, gap.since, gap.days) == (True, at(10, 0, 0), 11)


def test_without_success_and_start_date_no_gap_is_made_up():
    assert judged(nights([4000] * 3)).gap is None


@pytest.mark.parametrize(
    "change", [datetime(2026, 3, 29, 12, tzinfo=UTC), datetime(2026, 10, 25, 12, tzinfo=UTC)]
)
def test_no_day_is_counted_twice_or_left_out_when_the_clocks_change(change: datetime):
    berlin = settings("Europe/Berlin")
    runs = [
        sync(change.replace(hour=3) - timedelta(days=back), 2000 if back == 4 else 4000) for back in range(5)
    ]
    verdict = judged(runs, now=change, configuration=berlin)
    assert (verdict.gap.days, verdict.streak.days) == (4, 4)


@pytest.mark.parametrize("zone", [None, "UTC", "Etc/UTC", "Nowhere/Land"])
def test_without_a_known_zone_days_are_counted_in_utc(zone: str | None):
    runs = [sync(at(19, 0, 9)), sync(at(20, 0, 9), 4000)]
    assert judged(runs, configuration=settings(zone, 0)).gap.first_day == date(2026, 11, 19)


def test_a_windows_zone_counts_as_the_zone_it_means():
    run = [sync(at(18, 23, 30)), sync(at(19, 23, 30), 4000)]
    berlin, windows = (
        judged(run, configuration=settings(zone, 0)) for zone in ("Europe/Berlin", "W. Europe Standard Time")
    )
    assert (berlin.gap.first_day, berlin.streak.first) == (windows.gap.first_day, windows.streak.first)
    assert berlin.gap.first_day == date(2026, 11, 19)


# ── The failing days ─────────────────────────────────────────────────────────────────────────────


def test_the_first_failure_on_12_november_means_switched_off_on_12_december():
    streak = judged(nights([*WELL, *[4000] * 9])).streak
    assert (streak.days, streak.first, streak.switch_off, streak.left) == (
        9, date(2026, 11, 12), date(2026, 12, 12), 22,
    )  # fmt: skip


def test_before_todays_run_the_date_is_the_same():
    streak = judged(nights([*WELL, *[4000] * 8], at(19)), now=at(20, 1, 0)).streak
    assert (streak.days, streak.switch_off) == (8, date(2026, 12, 12))


def test_several_failures_in_one_day_are_one_day():
    assert judged([*nights([*WELL, 4000]), sync(at(20, 5), 4000), sync(at(20, 9), 5000)]).streak.days == 1


def test_a_later_success_that_day_ends_the_count():
    assert judged([*nights([*WELL, 4000, 4000]), sync(at(20, 9))]).streak.days == 0


def test_an_earlier_success_that_day_does_not():
    assert judged([*nights([*WELL, 4000, 2000]), sync(at(20, 9), 4000)]).streak.days == 2


def test_a_day_without_a_run_neither_counts_nor_ends():
    syncs = nights([*WELL, 4000, 4000, 4000])
    assert judged([each for each in syncs if each.sync_utc.day != 19]).streak.days == 2


@pytest.mark.parametrize(
    ("codes", "days", "skipped", "since"),
    [
        ([5080], 0, 0, 1),
        ([5080, 5080, 5080], 0, 0, 3),
        ([4000, 5080], 1, 0, 1),
        ([5080, 4000], 1, 0, 0),
        ([4000, 5080, 4000], 3, 1, 0),
        ([5080, 4000, 5080, 5080, 4000, 5080], 4, 2, 1),
        ([4000, 5080, 2000, 5080, 4000], 1, 0, 0),
    ],
)
def test_a_day_skipped_as_a_duplicate_counts_only_between_two_failing_days(
    codes: list[int], days: int, skipped: int, since: int
):
    streak = judged(nights([*WELL, *codes])).streak
    assert (streak.days, streak.skipped, streak.skipped_since) == (days, skipped, since)


def test_a_failure_tomorrow_would_make_the_days_skipped_since_count():
    verdict = judged(nights([*WELL, 4000, 4000, 5080, 5080]))
    assert (verdict.streak.days, verdict.tonight.failing_day) == (2, 5)
    assert (verdict.streak.left, verdict.streak.switch_off) == (27, date(2026, 12, 17))


def test_the_day_of_switching_off_is_never_one_that_was_only_skipped():
    streak = judged(nights([*WELL, *[4000] * 25, *[5080] * 10])).streak
    assert (streak.days, streak.switch_off, streak.left) == (25, date(2026, 11, 21), 1)


@pytest.mark.parametrize(("number", "many"), [(6, False), (7, True), (40, True)])
def test_seven_skipped_days_in_a_row_are_said_and_there_is_no_countdown(number, many):
    verdict = judged(nights([*WELL, *[5080] * number]))
    assert (verdict.streak.many_skipped, verdict.streak.days, verdict.streak.left) == (many, 0, None)
    assert verdict.ground is Ground.SKIPPED


def test_a_running_or_unknown_sync_neither_counts_nor_ends():
    assert (
        judged([*nights([*WELL, 4000, 4000]), sync(at(20, 13, 40), 1000), sync(at(20, 9), 3000)]).streak.days
        == 2
    )


def test_days_are_the_merchants_and_not_those_of_utc():
    sydney = settings("Australia/Sydney", hour=1)
    runs = [sync(datetime(2026, 11, day, 14, 5, tzinfo=UTC), 4000) for day in (17, 18, 19)]
    assert judged(runs, configuration=sydney).streak.last == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("days", "state"),
    [(23, State.FAILING), (24, State.WILL_BE_SWITCHED_OFF), (30, State.WILL_BE_SWITCHED_OFF),
     (31, State.PROBABLY_SWITCHED_OFF), (40, State.PROBABLY_SWITCHED_OFF)],
)  # fmt: skip
def test_the_state_follows_the_days_left(days: int, state: State):
    assert judged(nights([*WELL, *[4000] * days])).state is state


def test_a_team_may_be_warned_earlier():
    assert (
        judged(nights([*WELL, *[4000] * 20]), limits=VerdictLimits(warn_days=14)).state
        is State.WILL_BE_SWITCHED_OFF
    )


def test_switched_off_is_only_what_the_configuration_says():
    verdict = judged(nights([*WELL, 4000]), configuration=settings(enable=False))
    assert (verdict.state, verdict.next_due, verdict.tonight) == (State.SWITCHED_OFF, None, None)


# ── A night that Codat skipped as a duplicate ────────────────────────────────────────────────────


def gap_after_a_skipped_night(by_hand_at: datetime):
    """The gap after a skipped night, when a sync by hand ran then told to cover another day."""
    by_hand = sync(by_hand_at)
    reported = {by_hand.sync_id: Range(at(18, 2, 0), at(19, 2, 0), historic=True)}
    return judged([*nights(WELL, at(18)), by_hand, sync(at(20), 5080)], reported=reported).gap


@pytest.mark.parametrize("hand", [at(19, 2, 0), at(19, 2, 1), at(19, 15, 0), at(20, 1, 59)])
def test_a_night_is_not_missing_that_was_skipped_for_a_success_of_its_own_period(hand: datetime):
    assert gap_after_a_skipped_night(hand).missing == ()


@pytest.mark.parametrize("hand", [at(19, 1, 59), at(20, 2, 0), at(20, 2, 13)])
def test_a_skipped_night_is_missing_where_the_success_lies_outside_its_period(hand: datetime):
    missing = gap_after_a_skipped_night(hand).missing
    assert [(each.start, each.finish) for each in missing] == [(at(19, 2, 0), at(20, 2, 0))]


def test_each_skipped_night_looks_for_a_success_of_its_own():
    by_hand = sync(at(18, 15, 0))
    reported = {by_hand.sync_id: Range(at(17, 2, 0), at(18, 2, 0), historic=True)}
    gap = judged(
        [*nights(WELL, at(17)), by_hand, sync(at(19), 5080), sync(at(20), 5080)], reported=reported
    ).gap
    assert [(each.start, each.finish) for each in gap.missing] == [(at(19, 2, 0), at(20, 2, 0))]


@pytest.mark.parametrize(("on", "days"), [(True, 1), (False, 2)])
def test_a_due_date_waits_for_its_sync_only_while_sync_is_on(on, days):
    half_past = at(20, 2, 30)
    verdict = judged(nights([*WELL, 4000], at(19)), half_past, configuration=settings(enable=on))
    assert verdict.gap.days == days


# ── How far the rules look ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("last", "late"), [(6, None), (5, at(6, 2, 0))])
def test_with_two_weeks_of_grace_the_due_date_of_two_weeks_ago_is_late(last: int, late: datetime | None):
    patient = VerdictLimits(grace=timedelta(days=14))
    assert judged(nights(WELL, at(last)), limits=patient).late == late


@pytest.mark.parametrize(("number", "days"), [(201, [0]), (202, [])])
def test_after_two_hundred_successes_outside_the_schedule_it_is_no_guide(number: int, days: list[int]):
    every_minute = [sync(at(20, 11) - timedelta(minutes=each)) for each in range(number)]
    gap = judged(every_minute).gap
    assert [each.days for each in [gap] if each] == days
