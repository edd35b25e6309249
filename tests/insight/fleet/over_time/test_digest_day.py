"""The day of a digest: mornings of the team's zone, also where a clock change lies between them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboard.insight.fleet.over_time.digest_day import digest_day, digest_period

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 29, 23, 30, tzinfo=UTC)


def test_it_goes_from_morning_to_morning_and_the_next_one_follows_on():
    since, until = digest_period(date(2026, 7, 2), LONDON)

    assert (since, until) == (datetime(2026, 7, 1, 7, tzinfo=UTC), datetime(2026, 7, 2, 7, tzinfo=UTC))
    assert digest_period(date(2026, 7, 3), LONDON)[0] == until


def test_the_night_of_a_clock_change_is_longer():
    since, until = digest_period(date(2026, 10, 25), LONDON)

    assert until.astimezone(UTC) - since.astimezone(UTC) == timedelta(hours=25)


@pytest.mark.parametrize("asked", ["", "soon", "2026-13-01", "2026-12-24"])
def test_anything_but_a_past_day_is_today_in_the_team_s_zone(asked):
    assert digest_day(asked, NOW, ZoneInfo("Asia/Tokyo")) == date(2026, 11, 30)


def test_a_past_day_is_itself():
    assert digest_day("2026-11-03", NOW, LONDON) == date(2026, 11, 3)


@pytest.mark.parametrize("asked", ["0001-01-01", "1969-12-31"])
def test_a_day_before_there_was_anything_to_record_has_a_period_too(asked):
    since, until = digest_period(digest_day(asked, NOW, LONDON), LONDON)
    assert since < until < NOW
