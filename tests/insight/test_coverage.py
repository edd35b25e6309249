"""Which sales of a window have reached the books. Syncs are due at 02:00 in London unless said otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from codat_client import CompanySyncStatus
from dashboard.insight.coverage import Cover, Coverage, Stretch, coverage_in, coverage_of, range_of
from dashboard.insight.gap import Range
from dashboard.insight.nights import Nights
from dashboard.insight.outcome import Outcome
from dashboard.insight.runs import SyncRun, SyncRuns, runs_of
from dashboard.insight.schedule import Dues
from dashboard.insight.verdict.facts import CompanyFacts
from tests.insight.verdict_makers import LONDON, NOW, at, judged, nights, settings, sync

DUES = Dues(LONDON, 2)
GRACE = timedelta(hours=12)
FIRST = at(1, 2, 0)
LAST = at(20, 2, 0)
Short = tuple[str, int, int]


def covered(
    syncs: Sequence[CompanySyncStatus],
    reported: Mapping[str, Range] | None = None,
    *,
    start_date: datetime | None = None,
    first: datetime = FIRST,
    dues: Dues = DUES,
    up_to: datetime = LAST,
) -> Coverage:
    made = coverage_of(
        runs_of(syncs, NOW, dues),
        dues,
        first,
        up_to,
        start_date=start_date,
        grace=GRACE,
        reported=reported or {},
    )
    assert made is not None
    return made


def short(coverage: Coverage) -> list[Short]:
    """Return each stretch as its state, after `reported` and `late`, and its days of November."""
    return [(word(each), each.start.day, each.finish.day) for each in coverage.stretches]


def word(each: Stretch) -> str:
    marks = (("reported", each.reported), ("late", each.late), ("partly", each.partly))
    return " ".join([name for name, true in marks if true] + [each.state])


def by_hand(day: int, hour: int = 11, code: int = 2000) -> CompanySyncStatus:
    return sync(at(day, hour, 0), code)


def reported_for(run: CompanySyncStatus, first: int, last: int) -> dict[str, Range]:
    return {run.sync_id or "": Range(at(first, 2, 0), at(last, 2, 0), historic=True)}


# ── Nights alone ─────────────────────────────────────────────────────────────────────────────────


def test_nights_that_arrive_are_one_stretch_in_the_books_estimated():
    assert short(covered(nights([2000] * 30))) == [("in_books", 1, 20)]


def test_a_night_that_found_nothing_covers_as_well():
    assert short(covered(nights([2000, 2040] * 15))) == [("in_books", 1, 20)]


def test_failed_nights_at_the_end_are_missing_from_the_due_date_of_the_last_success():
    assert short(covered(nights([*[2000] * 20, *[4000] * 9]))) == [("in_books", 1, 11), ("missing", 11, 20)]


def test_a_gap_that_the_next_success_closed_is_in_the_books_late():
    coverage = covered(nights([*[2000] * 20, *[4000] * 4, *[2000] * 3]))
    assert short(coverage) == [("in_books", 1, 13), ("late in_books", 13, 17), ("in_books", 17, 20)]
    assert coverage.days_late == 4


def test_a_closed_gap_shows_which_sync_closed_it():
    syncs = nights([*[2000] * 20, 4000, 4000, 2000])
    (late,) = [each for each in covered(syncs).stretches if each.late]
    assert (late.sync_id, late.ran) == (syncs[-1].sync_id, at(20))


def test_a_night_without_a_run_comes_late_with_the_next_one():
    syncs = nights([2000] * 30)
    del syncs[-5]
    assert short(covered(syncs))[1] == ("late in_books", 15, 16)


def test_a_night_fixed_the_same_morning_is_not_late():
    syncs = [*nights([*[2000] * 25, 4000, *[2000] * 3]), by_hand(17, 4)]
    assert short(covered(syncs)) == [("in_books", 1, 20)]


def test_the_window_may_end_before_the_last_run():
    assert short(covered(nights([2000] * 30), up_to=at(15, 2, 0))) == [("in_books", 1, 15)]


def test_a_success_long_before_the_window_covers_up_to_its_own_night_only():
    lone = [sync(at(28, month=9)), *nights([4000] * 3)]
    assert short(covered(lone)) == [("missing", 1, 20)]


def test_a_success_long_before_the_window_is_where_a_gap_begins_that_is_closed_in_it():
    syncs = [sync(at(28, month=9)), *nights([*[4000] * 30, 2000])]
    assert short(covered(syncs)) == [("late in_books", 1, 19), ("in_books", 19, 20)]


def test_an_empty_window_has_no_stretches():
    assert covered(nights([2000] * 3), first=LAST).stretches == ()


# ── Where it begins ──────────────────────────────────────────────────────────────────────────────


def test_without_a_start_date_nobody_knows_what_lies_before_the_oldest_success():
    assert short(covered(nights([2000] * 3))) == [("not_known", 1, 17), ("in_books", 17, 20)]


def test_the_oldest_success_goes_back_to_the_start_date():
    coverage = covered(nights([2000] * 3), start_date=at(10, 0, 0))
    assert short(coverage) == [("before_start", 1, 10), ("in_books", 10, 20)]


def test_what_failed_before_the_first_success_came_late():
    coverage = covered(nights([4000, 4000, 2000]), start_date=at(10, 0, 0))
    assert short(coverage) == [("before_start", 1, 10), ("late in_books", 10, 19), ("in_books", 19, 20)]


def test_who_never_succeeded_misses_all_since_the_start_date():
    coverage = covered(nights([4000] * 3), start_date=at(10, 0, 0))
    assert short(coverage) == [("before_start", 1, 10), ("missing", 10, 20)]
    assert (coverage.days_missing, coverage.fewest_missing) == (11, 11)


def test_who_never_succeeded_and_has_no_start_date_is_not_known():
    assert short(covered(nights([4000] * 3))) == [("not_known", 1, 20)]


def test_a_start_date_set_again_leaves_the_days_before_it_not_known():
    syncs = nights([*[2000] * 12, *[4000] * 6, *[2000] * 2])
    coverage = covered(syncs, start_date=at(15, 2, 0))
    assert short(coverage) == [
        ("in_books", 1, 12), ("not_known", 12, 15), ("late in_books", 15, 18),
        ("in_books", 18, 20),
    ]  # fmt: skip


def test_a_start_date_to_come_means_that_nothing_is_due():
    assert short(covered(nights([4000]), start_date=at(25, 2, 0))) == [("before_start", 1, 20)]


# ── Told ranges ──────────────────────────────────────────────────────────────────────────────────


def test_a_reported_range_closes_its_own_part_of_a_gap_and_no_more():
    run = by_hand(20)
    coverage = covered([*nights([*[2000] * 20, *[4000] * 9]), run], reported_for(run, 11, 15))
    assert short(coverage) == [("in_books", 1, 11), ("reported late in_books", 11, 15), ("missing", 15, 20)]
    assert (coverage.days_missing, coverage.days_reported, coverage.days_estimated) == (5, 4, 10)


def test_a_reported_range_in_the_middle_leaves_a_hole_on_both_sides():
    run = by_hand(20)
    coverage = covered([*nights([*[2000] * 20, *[4000] * 9]), run], reported_for(run, 13, 15))
    assert [each[0] for each in short(coverage)][1:] == ["missing", "reported late in_books", "missing"]


def test_a_failed_one_closes_nothing_whatever_it_was_shown():
    run = by_hand(20, code=5000)
    syncs = [*nights([*[2000] * 20, *[4000] * 9]), run]
    assert short(covered(syncs, reported_for(run, 11, 15))) == [("in_books", 1, 11), ("missing", 11, 20)]


def test_the_night_after_a_shown_one_takes_what_is_left():
    run = by_hand(15)
    syncs = [*nights([*[2000] * 20, *[4000] * 7, 2000, 2000]), run]
    assert short(covered(syncs, reported_for(run, 11, 14))) == [
        ("in_books", 1, 11), ("reported late in_books", 11, 14), ("late in_books", 14, 18),
        ("in_books", 18, 20),
    ]  # fmt: skip


def test_a_reported_range_over_what_was_in_the_books_is_covered_twice():
    run = by_hand(18)
    coverage = covered([*nights([2000] * 30), run], reported_for(run, 5, 8))
    assert short(coverage) == [("in_books", 1, 5), ("twice", 5, 8), ("in_books", 8, 20)]
    assert coverage.days_twice == 3
    assert coverage.stretches[1].sync_id == run.sync_id


def test_two_reported_ranges_that_overlap_cover_it_twice():
    one, other = by_hand(19, 11), by_hand(19, 12)
    reported = reported_for(one, 12, 16) | reported_for(other, 14, 18)
    syncs = [*nights([*[2000] * 20, *[4000] * 9]), one, other]
    assert short(covered(syncs, reported))[2:5] == [
        ("reported late in_books", 12, 14), ("reported twice", 14, 16), ("reported late in_books", 16, 18),
    ]  # fmt: skip


def test_a_sync_started_up_to_now_is_not_late():
    run = by_hand(19)
    reported = {run.sync_id or "": Range(at(19, 2, 0), at(19, 11, 0))}
    coverage = covered([*nights([*[2000] * 20, 4000]), run], reported)
    assert [each[0] for each in short(coverage)] == ["in_books", "reported in_books", "missing"]


def test_a_shown_one_before_the_oldest_success_is_known_all_the_same():
    run = by_hand(18)
    coverage = covered([*nights([2000] * 3), run], reported_for(run, 5, 8))
    assert short(coverage)[:3] == [("not_known", 1, 5), ("reported in_books", 5, 8), ("not_known", 8, 17)]


# ── Outside the schedule, skipped, partly written ────────────────────────────────────────────────


def test_what_a_success_outside_the_schedule_may_have_brought_is_unclear():
    run = by_hand(17)
    coverage = covered([*nights([*[2000] * 20, *[4000] * 9]), run])
    assert short(coverage) == [("in_books", 1, 11), ("unclear", 11, 17), ("missing", 17, 20)]
    assert (coverage.days_missing, coverage.fewest_missing) == (9, 3)
    assert coverage.stretches[1].sync_id == run.sync_id


def test_the_next_night_makes_it_clear_again():
    syncs = [*nights([*[2000] * 20, *[4000] * 8, 2000]), by_hand(17)]
    assert short(covered(syncs)) == [("in_books", 1, 11), ("late in_books", 11, 19), ("in_books", 19, 20)]


def test_a_night_that_codat_skipped_after_a_sync_by_hand_is_distinguished():
    coverage = covered([*nights([*[2000] * 20, 5080]), by_hand(19)])
    assert short(coverage) == [("in_books", 1, 19), ("skipped", 19, 20)]
    assert coverage.days_missing == 0


def test_what_a_failed_night_wrote_marks_what_it_was_to_cover():
    syncs = [*nights([*[2000] * 20, *[4000] * 9]), sync(at(15, 2, 30), 5130, data_pushed=True)]
    assert short(covered(syncs)) == [("in_books", 1, 11), ("partly missing", 11, 15), ("missing", 15, 20)]


def test_a_partly_written_night_that_was_closed_since_is_not_marked():
    syncs = nights([*[2000] * 20, 4000, 2000])
    syncs[-2] = sync(syncs[-2].sync_utc, 5130, data_pushed=True)
    assert not any(each.partly for each in covered(syncs).stretches)


def test_after_hundreds_of_syncs_outside_the_schedule_it_is_no_guide():
    many = [sync(at(18, 11, 0) + timedelta(minutes=number), 2000) for number in range(201)]
    assert short(covered([*nights([*[2000] * 20, *[4000] * 3]), *many]))[-1] == ("not_known", 17, 20)


# ── Clocks, schedules, order ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("zone", ["Europe/London", "America/Santiago", "Australia/Lord_Howe", "Etc/UTC"])
def test_two_years_of_nights_are_one_stretch_through_clock_changes_and_a_leap_day(zone: str):
    dues = Dues(ZoneInfo(zone), 0)
    now = datetime(2025, 11, 20, 13, tzinfo=UTC)
    last = dues.last(now)
    syncs = [
        sync(dues.on(dues.day(last) - timedelta(days=back)) + timedelta(minutes=9)) for back in range(735)
    ]
    coverage = covered(syncs, dues=dues, first=dues.on(dues.day(last) - timedelta(days=730)), up_to=last)
    assert [each.state for each in coverage.stretches] == [Cover.IN_BOOKS]
    assert coverage.days_estimated == 730


@pytest.mark.parametrize("schedule", [{"selected_frequency": "Monthly"}, {"sync_hour": 77}])
def test_without_a_daily_schedule_nothing_is_estimated(schedule: dict[str, object]):
    known = CompanyFacts(nights([2000] * 3), None, settings(schedule=schedule), NOW)
    assert coverage_in(known, FIRST) is None


def test_without_a_configuration_or_a_run_there_is_nothing_to_tell():
    assert coverage_in(CompanyFacts(nights([2000]), None, None, NOW), FIRST) is None
    assert coverage_in(CompanyFacts([], None, settings(), NOW), FIRST) is None


def test_it_ends_where_the_gap_ends_while_tonight_is_awaited():
    known = CompanyFacts(nights([2000] * 9, at(19)), None, settings(), at(20, 2, 5))
    coverage = coverage_in(known, FIRST)
    assert coverage is not None
    assert (coverage.up_to, coverage.days_missing) == (at(19, 2, 0), 0)


# ── The range of one sync ────────────────────────────────────────────────────────────────────────


def ranged(syncs: Sequence[CompanySyncStatus], run: CompanySyncStatus, **more: object) -> object:
    runs: SyncRuns = runs_of(syncs, NOW, DUES)
    found = next(each for each in runs.newest_first() if each.record.sync_id == run.sync_id)
    options = {"reported": {}, **more}
    return range_of(found, runs, DUES, GRACE, options.pop("reported"), **options)  # type: ignore[arg-type]


def test_a_night_s_range_goes_from_due_date_to_due_date_and_is_estimated():
    syncs = nights([2000] * 5)
    assert ranged(syncs, syncs[-1]) == (Range(at(19, 2, 0), at(20, 2, 0)), False)


def test_after_failed_nights_it_goes_back_to_the_last_success():
    syncs = nights([2000, 4000, 4000, 2000])
    assert ranged(syncs, syncs[-1]) == (Range(at(17, 2, 0), at(20, 2, 0)), False)


def test_a_failed_night_s_range_is_what_it_was_to_cover():
    syncs = nights([2000, 4000, 4000])
    assert ranged(syncs, syncs[-1]) == (Range(at(18, 2, 0), at(20, 2, 0)), False)


def test_a_reported_range_is_shown():
    run = by_hand(20)
    reported = reported_for(run, 3, 5)
    assert ranged([*nights([2000] * 5), run], run, reported=reported) == (reported[run.sync_id or ""], True)


def test_outside_the_schedule_it_is_not_known():
    run = by_hand(20)
    assert ranged([*nights([2000] * 5), run], run) is None


def test_a_second_success_of_a_night_is_not_known():
    again = by_hand(20, 4)
    assert ranged([*nights([2000] * 5), again], again) is None


def test_the_first_success_goes_back_to_the_start_date_or_at_least_over_its_own_night():
    syncs = nights([2000])
    assert ranged(syncs, syncs[0], start_date=at(3, 0, 0)) == (Range(at(3, 0, 0), at(20, 2, 0)), False)
    assert ranged(syncs, syncs[0]) == (Range(at(19, 2, 0), at(20, 2, 0)), False)


def test_without_a_schedule_it_is_not_known():
    syncs = nights([2000] * 2)
    run = SyncRun(at(20), syncs[-1], next(runs_of(syncs, NOW).newest_first()).outcome)
    assert range_of(run, runs_of(syncs, NOW), None, GRACE, {}) is None


def test_a_sync_that_we_started_takes_no_night_s_place():
    ours, late = by_hand(20, 6), by_hand(20, 8)
    reported = {ours.sync_id or "": Range(at(19, 2, 0), at(20, 6, 0))}
    runs = runs_of([*nights([2000] * 5, at(19)), ours, late], NOW, DUES)
    night = Nights(runs, DUES, GRACE, reported).of(at(20, 2, 0))
    assert night is not None
    assert night.sync_id == late.sync_id


@pytest.mark.parametrize("code", [2000, 2040])
def test_after_a_success_outside_the_schedule_nobody_knows_where_the_next_range_begins(code):
    by_day, failed = by_hand(16, 11, code), sync(at(18, 2), 4000)
    syncs = [*nights([2000] * 2, at(16)), by_day, failed]
    assert ranged(syncs, failed) is None
    assert ranged([each for each in syncs if each is not by_day], failed) is not None


def test_ahead_of_now_it_is_not_known():
    ahead = sync("2026-11-25T02:14:00Z")
    syncs = [*nights([2000] * 5), ahead]
    assert (
        range_of(SyncRun(at(25), ahead, Outcome.SUCCEEDED), runs_of(syncs, NOW, DUES), DUES, GRACE, {})
        is None
    )


def test_a_reported_range_is_found_however_the_sync_s_id_is_written():
    ours = sync(at(20, 6, 0), sync_id="AAAAAAAA-0000-4000-8000-00000000000B")
    reported = {"aaaaaaaa-0000-4000-8000-00000000000b": Range(at(15, 2, 0), at(17, 2, 0), historic=True)}
    syncs = [*nights([2000] * 2, at(14)), *nights([4000] * 6), ours]
    assert ranged(syncs, ours, reported=reported) == (*reported.values(), True)
    lower = [*syncs[:-1], msgspec.structs.replace(ours, sync_id=next(iter(reported)))]
    assert short(covered(syncs, reported)) == short(covered(lower, reported))
    assert ("reported late in_books", 15, 17) in short(covered(syncs, reported))
    assert judged(syncs, reported=reported).gap == judged(lower, reported=reported).gap


def test_without_a_schedule_nothing_is_known_of_what_the_books_hold():
    known = coverage_of(
        runs_of(nights([2000]), NOW), None, FIRST, LAST, start_date=None, grace=GRACE, reported={}
    )
    assert known is None
