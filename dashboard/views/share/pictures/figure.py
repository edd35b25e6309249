"""Where the marks and labels of daily results go: one row a month, or a calendar with one column a week.

Units are px of the narrowest page; a wider one scales the figure up. Templates draw it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dashboard.insight.outcome import Outcome
from dashboard.views import theme, times
from dashboard.views.figures.base import months_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.views.share.status_view import DailyPart, DayMark

WIDTH: Final = 354
NO_SYNC: Final = ""
"""The status of a day on which no sync ran."""
SYMBOLS: Final = {
    Outcome.SUCCEEDED: "s",
    Outcome.NOTHING_TO_WRITE: "n",
    Outcome.SKIPPED: "d",
    Outcome.FAILED: "f",
    Outcome.RUNNING: "r",
    Outcome.UNKNOWN: "u",
    Outcome.NEVER: "v",
    theme.PARTLY: "p",
    theme.LATE: "l",
    theme.UNSETTLED: "l",
    theme.OFF: "o",
    theme.PERHAPS_OFF: "q",
    NO_SYNC: "z",
}
"""The id of each status's symbol in symbols.svg.j2: short, as a page has hundreds of marks."""
CORNER: Final = "c"
CORNER_ALONE: Final = "k"
"""The corner in the middle, for a legend."""
_LEFT: Final = 38
_MONTH_ROW: Final = 17
_DAYS_OF_MONTH: Final = 31
_WEEK_ROW: Final = 12
_CALENDAR_LEFT: Final = 30
_CALENDAR_TOP: Final = 14
_WEEKDAYS: Final = ((0, "Mon"), (2, "Wed"), (4, "Fri"))


@dataclass(frozen=True)
class PlacedMark:
    """A day's mark: its centre, the id of its symbol, what it says; `corner`: an earlier sync failed."""

    x: float
    y: float
    symbol: str
    text: str
    corner: bool = False


@dataclass(frozen=True)
class PlacedLabel:
    """A label: the left end of its baseline; of its middle line if `middle`."""

    x: float
    y: float
    text: str
    middle: bool = False


@dataclass(frozen=True)
class DayFigure:
    """A figure of days, `WIDTH` wide."""

    height: int
    marks: tuple[PlacedMark, ...]
    labels: tuple[PlacedLabel, ...]
    width: int = WIDTH


def figure_of(daily: DailyPart) -> DayFigure:
    """Return the figure of daily results."""
    return _calendar(daily.days) if daily.calendar else _months(daily.days)


def symbol_of(status: str) -> str:
    """Return the id of a status's symbol."""
    return SYMBOLS.get(status, SYMBOLS[Outcome.UNKNOWN])


def _months(days: Sequence[DayMark]) -> DayFigure:
    if not days:
        return DayFigure(0, (), ())
    months = months_of(days[0].date, days[-1].date)
    row = {month: number for number, month in enumerate(months)}
    step = (WIDTH - _LEFT) / _DAYS_OF_MONTH

    def place(day: dt.date) -> tuple[float, float]:
        return _LEFT + (day.day - 0.5) * step, (row[day.year, day.month] + 0.5) * _MONTH_ROW

    labels = [
        PlacedLabel(0, (number + 0.5) * _MONTH_ROW, _month(year, month, days[-1].date), middle=True)
        for number, (year, month) in enumerate(months)
    ]
    return DayFigure(
        len(months) * _MONTH_ROW, tuple(_placed(day, *place(day.date)) for day in days), tuple(labels)
    )


def _calendar(days: Sequence[DayMark]) -> DayFigure:
    if not days:
        return DayFigure(0, (), ())
    monday = days[0].date - dt.timedelta(days=days[0].date.weekday())
    weeks = (days[-1].date - monday).days // 7 + 1
    step = (WIDTH - _CALENDAR_LEFT) / weeks

    def place(day: dt.date) -> tuple[float, float]:
        week = (day - monday).days // 7
        return _CALENDAR_LEFT + (week + 0.5) * step, _CALENDAR_TOP + (day.weekday() + 0.5) * _WEEK_ROW

    starts = [day.date for day in days if day.date.day == 1]
    labels = [PlacedLabel(place(day)[0] - step / 2, 9, times.month(day.month)) for day in starts]
    labels += [
        PlacedLabel(0, _CALENDAR_TOP + (day + 0.5) * _WEEK_ROW, name, middle=True) for day, name in _WEEKDAYS
    ]
    marks = tuple(_placed(day, *place(day.date)) for day in days)
    return DayFigure(_CALENDAR_TOP + 7 * _WEEK_ROW, marks, tuple(labels))


def _placed(day: DayMark, x: float, y: float) -> PlacedMark:
    return PlacedMark(round(x, 1), round(y, 1), symbol_of(day.status), day.text, corner=day.recovered)


def _month(year: int, month: int, today: dt.date) -> str:
    return times.month(month) + ("" if year == today.year else f" {year % 100:02d}")
