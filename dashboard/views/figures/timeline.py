"""The timeline of syncs: x is the day, y the hour in the merchant's zone; a lane below shows the sales.

Scheduled syncs are on one line, so the others stand out. Up to 1,000 syncs are drawn one by one; more are
summed, since 10,000 marks would take the browser seconds. Without a filter of days it shows the last 90.
Dragging over the wide figure selects days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import pandas as pd

from dashboard.insight.days import Day, failing_days
from dashboard.insight.history.trends import failing_periods
from dashboard.insight.outcome import Outcome
from dashboard.views import times
from dashboard.views.figures import coverage_lane
from dashboard.views.figures.base import Canvas, Figure, morning
from dashboard.views.figures.day_marks import (
    MonthRow,
    day_numbers,
    failing_in_words,
    month_names,
    sync_counts,
)
from dashboard.views.figures.labels import NARROW_PX, WIDE_PX
from dashboard.views.figures.timeline_scene import Marks, Scene, Window
from dashboard.views.figures.timeline_singles import draw_singles
from dashboard.views.figures.timeline_sums import draw_sums
from dashboard.views.history.digests import charted
from dashboard.views.theme import look_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

Between = tuple[dt.date | None, dt.date | None]
"""The first and the last day asked for, both included; None where there is no limit."""
HEIGHT: Final = 150
MOST_SINGLE: Final = 1000
WIDE_DAYS, NARROW_DAYS = 90, 30
NO_MARKS: Final = Marks()
ALL_DAYS: Final[Between] = (None, None)
_LEFT: Final = 46
_MONTH_PX: Final = 28
_MOST_NUMBERED: Final = 45
_STREAK_AT: Final = 0.86  # between the month names and the line of 24:00
_A_STREAK: Final = 3
_A_YEAR: Final = 366


def timeline(
    frame: pd.DataFrame,
    zone: ZoneInfo,
    now: dt.datetime,
    *,
    days: Sequence[Day] = (),
    marks: Marks = NO_MARKS,
    between: Between = ALL_DAYS,
) -> Figure:
    """Return the timeline of a `history_frame` in any order; only its `charted` rows are drawn.

    `zone`: the merchant's. `now`: aware. `days`: the merchant's days up to today from `frame_days`, whatever
    the filters: how far the figure goes and which days failed. `marks`: what else is known about the syncs.
    `between`: the days asked for; without any, the last `WIDE_DAYS`.
    """
    timed = charted(frame, now)
    if timed.empty:
        return _nothing()
    shown = shown_of(timed, days, between)
    in_window = _within(timed, shown) if between == ALL_DAYS else timed
    return _drawn(Scene(in_window, Window(*shown, zone, now, WIDE_PX), days, marks), choosing=True)


def timeline_narrow(
    frame: pd.DataFrame,
    zone: ZoneInfo,
    now: dt.datetime,
    *,
    days: Sequence[Day] = (),
    marks: Marks = NO_MARKS,
    between: Between = ALL_DAYS,
) -> Figure:
    """Return the same for a phone: at most the last 30 days, and dragging scrolls the page."""
    timed = charted(frame, now)
    if timed.empty:
        return _nothing()
    shown = _newest(timed, _asked(timed, days, between), NARROW_DAYS)
    window = Window(*shown, zone, now, NARROW_PX)
    return _drawn(Scene(_within(timed, shown), window, days, marks), choosing=False)


def shown_of(timed: pd.DataFrame, days: Sequence[Day], between: Between) -> tuple[dt.date, dt.date]:
    """Return the first and last day that the wide figure shows. `timed`: `charted` rows (see `timeline`)."""
    asked = _asked(timed, days, between)
    return asked if between != ALL_DAYS else _newest(timed, asked, WIDE_DAYS)


def days_of_box(start: str, end: str) -> str:
    """Return the days that a dragged box selects, as "2026-11-11/2026-11-20".

    `start`, `end`: plotly's x values, such as "2026-11-11 04:30:00.12", in either order. A mark is at noon of
    its day, so the box selects each day whose noon is in it; without any, the day in its middle.
    """
    low, high = sorted(dt.datetime.fromisoformat(each[:19]) for each in (start, end))
    half = dt.timedelta(hours=12)
    first, last = (low + half - dt.timedelta.resolution).date(), (high - half).date()
    if first > last:
        first = last = (low + (high - low) / 2).date()
    return f"{first}/{last}"


def _nothing() -> Figure:
    return Canvas(HEIGHT, _LEFT).finished(), "No sync to show."


def _asked(timed: pd.DataFrame, days: Sequence[Day], between: Between) -> tuple[dt.date, dt.date]:
    """Return the first and last day asked for, no earlier than the first sync and no later than today."""
    first, last = timed["day"].min().date(), timed["day"].max().date()
    first = min(first, next((day.date for day in days if day.count), first))
    last = max(last, days[-1].date) if days else last
    return max(first, between[0] or first), min(last, between[1] or last)


def _newest(timed: pd.DataFrame, asked: tuple[dt.date, dt.date], most: int) -> tuple[dt.date, dt.date]:
    """Return the last `most` of the days asked for, shifted back if no sync ran on any of them."""
    first, last = asked
    last = min(last, timed["day"].max().date() + dt.timedelta(most - 1))
    return max(first, last - dt.timedelta(most - 1)), last


def _within(timed: pd.DataFrame, shown: tuple[dt.date, dt.date]) -> pd.DataFrame:
    first, last = shown
    return timed[(timed["day"] >= pd.Timestamp(first)) & (timed["day"] <= pd.Timestamp(last))]


def _drawn(scene: Scene, *, choosing: bool) -> Figure:
    figure = _canvas(scene)
    if choosing:
        figure.choosing()
    if len(scene.frame) <= MOST_SINGLE:
        draw_singles(figure, scene)
    else:
        draw_sums(figure, scene)
    alt = _alt(scene)
    if scene.marks.coverage:
        coverage_lane.draw(figure, scene.marks.coverage.stretches, scene.window)
        alt += " " + coverage_lane.lane_alt(scene.marks.coverage.stretches, scene.window)
    return figure.finished(), alt


def _canvas(scene: Scene) -> Canvas:
    """Return the figure without syncs: days or months at the top, and bands behind failing days."""
    figure = Canvas(HEIGHT, _LEFT)
    figure.x_range(morning(scene.window.first), scene.end)
    for period in failing_periods(scene.days):
        if period.ended and period.failing >= _A_STREAK:
            _band(figure, period.first, period.last, scene)
    failing = failing_days(scene.days)
    label = times.count(len(failing), "failing day") if failing else ""
    if not failing or not _band(figure, failing[0].date, failing[-1].date, scene):
        label = ""
    first, last, width = scene.window.first, scene.window.last, scene.window.width
    row = MonthRow(0.96, 0, 1, yref="y domain", room=_MONTH_PX / width, years=scene.length > _A_YEAR)
    if scene.length <= _MOST_NUMBERED:
        day_numbers(figure, first, last, row, width / scene.length)
    else:
        month_names(figure, first, last, row)
    if label:
        figure.label(
            1, _STREAK_AT, label, anchor="right", colour="failed", xref="paper", yref="y domain", covers=True
        )
    return figure


def _band(figure: Canvas, first: dt.date, last: dt.date, scene: Scene) -> bool:
    """Draw a band behind failing days; return whether any of it is visible."""
    start, end = max(first, scene.window.first), min(last, scene.window.last)
    if start > end:
        return False
    figure.band(morning(start), morning(end + dt.timedelta(1)), "wash")
    return True


def _alt(scene: Scene) -> str:
    """Return what the figure shows, as sentences: counts by outcome, the newest sync, the failing days."""
    frame, now = scene.frame, scene.window.now
    numbers = {Outcome(str(name)): int(number) for name, number in frame["outcome"].value_counts().items()}
    newest = frame.iloc[int(frame["sync_utc"].argmax())]
    span = times.days(scene.window.first, scene.window.last, now)
    day = times.day(newest["day"].date(), now)
    said = f"{span}: {sync_counts(numbers)}. The newest, {day}: {look_of(newest['outcome']).word}."
    failing = [day for day in failing_days(scene.days) if scene.window.first <= day.date <= scene.window.last]
    if failing:
        said += f" {failing_in_words(scene.days, now)}"
    return said
