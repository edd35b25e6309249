"""Typed days as instants, with every kind of clock change."""

import datetime as dt
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.start.day_range import clock_changes, range_of_days, start_of_day, up_to_day

NOW = dt.datetime(2026, 11, 20, 13, 42, 30, 999, tzinfo=dt.UTC)
LONDON = ZoneInfo("Europe/London")
ZONES = [
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "America/Havana",
]


def _utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("zone", "day", "start"),
    [
        ("Europe/London", "2026-11-08", "2026-11-08T00:00:00"),
        ("Europe/London", "2026-03-29", "2026-03-29T00:00:00"),
        ("Europe/London", "2026-03-30", "2026-03-29T23:00:00"),
        ("Europe/London", "2026-10-25", "2026-10-24T23:00:00"),
        ("Europe/London", "2026-10-26", "2026-10-26T00:00:00"),
        ("America/New_York", "2026-03-08", "2026-03-08T05:00:00"),
        ("America/New_York", "2026-03-09", "2026-03-09T04:00:00"),
        ("Australia/Lord_Howe", "2026-10-04", "2026-10-03T13:30:00"),
        ("Australia/Lord_Howe", "2026-10-05", "2026-10-04T13:00:00"),
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00"),  # 00:00 does not exist: begins at 01:00
        ("Africa/Cairo", "2024-04-26", "2024-04-25T22:00:00"),  # likewise
        ("America/Havana", "2026-11-01", "2026-11-01T04:00:00"),  # 00:00 comes twice: the earlier
        ("Africa/Monrovia", "1972-01-07", "1972-01-07T00:44:30"),  # 44 min 30 s skipped at midnight
        ("America/Toronto", "1919-03-31", "1919-03-31T04:30:00"),  # 23:30 became 00:30: begins there
        ("Etc/UTC", "2026-11-08", "2026-11-08T00:00:00"),
    ],
)
def test_a_day_begins_at_its_first_instant(zone, day, start):
    assert start_of_day(dt.date.fromisoformat(day), ZoneInfo(zone)) == _utc(start)


def test_days_mean_from_the_first_midnight_to_the_one_after_the_last():
    asked = range_of_days(dt.date(2026, 11, 8), dt.date(2026, 11, 15), LONDON, NOW)
    assert (asked.start, asked.finish, asked.cut) == (_utc("2026-11-08"), _utc("2026-11-16"), False)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/London", "2026-03-29", 23),
        ("Europe/London", "2026-10-25", 25),
        ("Australia/Lord_Howe", "2026-10-04", 23.5),
        ("Australia/Lord_Howe", "2026-04-05", 24.5),
        ("America/Sao_Paulo", "2018-11-04", 23),
        ("Africa/Cairo", "2024-04-26", 23),
    ],
)
def test_a_day_with_a_clock_change_is_as_long_as_it_is(zone, day, hours):
    date = dt.date.fromisoformat(day)
    asked = range_of_days(date, date, ZoneInfo(zone), NOW)
    assert asked.finish - asked.start == dt.timedelta(hours=hours)


def test_a_finish_beyond_now_is_cut_to_now_and_said():
    asked = range_of_days(dt.date(2026, 11, 18), dt.date(2026, 11, 20), LONDON, NOW)
    assert (asked.finish, asked.cut) == (_utc("2026-11-20T13:42:30"), True)


def test_up_to_yesterday_is_not_cut():
    asked = up_to_day(dt.date(2026, 11, 19), LONDON, NOW)
    assert (asked.finish, asked.cut) == (_utc("2026-11-20"), False)


def test_up_to_today_is_cut_to_now():
    assert up_to_day(dt.date(2026, 11, 20), LONDON, NOW).cut


def test_now_may_come_in_any_zone():
    tokyo = NOW.astimezone(ZoneInfo("Asia/Tokyo"))
    assert up_to_day(dt.date(2026, 11, 20), LONDON, tokyo) == up_to_day(dt.date(2026, 11, 20), LONDON, NOW)


def test_days_the_wrong_way_round_are_refused_with_a_sentence():
    with pytest.raises(ValueError, match="first day is after the last"):
        range_of_days(dt.date(2026, 11, 9), dt.date(2026, 11, 8), LONDON, NOW)


@pytest.mark.parametrize("now", [NOW, start_of_day(dt.date(2026, 11, 21), LONDON)])
def test_days_to_come_are_refused_with_a_sentence_also_at_their_first_instant(now):
    with pytest.raises(ValueError, match="in the future"):
        range_of_days(dt.date(2026, 11, 21), dt.date(2026, 11, 22), LONDON, now)


NAMES = sorted(available_timezones() - {"Factory", "localtime"})


@st.composite
def nights_of_clock_changes(draw):
    """Draw a zone and a day on which its clocks change; any day if they never do."""
    place = ZoneInfo(draw(st.sampled_from(NAMES)))
    day = draw(st.dates(dt.date(1990, 1, 1), dt.date(2037, 1, 1)))
    changed = clock_changes(day, day + dt.timedelta(366), place)
    return place, draw(st.sampled_from([each for each, _ in changed])) if changed else day


@given(
    nights_of_clock_changes(),
    st.integers(-2, 2),
    st.integers(0, 40),
    st.timedeltas(max_value=dt.timedelta(3000), min_value=dt.timedelta(0)),
)
def test_typed_days_read_back_from_the_instants_that_are_asked_for(night, offset, length, later):
    zone, day = night
    first = day + dt.timedelta(offset)
    last = first + dt.timedelta(length)
    now = start_of_day(first, zone) + dt.timedelta(seconds=1) + later
    asked = range_of_days(first, last, zone, now)
    assert asked.start.astimezone(zone).date() == first
    assert (asked.start - dt.timedelta(microseconds=1)).astimezone(zone).date() < first
    whole = now.replace(microsecond=0)
    before = (asked.finish - dt.timedelta(microseconds=1)).astimezone(zone).date()
    assert (asked.finish == whole) if asked.cut else (before == last and asked.finish <= now)


@given(nights_of_clock_changes(), st.timedeltas(max_value=dt.timedelta(3), min_value=-dt.timedelta(3)))
def test_the_end_of_a_typed_day_reads_back_or_is_now(night, away):
    zone, day = night
    now = start_of_day(day, zone) + away
    asked = up_to_day(day, zone, now)
    read = (asked.finish - dt.timedelta(microseconds=1)).astimezone(zone).date()
    assert read == day or (asked.cut and asked.finish == now.replace(microsecond=0))


def test_the_days_on_which_the_clocks_change_are_named_with_their_hours():
    year = clock_changes(dt.date(2026, 1, 1), dt.date(2026, 12, 31), LONDON)
    assert year == [(dt.date(2026, 3, 29), 23), (dt.date(2026, 10, 25), 25)]
    assert clock_changes(dt.date(2026, 11, 1), dt.date(2026, 11, 9), LONDON) == []


@given(st.sampled_from(ZONES), st.dates(dt.date(1990, 1, 1), dt.date(2037, 12, 31)))
def test_days_join_without_gap_or_overlap_and_begin_on_their_date(zone, day):
    place = ZoneInfo(zone)
    start = start_of_day(day, place)
    assert start.astimezone(place).date() == day
    assert (start - dt.timedelta(seconds=1)).astimezone(place).date() < day
    assert start_of_day(day + dt.timedelta(1), place) > start
