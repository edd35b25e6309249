"""Months of the fleet: what is counted on which day, and in which month of the team's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.fleet.episode import CompanyDay
from dashboard.insight.fleet.filters import Context, Filter, StateGroup, Viewer
from dashboard.insight.fleet.over_time.trends import (
    CauseMonth,
    DayReads,
    TrendDay,
    by_day,
    causes_by_month,
    time_to_recover,
)
from dashboard.insight.fleet.query import FleetQuery, select
from dashboard.insight.fleet.urgency import Urgency, group_of
from dashboard.insight.fleet.work import CompanyWork
from dashboard.insight.verdict.state import State
from tests.insight.fleet.episodes import an_episode
from tests.insight.fleet.fleet_rows import NOW, rows

FIRST, SECOND, THIRD = date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3)
OCTOBER, NOVEMBER = date(2026, 10, 1), FIRST
HOUR = timedelta(hours=1)
ALL = DayReads(9, 9)


def test_a_day_counts_its_companies_and_their_missing_days():
    days = [
        CompanyDay(FIRST, "a", State.FAILING, days_missing=3, fewest_missing=1),
        CompanyDay(FIRST, "b", State.SWITCHED_OFF, days_missing=9),
        CompanyDay(FIRST, "c", State.LATE),
        CompanyDay(THIRD, "d", State.NEVER_SYNCED),
    ]

    found = by_day(days, FIRST, THIRD, {FIRST: ALL, THIRD: ALL})

    assert found == [
        _day(FIRST, failing=1, off=1, behind=1, missing=12, unknown=1, fewest=10),
        _day(SECOND, known=False),
        _day(THIRD, unknown=1),
    ]


def _day(
    day: date,
    *,
    known: bool = True,
    failing: int = 0,
    behind: int = 0,
    missing: int = 0,
    unknown: int = 0,
    fewest: int = 0,
    off: int = 0,
) -> TrendDay:
    return TrendDay(day, known, failing, behind, missing, unknown, fewest, switched_off=off)


@given(rows(most=60), st.booleans())
def test_a_word_counts_the_same_companies_in_the_trends_and_on_home(fleet, snoozed):
    """Both see the same rows of the same day; who is snoozed is in the trends too."""
    works = {each.company_id: CompanyWork(each.company_id, snoozed_at=NOW) for each in fleet[::2] if snoozed}
    counts = select(fleet, FleetQuery(), Context({}, Viewer(), NOW)).counts[Filter.STATE]
    unsnoozed = select(fleet, FleetQuery(), Context(works, Viewer(), NOW)).counts[Filter.STATE]
    listed = [each for each in fleet if each.state is not None and not each.company.gone]
    days = [CompanyDay(FIRST, each.company_id, each.state.state) for each in listed]

    (found,) = by_day(days, FIRST, FIRST, {FIRST: ALL})

    assert found.failing == counts.get(StateGroup.BROKEN, 0) >= unsnoozed.get(StateGroup.BROKEN, 0)
    assert found.switched_off == counts.get(StateGroup.OFF, 0)
    never = sum(
        group_of(each) is Urgency.OVERDUE and each.state.state is State.NEVER_SYNCED for each in listed
    )
    assert found.behind + never == counts.get(StateGroup.OVERDUE, 0)


@pytest.mark.parametrize(
    ("read", "companies", "few"),
    [
        (0, 0, False),
        (300, 10_000, True),
        (9_499, 10_000, True),
        (9_500, 10_000, False),
        (1, 1, False),
        (0, 1, True),
    ],
)
def test_a_day_on_which_few_companies_had_been_read_cannot_be_compared(read, companies, few):
    found = by_day((), FIRST, FIRST, {FIRST: DayReads(read, companies)})[0]
    assert (found.is_recorded, found.is_partial, found.is_comparable) == (True, few, not few)
    assert found.checked == (read if few else None)


def test_how_many_were_read_is_not_for_who_sees_some():
    found = by_day((), FIRST, FIRST, {FIRST: DayReads(300, 10_000)}, counted=False)[0]
    assert (found.is_partial, found.checked) == (True, None)
    assert not by_day((), FIRST, FIRST, {})[0].is_comparable


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
