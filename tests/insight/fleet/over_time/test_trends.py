"""Months of the fleet: what is counted on which day, and in which month of the team's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from dashboard.insight.fleet.episode import CompanyDay
from dashboard.insight.fleet.over_time.trends import (
    CauseMonth,
    TrendDay,
    by_day,
    causes_by_month,
    time_to_recover,
)
from dashboard.insight.verdict.state import State
from tests.insight.fleet.episodes import an_episode

FIRST, SECOND, THIRD = date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3)
OCTOBER, NOVEMBER = date(2026, 10, 1), FIRST
HOUR = timedelta(hours=1)


def test_a_day_counts_its_companies_and_their_missing_days():
    days = [
        CompanyDay(FIRST, "a", State.FAILING, days_missing=3),
        CompanyDay(FIRST, "b", State.SWITCHED_OFF, days_missing=9),
        CompanyDay(FIRST, "c", State.LATE),
        CompanyDay(THIRD, "d", State.NEVER_SYNCED),
    ]

    found = by_day(days, FIRST, THIRD, {FIRST, THIRD})

    assert found == [
        _day(FIRST, failing=2, behind=1, missing=12, unknown=1),
        _day(SECOND, known=False),
        _day(THIRD, unknown=1),
    ]


def _day(day: date, *, known: bool = True, **counts: int) -> TrendDay:
    return TrendDay(day, known, **counts)


def lasting(hours: int, ended: datetime):
    """Return a trouble that lasted these hours."""
    return an_episode(1, began=ended - hours * HOUR, ended=ended)


def test_time_to_recover_is_the_median_and_what_nine_of_ten_stayed_within():
    noon = datetime(2026, 11, 10, 12, tzinfo=UTC)

    found = time_to_recover([*(lasting(hours, noon) for hours in range(1, 11)), an_episode(2)], FIRST, UTC)

    assert [(e.month, e.ended, e.median, e.p90) for e in found] == [(NOVEMBER, 10, 5.5 * HOUR, 9 * HOUR)]


def test_months_are_those_of_the_team_s_zone():
    late = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)

    for zone, month in ((UTC, OCTOBER), (ZoneInfo("Europe/Berlin"), NOVEMBER)):
        assert time_to_recover([lasting(1, late)], OCTOBER, zone)[0].month == month
        assert causes_by_month([an_episode(1, began=late)], OCTOBER, zone)[0].month == month
    assert not time_to_recover([lasting(1, late)], NOVEMBER, UTC)


def test_causes_are_listed_by_month_and_frequency():
    begun = datetime(2026, 11, 10, 12, tzinfo=UTC)
    causes = ("settings", "write-refused", "write-refused", "access-withdrawn")

    found = causes_by_month([an_episode(1, began=begun, cause=cause) for cause in causes], FIRST, UTC)

    assert found == [
        CauseMonth(NOVEMBER, "write-refused", 2),
        CauseMonth(NOVEMBER, "access-withdrawn", 1),
        CauseMonth(NOVEMBER, "settings", 1),
    ]
