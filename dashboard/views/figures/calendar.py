"""The calendar: one column a week, Monday at the top; wide for two years, narrow for 26 weeks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from dashboard.insight.outcome import Outcome
from dashboard.views import times
from dashboard.views.figures.base import Canvas, Figure, Trace, bar, mark_trace, scatter
from dashboard.views.figures.day_marks import UTC, corners, days_alt, of_several
from dashboard.views.theme import light, look_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from dashboard.insight.days import Day

HEIGHT: Final = 112
NARROW_WEEKS: Final = 26
_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def calendar_wide(days: Sequence[Day], zone: ZoneInfo = UTC) -> Figure:
    """Return the days as a calendar, one column a week, Monday at the top; for about two years.

    `days`: the merchant's, in order, without gaps. `zone`: the merchant's, for the times in hover texts.
    """
    return _calendar(days, zone)


def calendar_narrow(days: Sequence[Day], zone: ZoneInfo = UTC) -> Figure:
    """Return the last 26 weeks of the days as a calendar; arguments as for `calendar_wide`."""
    if not days:
        return _calendar(days, zone)
    first = _monday(days[-1].date) - dt.timedelta(weeks=NARROW_WEEKS - 1)
    return _calendar([day for day in days if day.date >= first], zone)


def _calendar(days: Sequence[Day], zone: ZoneInfo) -> Figure:
    figure = Canvas(HEIGHT, left=36)
    if not days:
        return figure.finished(), "No days to show."
    first = _monday(days[0].date)
    weeks = (days[-1].date - first).days // 7 + 1
    now = dt.datetime.combine(days[-1].date, dt.time(12), tzinfo=zone)

    def place(day: Day) -> tuple[Any, float]:
        return (day.date - first).days // 7, -day.date.weekday()

    figure.bars("overlay")
    figure.x_range(-0.5, weeks - 0.5)
    figure.y_range(-6.5, 2.0)
    _calendar_labels(figure, first, weeks)
    for outcome in Outcome:
        by_words: dict[str, list[Day]] = {}
        for day in days:
            if day.outcome is outcome:
                by_words.setdefault(_words(day, zone, now), []).append(day)
        for words, alike in by_words.items():
            _cells(figure, outcome, [place(day) for day in alike], _hover(words, alike, zone))
    recovered = [place(day) for day in days if day.earlier_failure and day.outcome is not Outcome.FAILED]
    if recovered:
        corners(figure, [(x + 0.25, y + 0.25) for x, y in recovered])
    return figure.finished(), days_alt(days, now)


def _words(day: Day, zone: ZoneInfo, now: dt.datetime) -> str:
    """Return the template of a day's hover text, worded as `day_marks.day_hover`; values as in `_hover`."""
    look = look_of(day.outcome or "")
    date = "%a %-d %b" + ("" if day.date.year == now.year else " %Y")
    several = of_several(day, "%{customdata[3]}")
    ran = f"ran %{{customdata[1]}} {times.zone_name(zone)} · %{{customdata[2]}} UTC"
    return f"<b>%{{customdata[0]|{date}}}</b><br>{look.mark} {look.word}<br>{ran}{several}<extra></extra>"


def _hover(words: str, days: Sequence[Day], zone: ZoneInfo) -> Trace:
    """Return the hover text of days with the same words: one template, and the values of each day.

    Customdata of a day: its ISO date, the times of its last run in the merchant's zone and in UTC, and how
    many syncs ran.
    """
    clocks = (zone, UTC)
    data = [
        [day.date.isoformat(), *(f"{day.ran_utc.astimezone(clock):%H:%M}" for clock in clocks), day.count]
        for day in days
        if day.ran_utc
    ]
    return {"hoverinfo": "text", "hovertemplate": words, "customdata": data}


def _cells(figure: Canvas, outcome: Outcome, spots: list[tuple[Any, float]], hover: Trace) -> None:
    """Add the cells of one outcome: filled if it wrote data or failed (with a ✕), else its mark alone."""
    fills = {Outcome.SUCCEEDED: "okcell", Outcome.FAILED: "failed"}
    if outcome not in fills:
        figure.add({**mark_trace(outcome, spots, None, None, size=6), **hover})
        return
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    marker = {"color": light(fills[outcome]), "line": {"width": 0}}
    base = [round(y - 0.43, 2) for y in ys]
    figure.add(bar(x=xs, y=[0.86] * len(spots), base=base, width=0.86, marker=marker, **hover))
    if outcome is Outcome.FAILED:
        cross = {"symbol": "x-thin", "size": 4, "line": {"width": 1.6, "color": light("onfailed")}}
        figure.add(scatter(x=xs, y=ys, mode="markers", marker=cross, hoverinfo="skip"))


def _calendar_labels(figure: Canvas, first: dt.date, weeks: int) -> None:
    for at in (0, 2, 4, 6):
        figure.label(-0.5, -at, _WEEKDAYS[at], anchor="right", shift=-5)
    free_from = 0
    for week in range(weeks):
        monday = first + dt.timedelta(weeks=week)
        begins = next((d for d in (monday + dt.timedelta(n) for n in range(7)) if d.day == 1), None)
        if begins is None or week < free_from or week > weeks - 2:
            continue
        january = begins.month == 1
        name = f"<b>{begins.year}</b>" if january else times.month(begins.month)
        figure.label(week - 0.4, 1.3, name, colour="ink" if january else "muted")
        free_from = week + 3


def _monday(date: dt.date) -> dt.date:
    return date - dt.timedelta(date.weekday())
