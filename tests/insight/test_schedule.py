"""Due dates: from the merchant's hour and zone, one for each of their days, across clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.schedule import Dues, dues_of, start_date_of
from tests.insight.verdict_makers import settings

LONDON = Dues(ZoneInfo("Europe/London"), 2)
DUE = datetime(2026, 11, 20, 2, tzinfo=UTC)
DAY, MOMENT = timedelta(days=1), timedelta(microseconds=1)
ZONES = st.sampled_from(["Europe/London", "America/New_York", "Pacific/Apia", "Asia/Kathmandu", "UTC"])
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - as hypothesis wants them


@pytest.mark.parametrize("hour", [0, 1, 12, 23])
def test_each_hour_of_a_day_is_a_due_hour(hour):
    assert dues_of(settings(hour=hour)).hour == hour


@pytest.mark.parametrize("hour", [-1, 24, 25, 81445828])
def test_an_hour_that_no_day_has_makes_no_due_dates(hour):
    assert dues_of(settings(hour=hour)) is None


@pytest.mark.parametrize("frequency", ["Daily", "daily", " DAILY ", None, ""])
def test_daily_is_what_a_schedule_is_unless_it_says_otherwise(frequency):
    assert dues_of(settings(schedule={"selected_frequency": frequency})) is not None


@pytest.mark.parametrize("frequency", ["Weekly", "Monthly", "Hourly", "Dailyish"])
def test_any_other_frequency_has_no_rule_here(frequency):
    assert dues_of(settings(schedule={"selected_frequency": frequency})) is None


def test_without_a_configuration_there_are_no_due_dates():
    assert dues_of(None) is None
    assert start_date_of(None) is None


@pytest.mark.parametrize(
    ("now", "last"), [(DUE - MOMENT, DUE - DAY), (DUE, DUE), (DUE + MOMENT, DUE), (DUE + DAY - MOMENT, DUE)]
)
def test_the_last_due_date_is_the_one_at_or_before_now(now, last):
    assert (LONDON.last(now), LONDON.next(now)) == (last, last + DAY)


@pytest.mark.parametrize(
    ("start", "finish", "number"),
    [
        (DUE, DUE, 0),
        (DUE, DUE - DAY, 0),
        (DUE, DUE + MOMENT, 1),
        (DUE, DUE + DAY, 1),
        (DUE, DUE + DAY + MOMENT, 2),
        (DUE - MOMENT, DUE + MOMENT, 2),
        (DUE - 7 * DAY, DUE, 7),
    ],
)
def test_periods_are_counted_that_a_range_touches(start, finish, number):
    assert LONDON.periods(start, finish) == number


@given(ZONES, st.integers(0, 23), MOMENTS)
def test_now_lies_between_the_last_due_date_and_the_next(zone, hour, now):
    dues = Dues(ZoneInfo(zone), hour)
    assert dues.last(now) <= now < dues.next(now)


@given(ZONES, st.integers(0, 23), MOMENTS)
def test_before_and_after_lead_back_to_where_one_was(zone, hour, now):
    dues = Dues(ZoneInfo(zone), hour)
    due = dues.last(now)
    assert dues.before(due) < due < dues.after(due)
    assert dues.day(dues.after(due)) - dues.day(due) == DAY or zone == "Pacific/Apia"


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z", "soon", None])
def test_a_start_date_that_means_nothing_is_none(text):
    assert start_date_of(settings(schedule={"start_date_text": text})) is None


def test_a_start_date_without_a_zone_is_on_the_merchants_clock():
    new_york = settings("America/New_York", schedule={"start_date_text": "2026-11-10T00:00:00"})
    assert start_date_of(new_york) == datetime(2026, 11, 10, 5, tzinfo=UTC)


def test_every_day_of_a_year_has_one_due_date():
    days = [date(2026, 1, 1) + number * DAY for number in range(365)]
    assert [LONDON.day(LONDON.on(day)) for day in days] == days
