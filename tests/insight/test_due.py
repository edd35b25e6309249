"""Up to when a nightly sync covered the sales, by Codat's schedule."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from dashboard.insight.due import due_of

LONDON, SYDNEY = ZoneInfo("Europe/London"), ZoneInfo("Australia/Sydney")


@dataclass(frozen=True)
class Schedule:
    sync_hour: int | None = 2
    selected_frequency: str | None = "Daily"


def utc(day, hour, minute=0, month=11):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_a_run_covers_up_to_its_due_date_and_not_to_its_own_time():
    assert due_of(utc(11, 2, 14), Schedule(), LONDON) == utc(11, 2)


def test_a_run_after_midnight_belongs_to_the_hour_of_the_day_before():
    assert due_of(utc(11, 0, 30), Schedule(sync_hour=23), LONDON) == utc(10, 23)


@pytest.mark.parametrize("run", [utc(11, 1, 59), utc(11, 5, 1), utc(11, 16)])
def test_of_a_run_hours_off_its_due_date_nothing_is_derived(run):
    assert due_of(run, Schedule(), LONDON) is None


def test_a_run_up_to_three_hours_late_is_the_nightly_one():
    assert due_of(utc(11, 5), Schedule(), LONDON) == utc(11, 2)


def test_a_run_on_the_hour_belongs_to_that_hour():
    assert due_of(utc(11, 2), Schedule(), LONDON) == utc(11, 2)


def test_the_hour_is_the_merchant_s():
    assert due_of(utc(11, 16), Schedule(), SYDNEY) == utc(11, 15)


def test_without_an_hour_midnight_is_taken():
    assert due_of(utc(11, 0, 20), Schedule(sync_hour=None), LONDON) == utc(11, 0)


def test_an_hour_that_the_clock_change_leaves_out_moves_with_the_clock():
    assert due_of(utc(29, 1, 14, month=3), Schedule(sync_hour=1), LONDON) == utc(29, 1, month=3)


@pytest.mark.parametrize(
    ("run", "schedule"),
    [
        (None, Schedule()),
        (utc(11, 2), None),
        (utc(11, 2), Schedule(selected_frequency="Monthly")),
        (utc(11, 2), Schedule(sync_hour=24)),
    ],
)
def test_where_the_schedule_does_not_tell_nothing_is_derived(run, schedule):
    assert due_of(run, schedule, LONDON) is None
