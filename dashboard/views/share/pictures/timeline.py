"""Where the marks of the timeline go: syncs by day and by hour of the day, in the merchant's zone."""

from __future__ import annotations

import datetime as dt
from operator import itemgetter
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from dashboard.views import times
from dashboard.views.share.pictures.figure import WIDTH, DayFigure, PlacedLabel, PlacedMark, symbol_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.views.share.status_view import SharedSync, StatusView

MOST_MARKS: Final = 50
_LEFT: Final = 30
_PLOT_HEIGHT: Final = 96
_BELOW: Final = 14
_TOP: Final = 6
_HOURS: Final = (0, 6, 12, 18, 24)
_MOST_DAYS_NAMED: Final = 6
_DAY: Final = dt.timedelta(days=1)


def timed_syncs(view: StatusView) -> list[SharedSync]:
    """Return the newest of the syncs that are shown and have a time, oldest first."""
    rows = [(row.at, row) for row in (view.syncs.rows if view.syncs else ()) if row.at]
    return [row for _, row in sorted(rows, key=itemgetter(0))][-MOST_MARKS:]


def timeline_of(view: StatusView) -> DayFigure:
    """Return the timeline of the syncs that are shown; empty without any."""
    zone = ZoneInfo(view.zone)
    placed = [(row, row.at.astimezone(zone)) for row in timed_syncs(view) if row.at]
    if not placed:
        return DayFigure(0, (), ())
    first, last = placed[0][1].date(), placed[-1][1].date()
    step = (WIDTH - _LEFT) / ((last - first).days + 1)

    def x_of(local: dt.datetime) -> float:
        return _LEFT + ((local.date() - first).days + _part_of_day(local)) * step

    marks = tuple(
        PlacedMark(
            round(x_of(local), 1), _y_of(_part_of_day(local)), symbol_of(row.status), row.ran, corner=False
        )
        for row, local in placed
    )
    return DayFigure(_TOP + _PLOT_HEIGHT + _BELOW, marks, (*_hours(), *_days(first, last, step)))


def _hours() -> list[PlacedLabel]:
    return [PlacedLabel(0, _y_of(hour / 24), f"{hour:02d}:00", middle=True) for hour in _HOURS]


def _days(first: dt.date, last: dt.date, step: float) -> Sequence[PlacedLabel]:
    """Return up to six names of days, under the beginning of each."""
    number = (last - first).days + 1
    every = -(-number // _MOST_DAYS_NAMED)
    named = (first + _DAY * at for at in range(0, number, every))
    bottom = _TOP + _PLOT_HEIGHT + _BELOW
    return [
        PlacedLabel(round(_LEFT + (day - first).days * step, 1), bottom, times.day(day, last))
        for day in named
    ]


def _part_of_day(local: dt.datetime) -> float:
    return (local.hour * 60 + local.minute) / (24 * 60)


def _y_of(part: float) -> float:
    return round(_TOP + part * _PLOT_HEIGHT, 1)
