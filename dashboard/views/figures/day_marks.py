"""What figures of days share: marks and hover text of days, corners, month names, the finding in words."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.insight.days import Day, failing_row
from dashboard.insight.outcome import Outcome
from dashboard.views import skipped_words, times
from dashboard.views.figures.base import Canvas, mark_trace, months_of, morning, next_month, scatter
from dashboard.views.theme import light, look_of

UTC = ZoneInfo("Etc/UTC")
Place = Callable[[Day], tuple[Any, float]]
_MOST_NAMES = 30
_EACH_DAY, _PX_A_DIGIT, _PX_A_NAME, _PX_BETWEEN = 14, 7, 28, 5
_NOON = dt.timedelta(hours=12)
_WEEKLY = (1, 8, 15, 22, 29)


def title_of(days: int) -> str:
    """Return the title over a row of the last days."""
    return f"Daily results, last {days} days"


def days_alt(days: Sequence[Day], now: dt.datetime, deadline: dt.date | None = None) -> str:
    """Return the finding of a row of days as sentences."""
    said = f"{times.days(days[0].date, days[-1].date, now)}: {counts(day.outcome for day in days)}."
    row = failing_row(days)
    if row.days:
        since = times.day(row.days[0], now)
        number = times.count(len(row.days), "failing day")
        said += f" {number} at the end, since {since}{skipped_words.between(row.skipped)}."
    if deadline:
        said += f" If nothing changes, Codat switches it off on {times.day(deadline, now)}."
    return said


def counts(outcomes: Iterable[Outcome | None] | Mapping[Outcome | None, int], noun: str = "day") -> str:
    """Return "78 days wrote data, 3 failed, 2 without a run" in the order of the looks.

    `outcomes`: one by one, or how many there are of each.
    """
    number = Counter(outcomes)
    parts = [f"{number[key]:,} {look_of(key).word}" for key in Outcome if number[key]]
    if number[None]:
        parts.append(f"{number[None]:,} without a run")
    if not parts:
        return f"no {noun}s"
    first, _, rest = parts[0].partition(" ")
    return ", ".join([f"{first} {noun if first == '1' else noun + 's'} {rest}", *parts[1:]])


def day_marks(
    figure: Canvas,
    days: Sequence[Day],
    place: Place,
    zone: ZoneInfo,
    now: dt.datetime,
    *,
    corner: tuple[Any, float],
) -> None:
    """Add one trace an outcome, the dots of days without a run, and the corners of earlier failures."""
    for outcome in (None, *Outcome):
        chosen = [day for day in days if day.outcome is outcome]
        if chosen:
            spots = [place(day) for day in chosen]
            texts = [day_hover(day, zone, now) for day in chosen]
            figure.add(mark_trace(outcome, spots, texts, [day.date.isoformat() for day in chosen]))
    failed_before = [place(day) for day in days if day.earlier_failure]
    if failed_before:
        corners(figure, [(x + corner[0], y + corner[1]) for x, y in failed_before])


def corners(figure: Canvas, spots: Sequence[tuple[Any, float]]) -> None:
    """Add the small red corners that say: an earlier run of this day failed."""
    marker = {"symbol": "triangle-ne", "size": 5, "color": light("failed")}
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    figure.add(scatter(x=xs, y=ys, mode="markers", marker=marker, hoverinfo="skip"))


def day_hover(day: Day, zone: ZoneInfo, now: dt.datetime) -> str:
    """Return a day's hover text: date, outcome, the merchant's time and UTC of its last run, how many ran."""
    title = f"<b>{times.weekday(day.date, now)}</b><br>"
    if day.outcome is None or day.ran_utc is None:
        return title + "no sync ran"
    look = look_of(day.outcome)
    local, utc = day.ran_utc.astimezone(zone), day.ran_utc.astimezone(dt.UTC)
    said = f"{look.mark} {look.word}<br>ran {local:%H:%M} {times.zone_name(zone)} · {utc:%H:%M} UTC"
    return title + said + of_several(day)


def of_several(day: Day, number: str = "") -> str:
    """Return the line of a hover text for a day on which several syncs ran; "" for one sync.

    `number`: a placeholder for the count, if it is filled in elsewhere.
    """
    if day.count <= 1:
        return ""
    failed = ", an earlier one failed" if day.earlier_failure else ""
    return f"<br>the last of {number or day.count} that day{failed}"


@dataclass(frozen=True)
class MonthRow:
    """Where month names go: their height, lower and upper end of the rules, in the axis' units or "paper".

    `room` is the part of the width that a name takes, `reserved` the part at the right end kept free.
    `years`: the year stands for January, as where more than a year is shown.
    """

    height: float
    bottom: float
    top: float
    yref: str = "y"
    room: float = 0.03
    reserved: float = 0.0
    years: bool = False


def month_names(figure: Canvas, first: dt.date, last: dt.date, row: MonthRow) -> None:
    """Add month names and a thin rule at the 1st of each month; over more than 30 months, of each year."""
    months, width = months_of(first, last), (last - first).days + 1
    years_only = len(months) > _MOST_NAMES
    for year, month in months:
        start = max(dt.date(year, month, 1), first)
        if years_only and month != 1:
            continue
        if start > first:
            figure.line((morning(start), row.bottom), (morning(start), row.top), "rule", yref=row.yref)
        ends = min(next_month(year, month), last + dt.timedelta(1) - dt.timedelta(row.reserved * width))
        if (ends - start).days >= row.room * width:
            named = years_only or (row.years and month == 1)
            name = f"<b>{year}</b>" if named else times.month(month)
            shift, colour = 6 if start > first else 2, "ink" if named else "muted"
            figure.label(morning(start), row.height, name, shift=shift, colour=colour, yref=row.yref)


def day_numbers(figure: Canvas, first: dt.date, last: dt.date, row: MonthRow, px: float) -> None:
    """Add numbers of days under their marks, for up to about 45 days of `px` each, as far as they fit.

    Up to 14 days each has its number, of more five a month. The first one shown and the first of a month bear
    the month, "1 Nov", which begins at a rule.
    """
    length, free_from = (last - first).days + 1, 0.0
    for day in (first + dt.timedelta(at) for at in range(length)):
        begins = day in (first, day.replace(day=1))
        if day.day == 1 and day > first:
            figure.line((morning(day), row.bottom), (morning(day), row.top), "rule", yref=row.yref)
        if not (begins or length <= _EACH_DAY or day.day in _WEEKLY):
            continue
        digits, name = len(str(day.day)) * _PX_A_DIGIT, f" {times.month(day.month)}" if begins else ""
        # The number stands under its mark, but no word crosses a rule or the left edge.
        at = max(((day - first).days + 0.5) * px - digits / 2, (day - first).days * px + (4 if begins else 0))
        ends = at + digits + (_PX_A_NAME if begins else 0)
        if at >= free_from and ends <= _free_until(day, first, last, px):
            shift = round(at - ((day - first).days + 0.5) * px)
            figure.label(morning(day) + _NOON, row.height, f"{day.day}{name}", shift=shift, yref=row.yref)
            free_from = ends + _PX_BETWEEN


def _free_until(day: dt.date, first: dt.date, last: dt.date, px: float) -> float:
    """Return where the room right of a day ends, in px: at the next month's rule or at the edge."""
    ends = min(next_month(day.year, day.month), last + dt.timedelta(1))
    return (ends - first).days * px
