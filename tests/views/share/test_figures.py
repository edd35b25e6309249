"""Where marks and labels go: each day once, nothing on top of another, nothing outside."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.share.content import SharePage, SharePart
from dashboard.views.share.pictures.figure import (
    SYMBOLS,
    WIDTH,
    DayFigure,
    figure_of,
    symbol_of,
)
from dashboard.views.share.pictures.legend import legend_of, legend_of_statuses
from dashboard.views.share.pictures.timeline import timed_syncs, timeline_of
from dashboard.views.share.status_view import DailyPart, DayMark, SharedSync, StatusView, SyncsPart
from tests.support.merchants import NOW, cases
from tests.views.share.makers import content, viewed

TODAY = dt.date(2026, 11, 20)
MOMENTS = st.integers(0, 10**6).map(lambda minutes: NOW - dt.timedelta(minutes=minutes))
DATES = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))


def daily(last: dt.date, number: int, *, calendar: bool = False) -> DailyPart:
    days = [last - dt.timedelta(days=number - 1 - at) for at in range(number)]
    marks = tuple(DayMark(day, "succeeded", day.isoformat()) for day in days)
    return DailyPart("Daily results", "All well.", marks, (), calendar=calendar)


def view_of(*moments: dt.datetime, zone: str = "Europe/London") -> StatusView:
    rows = tuple(
        SharedSync(f"{at:%d %b %H:%M}", "succeeded", "wrote data", "", "yes", at=at) for at in moments
    )
    syncs = SyncsPart("", (), "newest first", rows)
    return StatusView("Bluebird Coffee", "Sync status", NOW, "", zone, syncs=syncs)


def spots(figure: DayFigure) -> list[tuple[float, float]]:
    return [(mark.x, mark.y) for mark in figure.marks]


def is_inside(figure: DayFigure) -> bool:
    return all(0 <= x <= WIDTH and 0 <= y <= figure.height for x, y in spots(figure))


@given(last=DATES, number=st.integers(1, 200), calendar=st.booleans())
def test_each_day_has_a_place_of_its_own_inside_the_figure(last, number, calendar):
    figure = figure_of(daily(last, number, calendar=calendar))
    assert len(set(spots(figure))) == number
    assert is_inside(figure)


@given(last=DATES, number=st.integers(2, 200))
def test_in_months_the_same_day_of_two_months_is_in_one_column(last, number):
    part = daily(last, number)
    columns: dict[int, set[float]] = {}
    for day, (x, _) in zip(part.days, spots(figure_of(part)), strict=True):
        columns.setdefault(day.date.day, set()).add(x)
    assert all(len(each) == 1 for each in columns.values())


@given(last=DATES, number=st.integers(8, 200))
def test_in_a_calendar_the_same_weekday_is_in_one_row(last, number):
    part = daily(last, number, calendar=True)
    rows: dict[int, set[float]] = {}
    for day, (_, y) in zip(part.days, spots(figure_of(part)), strict=True):
        rows.setdefault(day.date.weekday(), set()).add(y)
    assert sorted(rows, key=lambda weekday: min(rows[weekday])) == sorted(rows)
    assert all(len(each) == 1 for each in rows.values())


@given(last=DATES, number=st.integers(1, 200), calendar=st.booleans())
def test_marks_are_no_closer_than_they_are_wide(last, number, calendar):
    xs = sorted({x for x, _ in spots(figure_of(daily(last, number, calendar=calendar)))})
    assert all(later - earlier > 7 for earlier, later in pairwise(xs))


def test_a_month_of_another_year_says_which():
    labels = [label.text for label in figure_of(daily(dt.date(2026, 1, 15), 60)).labels]
    assert labels == ["Nov 25", "Dec 25", "Jan"]


def test_a_calendar_names_months_and_three_weekdays():
    labels = [label.text for label in figure_of(daily(TODAY, 182, calendar=True)).labels]
    assert labels == ["Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Mon", "Wed", "Fri"]


@pytest.mark.parametrize("calendar", [True, False])
def test_without_days_there_is_nothing_to_draw(calendar):
    assert figure_of(replace(daily(TODAY, 1), days=(), calendar=calendar)) == DayFigure(0, (), ())


def test_an_unknown_status_has_the_mark_of_an_unknown_outcome():
    assert symbol_of("invented") == SYMBOLS["unknown"]


# The legend


@pytest.mark.parametrize("case", cases())
def test_the_legend_explains_each_mark_and_no_other(case):
    part = viewed(case).daily
    assert part
    drawn = {symbol_of(day.status) for day in part.days}
    corner = {"k"} if any(day.recovered for day in part.days) else set()
    assert {each.symbol for each in legend_of(part)} == drawn | corner


def test_the_legend_lists_what_went_well_first():
    words = [each.word for each in legend_of_statuses({"failed", "", "succeeded"})]
    assert words == ["wrote data", "failed", "no sync ran"]


# The timeline


@given(st.lists(MOMENTS, min_size=1))
def test_every_sync_is_inside_the_timeline(moments):
    figure = timeline_of(view_of(*moments))
    assert len(figure.marks) == len(moments)
    assert is_inside(figure)


def test_the_timeline_uses_the_merchants_clock():
    early = dt.datetime(2026, 11, 19, tzinfo=dt.UTC)
    late = early + dt.timedelta(hours=12)
    utc, tokyo = (spots(timeline_of(view_of(early, late, zone=zone))) for zone in ("Etc/UTC", "Asia/Tokyo"))
    assert [y for _, y in utc] == [6.0, 54.0]
    assert [y for _, y in tokyo] == [42.0, 90.0]


def test_the_timeline_names_at_most_six_days_and_begins_with_the_first():
    first = dt.datetime(2026, 9, 1, 2, 0, tzinfo=dt.UTC)
    names = [label.text for label in timeline_of(view_of(first, NOW)).labels if not label.middle]
    assert names[0] == "1 Sep"
    assert len(names) <= 6


def test_syncs_without_a_time_are_left_out_of_the_timeline():
    view = view_of(NOW)
    assert view.syncs
    untimed = replace(view.syncs.rows[0], at=None)
    assert timed_syncs(replace(view, syncs=replace(view.syncs, rows=(untimed, *view.syncs.rows)))) == [
        view.syncs.rows[0]
    ]


def test_without_syncs_there_is_no_timeline():
    nothing = viewed("healthy", content({SharePart.ANSWER}, page=SharePage.HISTORY))
    assert timeline_of(nothing) == DayFigure(0, (), ())
