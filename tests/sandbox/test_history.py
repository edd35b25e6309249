"""The past as rules over a clock: counts, ranges, clock changes, and that it stays the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from sandbox.case import Merchant
from sandbox.history import last_run, night_of, nights, past_stamp, past_syncs, start_date
from sandbox.named_merchants import NAMED

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
CASES = {case.case: case for case in NAMED}
HOURS = [NOW.replace(hour=hour, minute=7) for hour in (0, 1, 2, 3, 9, 23)]


def merchant(case, seed=1):
    return Merchant(CASES[case], seed)


@cache
def past(case, now=NOW):
    """The past of a case; nobody changes it, so that it is worked out once."""
    return tuple(past_syncs(merchant(case), now))


def failing_days(case, now):
    """Count by the rule: from the latest back, days whose last finished run failed, up to a well one."""
    one, count, seen = merchant(case), 0, set()
    for sync in past(case, now):
        day = sync.at.astimezone(one.tz).date()
        if day in seen or sync.outcome.running:
            continue
        seen.add(day)
        if sync.outcome.succeeded:
            return count
        count += 1
    return count


@pytest.mark.parametrize("now", HOURS, ids=lambda now: f"{now:%H:%M}")
@pytest.mark.parametrize("days", [3, 29, 30, 31])
def test_failing_n_has_n_failing_days_at_any_hour(days, now):
    assert failing_days(f"failing-{days}", now) == days


@pytest.mark.parametrize("now", HOURS, ids=lambda now: f"{now:%H:%M}")
def test_failing_days_reach_to_today_once_the_run_is_over(now):
    one = merchant("archived-tax-rate")
    run = night_of(one, now.astimezone(one.tz).date()).run
    last = past("archived-tax-rate", now)[0].at.astimezone(one.tz).date()
    assert last == now.date() - timedelta(days=0 if run <= now else 1)


@pytest.mark.parametrize(
    ("case", "days"),
    [
        ("archived-tax-rate", 9),
        ("deauthorised", 5),
        ("unlinked", 4),
        ("subscription-lapsed", 8),
        ("partly-written", 2),
        ("failed-at-once", 6),
        ("switched-off", 31),
        ("healthy", 0),
        ("duplicate-protection", 1),
        ("closed-gap", 0),
        ("gap-to-close", 8),
    ],
)
def test_the_others_fail_as_long_as_they_promise(case, days):
    assert failing_days(case, NOW) == days


@pytest.mark.parametrize("case", [case.case for case in NAMED])
def test_a_restart_on_the_same_day_brings_the_same_past(case):
    assert tuple(past_syncs(merchant(case), NOW)) == past(case)


def test_a_new_night_adds_one_and_leaves_the_others():
    today, tomorrow = (past("healthy", NOW + timedelta(days=day)) for day in (0, 1))
    known = {sync.id: sync for sync in today}
    kept = [sync for sync in tomorrow if sync.id in known]
    assert len(tomorrow) - len(kept) in {1, 2}
    assert all((sync.at, sync.outcome) == (known[sync.id].at, known[sync.id].outcome) for sync in kept)


@pytest.mark.parametrize("case", [case.case for case in NAMED])
def test_the_ids_of_a_company_are_unlike_each_other(case):
    ids = [sync.id for sync in past(case)]
    assert len(ids) == len(set(ids))


def test_another_seed_brings_other_ids():
    one, other = (past_syncs(merchant("healthy", seed), NOW) for seed in (1, 2))
    assert not {sync.id for sync in one} & {sync.id for sync in other}


@pytest.mark.parametrize("case", [case.case for case in NAMED])
def test_nothing_lies_in_the_future_and_the_newest_comes_first(case):
    times = [sync.at for sync in past(case)]
    assert times == sorted(times, reverse=True)
    assert all(at <= NOW for at in times)


def test_a_range_goes_from_the_due_time_of_the_last_success_to_its_own():
    syncs = past("archived-tax-rate")
    last_good = next(sync for sync in syncs if sync.outcome.succeeded)
    failed = syncs[:9]
    assert {sync.start for sync in failed} == {last_good.finish}
    assert [sync.finish for sync in failed] == [last_good.finish + timedelta(days=9 - n) for n in range(9)]


def test_the_run_comes_after_its_due_time():
    late = [night.run - night.due for night in nights(merchant("healthy"), NOW)]
    assert min(late) >= timedelta(minutes=3)
    assert max(late) > timedelta(hours=1), "now and then hours later"


def test_the_first_range_begins_at_the_start_date():
    one = merchant("same-name-second")
    assert past("same-name-second")[-1].start == start_date(one, NOW)


def test_where_older_nights_are_gone_the_first_range_is_one_day():
    oldest = past("healthy")[-1]
    assert oldest.finish - oldest.start == timedelta(days=1)


def test_the_start_date_of_an_old_merchant_does_not_move_with_the_days():
    one = merchant("healthy")
    assert start_date(one, NOW) == start_date(one, NOW + timedelta(days=40))


def test_two_years_are_kept():
    syncs = past("healthy")
    assert 728 <= (syncs[0].at - syncs[-1].at).days <= 731


def test_ten_thousand_is_ten_thousand():
    assert len(past("ten-thousand")) == 10_000


def test_the_ten_thousandth_ends_well():
    assert past("ten-thousand")[0].outcome.succeeded


def test_monthly_runs_on_the_first_only():
    one = merchant("monthly")
    assert {night.day.day for night in nights(one, NOW)} == {1}
    assert len(nights(one, NOW)) in {24, 25}


def test_an_hour_that_the_clocks_skip_still_has_its_night():
    one = merchant("clock-change")
    spring = [night for night in nights(one, NOW) if night.day.isoformat() == "2026-03-29"]
    assert [night.due for night in spring] == [datetime(2026, 3, 29, 1, 0, tzinfo=UTC)]


def test_an_hour_that_comes_twice_has_one_night():
    one = merchant("clock-change")
    autumn = [night for night in nights(one, NOW) if night.day.isoformat() == "2026-10-25"]
    assert [night.due for night in autumn] == [datetime(2026, 10, 25, 0, 0, tzinfo=UTC)]


def test_a_skipped_midnight_is_due_an_hour_into_the_day():
    one = merchant("skipped-midnight")
    due = {night.day.isoformat(): night.due for night in nights(one, NOW)}
    assert due["2026-09-06"].astimezone(one.tz).hour == 1


def test_switched_off_has_no_run_since():
    syncs = past("switched-off")
    assert (NOW - syncs[0].at).days >= 46
    assert len([sync for sync in syncs if sync.outcome.code == 4040]) == 31


def test_stuck_began_at_least_three_hours_ago_and_nothing_came_after():
    for now in HOURS:
        newest = past("stuck", now)[0]
        assert (newest.outcome.code, newest.at <= now - timedelta(hours=3)) == (1010, True)


def test_running_began_minutes_ago_at_any_time():
    for now in HOURS:
        newest = past("running", now)[0]
        assert newest.outcome.code == 1000
        assert timedelta(0) < now - newest.at < timedelta(minutes=10)


def test_late_has_missed_its_due_time():
    assert all(now - past("late", now)[0].at > timedelta(hours=36) for now in HOURS)


def test_nothing_to_sell_found_nothing_for_24_nights_and_much_before():
    codes = [sync.outcome.code for sync in past("nothing-to-sell")]
    assert set(codes[:24]) == {2040}
    assert codes[24:54].count(2000) > 20


def test_the_silent_one_sold_on_week_days_only_until_it_found_nothing():
    syncs = [sync for sync in past("silent-emptiness") if sync.outcome.succeeded]
    assert {sync.outcome.code for sync in syncs[:12]} == {2040}
    sold = {(sync.finish - timedelta(hours=12)).weekday(): sync.outcome.code for sync in syncs[14:]}
    assert sold == {0: 2000, 1: 2000, 2: 2000, 3: 2000, 4: 2000, 5: 2040, 6: 2040}


def test_a_manual_sync_and_the_night_after_it_overlap():
    night, manual = past("duplicate-protection")[:2]
    assert (night.outcome.code, manual.outcome.code) == (5080, 2000)
    assert night.overlaps(manual.start, manual.finish)


def test_a_closed_gap_is_covered_by_the_next_success():
    syncs = past("closed-gap")
    closing = next(sync for sync in syncs if sync.finish - sync.start > timedelta(days=3))
    assert closing.outcome.succeeded
    assert closing.finish - closing.start == timedelta(days=8)


def test_a_half_closed_gap_has_its_first_half_covered_and_no_more():
    syncs = past("half-closed-gap")
    manual = next(sync for sync in syncs if sync.outcome.succeeded)
    assert manual.finish - manual.start == timedelta(days=5)
    assert all(sync.start == manual.finish for sync in syncs if sync.at > manual.at)


def test_some_nights_succeeded_again_the_same_morning():
    syncs = past("healthy")
    failed = [sync for sync in syncs if not sync.outcome.succeeded]
    again = {sync.finish for sync in syncs if sync.outcome.succeeded}
    assert failed
    assert all(sync.finish in again for sync in failed)


def test_the_last_run_is_shown_without_the_whole_history():
    for case in ("healthy", "switched-off", "failing-3", "null-zone", "monthly", "late", "half-linked"):
        one = merchant(case)
        assert all(last_run(one, now) == past(case, now)[0].at for now in HOURS)


@pytest.mark.parametrize("case", ["healthy", "monthly", "running", "stuck", "late", "failing-3"])
def test_the_stamp_of_the_past_changes_whenever_the_past_does(case):
    one, step = merchant(case), timedelta(minutes=1)
    moments = [NOW.replace(hour=1, minute=50) + step * minute for minute in range(0, 50, 3)]
    stamped = [(past_stamp(one, now), past_syncs(one, now)) for now in moments]
    pasts = dict(stamped)
    assert all(pasts[stamp] == syncs for stamp, syncs in stamped)
