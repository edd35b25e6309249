"""Syncs by the merchant's days."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_client.records import CompanySyncStatus
from dashboard.insight.days import Day, days_of, failing_days, last_days
from dashboard.insight.outcome import Outcome

LONDON = ZoneInfo("Europe/London")
NOV = dt.date(2026, 11, 1)


def _run(time: str | None, code: int = 2000, sync_id: str | None = "s") -> CompanySyncStatus:
    return CompanySyncStatus(sync_id=sync_id, sync_status_code=code, sync_utc_text=time)


def _day(runs: list[CompanySyncStatus], date: dt.date, zone: ZoneInfo = LONDON) -> Day:
    return days_of(runs, zone, date, date)[0]


def test_a_day_whose_one_run_has_no_id_leads_to_no_sync():
    assert _day([_run("2026-11-01T02:14:00Z", sync_id=None)], NOV).sync_id is None


def test_every_day_is_there_in_order_with_or_without_runs():
    days = days_of([_run("2026-11-02T02:14:00Z")], LONDON, NOV, dt.date(2026, 11, 4))
    assert [day.date.day for day in days] == [1, 2, 3, 4]
    assert [day.outcome for day in days] == [None, Outcome.SUCCEEDED, None, None]


def test_no_days_when_the_first_is_after_the_last():
    assert days_of([], LONDON, dt.date(2026, 11, 2), NOV) == []


def test_a_day_bears_the_outcome_and_the_id_of_its_last_run_whatever_the_order():
    late, early = _run("2026-11-01T14:00:00Z", 2000, "late"), _run("2026-11-01T02:00:00Z", 4000, "early")
    for runs in ([late, early], [early, late]):
        day = _day(runs, NOV)
        assert (day.outcome, day.sync_id, day.count) == (Outcome.SUCCEEDED, "late", 2)


def test_a_fixed_day_remembers_that_it_failed():
    runs = [_run("2026-11-01T02:00:00Z", 4000), _run("2026-11-01T14:00:00Z", 2000)]
    assert _day(runs, NOV).earlier_failure


def test_a_day_that_failed_once_has_no_earlier_failure():
    assert not _day([_run("2026-11-01T02:00:00Z", 4000)], NOV).earlier_failure


def test_a_day_that_fails_again_has_an_earlier_failure():
    runs = [_run("2026-11-01T02:00:00Z", 4000), _run("2026-11-01T14:00:00Z", 5130)]
    assert (_day(runs, NOV).outcome, _day(runs, NOV).earlier_failure) == (Outcome.FAILED, True)


def test_a_run_belongs_to_the_day_on_the_merchants_clock():
    just_before_midnight_utc = _run("2026-06-30T23:30:00Z")
    assert _day([just_before_midnight_utc], dt.date(2026, 7, 1)).count == 1
    assert _day([just_before_midnight_utc], dt.date(2026, 6, 30), ZoneInfo("America/New_York")).count == 1


def test_a_day_of_25_hours_holds_both_its_hours():
    runs = [_run("2026-10-25T00:30:00Z"), _run("2026-10-25T01:30:00Z"), _run("2026-10-24T23:00:00Z")]
    assert _day(runs, dt.date(2026, 10, 25)).count == 3


def test_a_half_hour_clock_change_moves_the_edge_of_the_day():
    lord_howe = ZoneInfo("Australia/Lord_Howe")
    runs = [
        _run("2026-10-03T13:29:59Z"),
        _run("2026-10-03T13:30:00Z"),
        _run("2026-10-04T12:59:59Z"),
        _run("2026-10-04T13:00:00Z"),
    ]
    assert _day(runs, dt.date(2026, 10, 4), lord_howe).count == 2


@pytest.mark.parametrize("time", [None, "", "yesterday", "0000-00-00"])
def test_a_run_without_a_readable_time_belongs_to_no_day(time):
    assert _day([_run(time)], NOV).count == 0


def test_the_last_90_days_end_with_the_merchants_today():
    now = dt.datetime(2026, 11, 20, 23, 30, tzinfo=dt.UTC)
    days = last_days([], ZoneInfo("Asia/Tokyo"), now)
    assert (len(days), days[-1].date) == (90, dt.date(2026, 11, 21))


def _failing(*codes: int | None) -> int:
    runs = [_run(f"2026-11-{at + 1:02}T02:00:00Z", code) for at, code in enumerate(codes) if code]
    return len(failing_days(days_of(runs, LONDON, NOV, NOV + dt.timedelta(len(codes) - 1))))


@pytest.mark.parametrize(
    ("codes", "number"),
    [
        ((2000, 4000, 4000), 2),
        ((4000, 2000), 0),
        ((4000, 2040, 5080), 0),
        ((4000, 5080, 4000), 3),
        ((4000, None, 4000), 2),
        ((4000, 4000, None), 2),
        ((4000, 1000), 1),
        ((None,), 0),
        ((4000, 3000, 4000), 2),
    ],
)
def test_failing_days_are_counted_back_to_the_last_day_that_did_not_fail(codes, number):
    assert _failing(*codes) == number


def test_a_day_that_runs_again_is_still_the_failing_day_that_it_ended_as():
    syncs = [_run("2026-11-01T02:00:00Z", 4000), _run("2026-11-01T12:00:00Z", 1000)]
    day = _day(syncs, NOV)
    assert (day.outcome, day.ended, failing_days([day])) == (Outcome.RUNNING, Outcome.FAILED, [day])


def _at_one_instant(latest_id: str | None) -> Day:
    syncs = [_run("2026-11-01T02:00:00Z", 4000, "a"), _run("2026-11-01T02:00:00Z", 2000, "b")]
    return days_of(syncs, LONDON, NOV, NOV, latest_id)[0]


@pytest.mark.parametrize(("latest_id", "shown"), [("b", "b"), ("a", "a"), (None, "b"), ("other", "b")])
def test_of_a_failure_and_its_redo_at_one_instant_codats_latest_is_shown_and_the_day_does_not_fail(
    latest_id, shown
):
    day = _at_one_instant(latest_id)
    assert (day.sync_id, day.ended) == (shown, Outcome.SUCCEEDED)
    assert failing_days([day]) == []


@given(st.lists(st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2026, 12, 31)), max_size=30))  # noqa: DTZ001
def test_no_run_in_range_is_lost_or_counted_twice(times):
    runs = [_run(f"{time:%Y-%m-%dT%H:%M:%SZ}") for time in times]
    days = days_of(runs, LONDON, dt.date(2025, 12, 30), dt.date(2027, 1, 2))
    assert sum(day.count for day in days) == len(runs)
