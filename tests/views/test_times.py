"""One wording of time everywhere."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.zone import MerchantZone
from dashboard.views import times

LONDON, NEW_YORK = ZoneInfo("Europe/London"), ZoneInfo("America/New_York")
UTC = ZoneInfo("Etc/UTC")
NOW = dt.datetime(2026, 11, 20, 13, 42, tzinfo=dt.UTC)


def _at(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[misc,arg-type]


def test_a_moment_of_this_year_has_no_year():
    assert times.moment(_at(2026, 11, 11, 2, 14), LONDON, NOW) == "11 Nov 02:14"


def test_a_moment_of_another_year_has_its_year():
    assert times.moment(_at(2025, 3, 1, 9, 5), LONDON, NOW) == "1 Mar 2025 09:05"


def test_a_moment_shows_in_the_zone_it_is_asked_for():
    assert times.moment(_at(2026, 7, 1, 23, 30), LONDON, NOW) == "2 Jul 00:30"


def test_the_year_is_that_of_the_zone():
    new_year = _at(2026, 1, 1, 3, 0)
    assert times.moment(new_year, NEW_YORK, NOW) == "31 Dec 2025 22:00"


@pytest.mark.parametrize("function", [times.moment, times.near])
def test_a_missing_moment_is_not_known(function):
    assert function(None, LONDON, NOW) == "unknown"


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (_at(2026, 11, 20, 2, 11), "today 02:11"),
        (_at(2026, 11, 19, 2, 11), "yesterday 02:11"),
        (_at(2026, 11, 21, 2, 0), "tomorrow 02:00"),
        (_at(2026, 11, 18, 2, 11), "18 Nov 02:11"),
    ],
)
def test_near_days_have_their_name(when, words):
    assert times.near(when, LONDON, NOW) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s ago"),
        (20, "20 s ago"),
        (59, "59 s ago"),
        (60, "1 min ago"),
        (3599, "59 min ago"),
        (7200, "2 h ago"),
        (47 * 3600, "47 h ago"),
        (48 * 3600, "2 days ago"),
        (9 * 86400, "9 days ago"),
        (-12 * 3600, "in 12 h"),
        (-0.5, "0 s ago"),
    ],
)
def test_how_long_ago(seconds, words):
    assert times.ago(NOW - dt.timedelta(seconds=seconds), NOW) == words


def test_how_long_ago_of_nothing_is_not_known():
    assert times.ago(None, NOW) == "unknown"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (51, "51 s"),
        (60, "1 min"),
        (125, "2 min 5 s"),
        (3600, "1 h"),
        (11400, "3 h 10 min"),
        (180000, "2 days 2 h"),
        (-3, "0 s"),
    ],
)
def test_a_length_of_time_has_its_two_largest_units(seconds, words):
    assert times.lasted(seconds) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (dt.date(2026, 11, 8), dt.date(2026, 11, 15), "8–15 Nov"),
        (dt.date(2026, 10, 30), dt.date(2026, 11, 2), "30 Oct – 2 Nov"),
        (dt.date(2026, 11, 11), dt.date(2026, 11, 11), "11 Nov"),
        (dt.date(2025, 12, 30), dt.date(2026, 1, 2), "30 Dec 2025 – 2 Jan 2026"),
        (dt.date(2025, 11, 8), dt.date(2025, 11, 9), "8–9 Nov 2025"),
        (dt.date(2025, 2, 21), dt.date(2026, 2, 21), "21 Feb 2025 – 21 Feb 2026"),
        (dt.date(2025, 10, 30), dt.date(2025, 11, 2), "30 Oct 2025 – 2 Nov 2025"),
    ],
)
def test_days_are_worded_as_short_as_they_can_be(first, last, words):
    assert times.days(first, last, NOW) == words


def test_a_day_of_the_week_can_be_before():
    assert times.weekday(dt.date(2026, 11, 11), NOW) == "Wed 11 Nov"


def test_a_span_has_both_ends():
    shown = times.span(_at(2026, 11, 11, 2), _at(2026, 11, 20, 2), LONDON, NOW)
    assert shown == "11 Nov 02:00 – 20 Nov 02:00"


def test_a_span_within_one_day_names_the_day_once():
    start, finish = _at(2026, 11, 14), _at(2026, 11, 14, 18)
    assert times.span(start, finish, LONDON, NOW) == "14 Nov 00:00 – 18:00"
    assert times.both_ends(start, finish, LONDON, NOW) == ("14 Nov 00:00", "18:00")
    kiritimati = ZoneInfo("Pacific/Kiritimati")  # 14 h ahead: there it is two days
    assert times.span(start, finish, kiritimati, NOW) == "14 Nov 14:00 – 15 Nov 08:00"


def test_a_span_over_new_year_shows_both_years_by_the_clock_of_its_zone():
    shown = times.span(_at(2025, 12, 31, 2), _at(2026, 1, 2, 2), LONDON, NOW)
    assert shown == "31 Dec 2025 02:00 – 2 Jan 2026 02:00"
    shown = times.span(_at(2026, 1, 1, 2), _at(2026, 1, 2, 12), NEW_YORK, NOW)
    assert shown == "31 Dec 2025 21:00 – 2 Jan 2026 07:00"


def test_an_end_of_a_span_that_is_missing_is_not_known():
    assert times.span(None, _at(2026, 11, 20, 2), LONDON, NOW) == "unknown – 20 Nov 02:00"


def test_all_zones_names_each_clock():
    shown = times.all_zones(_at(2026, 7, 1, 10), MerchantZone(LONDON, "Europe/London"), NEW_YORK)
    assert shown == "1 Jul 2026 11:00 London · 10:00 UTC · 06:00 yours"


def test_all_zones_shows_the_date_again_where_it_differs():
    shown = times.all_zones(_at(2026, 7, 2, 2), MerchantZone(NEW_YORK, "America/New_York"))
    assert shown == "1 Jul 2026 22:00 New York · 2 Jul 02:00 UTC"


def test_all_zones_of_a_merchant_in_utc_says_it_once():
    assert times.all_zones(NOW, MerchantZone(UTC, "UTC")) == "20 Nov 2026 13:42 UTC"


def test_clocks_that_show_the_same_are_named_together():
    zone = MerchantZone(LONDON, "Europe/London")
    assert times.all_zones(NOW, zone, LONDON) == "20 Nov 2026 13:42 London, UTC and yours"
    assert times.all_zones(NOW, zone, NEW_YORK) == "20 Nov 2026 13:42 London and UTC · 08:42 yours"


def test_the_two_hours_of_a_clock_change_are_distinguished_by_utc():
    zone = MerchantZone(LONDON, "Europe/London")
    first, second = _at(2026, 10, 25, 0, 30), _at(2026, 10, 25, 1, 30)
    assert times.all_zones(first, zone) == "25 Oct 2026 01:30 London · 00:30 UTC"
    assert times.all_zones(second, zone) == "25 Oct 2026 01:30 London and UTC"


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("Europe/London", "London"),
        ("Etc/UTC", "UTC"),
        ("UTC", "UTC"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
    ],
)
def test_a_zone_has_a_short_name(key, name):
    assert times.zone_name(ZoneInfo(key)) == name


def test_files_get_iso_in_utc():
    assert times.iso_utc(dt.datetime(2026, 7, 1, 3, 14, 5, 999, tzinfo=LONDON)) == "2026-07-01T02:14:05Z"
    assert times.iso_utc(None) == ""


@pytest.mark.parametrize(("number", "words"), [(1, "1 day"), (0, "0 days"), (1204, "1,204 days")])
def test_numbers_carry_their_unit(number, words):
    assert times.count(number, "day") == words


def test_an_odd_plural_can_be_given():
    assert times.count(2, "company", "companies") == "2 companies"


def test_a_log_shows_seconds():
    assert times.clock(_at(2026, 11, 20, 13, 42, 8), LONDON) == "13:42:08"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "just now"),
        (0, "just now"),
        (19, "just now"),
        (20, "20 s ago"),
        (61, "1 min ago"),
        (7200, "2 h ago"),
    ],
)
def test_what_was_seconds_ago_was_just_now(seconds, words):
    assert times.since(NOW - dt.timedelta(seconds=seconds), NOW) == words
    assert times.checked(NOW - dt.timedelta(seconds=seconds), NOW) == f"Checked {words}"


@given(st.floats(0, 3 * 86400), st.floats(0, 3 * 86400))
def test_the_wordings_sent_ahead_are_those_of_the_time_when_they_begin(age, later):
    when = NOW - dt.timedelta(seconds=age)
    ages = times.next_ages(when, NOW)
    begins = [each for each, _ in ages]
    assert begins == sorted(set(begins))
    if later + 0.1 < begins[-1] and min(abs(later - each) for each in begins) > 0.1:
        shown = [words for each, words in ages if each <= later][-1]
        assert shown == times.since(when, NOW + dt.timedelta(seconds=later))


def test_so_many_wordings_are_sent_that_a_fresh_age_lasts_a_quarter_of_an_hour():
    assert times.next_checked(NOW, NOW)[:2] == [(0, "Checked just now"), (20, "Checked 20 s ago")]
    assert times.next_ages(NOW, NOW)[-1][0] > 15 * 60


@given(st.datetimes(dt.datetime(1971, 1, 1), dt.datetime(2090, 1, 1)))  # noqa: DTZ001
def test_every_moment_can_be_said(when):
    aware = when.replace(tzinfo=dt.UTC)
    assert times.near(aware, LONDON, NOW)
    assert times.ago(aware, NOW)
