"""What figures of days share: marks and hover texts, corners, names of months, the alternative text."""

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
    """Return the title of a figure of the last `days` days."""
    return f"Daily results, last {days} days"


def days_alt(days: Sequence[Day], now: dt.datetime, deadline: dt.date | None = None) -> str:
    """Return what the days show, as sentences for the alternative text.

    `days`: in order, at least one. `now`: in the merchant's zone. `deadline`: the day on which Codat would
    switch the sync off.
    """
    span = times.days(days[0].date, days[-1].date, now)
    off = f"If nothing changes, Codat switches it off on {times.day(deadline, now)}." if deadline else ""
    said = (f"{span}: {day_counts(day.outcome for day in days)}.", failing_in_words(days, now), off)
    return " ".join(each for each in said if each)


def failing_in_words(days: Sequence[Day], now: dt.datetime) -> str:
    """Say since when the days at the end fail, or that no sync has run after them; "" if none fails.

    A row that begins on the first day shown may have begun before it.
    """
    row = failing_row(days)
    if not row.days:
        return ""
    first, last = row.days[0], row.days[-1]
    cut, skipped = first == days[0].date, skipped_words.between(row.skipped)
    after = [day.outcome for day in days if day.date > last]
    if len(after) > 1 and not any(after):
        when = f"up to {times.day(last, now)}" if cut else times.days(first, last, now)
        return f"{times.count(len(row.days), 'failing day')}, {when}{skipped}; no sync has run since."
    since = f"Failing since {times.day(first, now)}"
    return f"{since} or earlier." if cut else f"{since} ({times.count(len(row.days), 'day')}{skipped})."


def day_counts(outcomes: Iterable[Outcome | None]) -> str:
    """Return "wrote data on 78 days, failed on 3, no sync on 2", in the order of `Outcome`; None: no sync."""
    number = Counter(outcomes)
    parts = [(look_of(key).word, number[key]) for key in Outcome if number[key]]
    parts += [("no sync", number[None])] if number[None] else []
    if not parts:
        return "no days"
    (word, first), *others = parts
    counted = [f"{word} on {times.count(first, 'day')}", *(f"{word} on {of:,}" for word, of in others)]
    return ", ".join(counted)


def sync_counts(number: Mapping[Outcome, int]) -> str:
    """Return "78 syncs wrote data, 3 failed", in the order of `Outcome`. `number`: how many of each."""
    parts = [(number[key], look_of(key).word) for key in Outcome if number.get(key)]
    if not parts:
        return "no syncs"
    (first, word), *others = parts
    return ", ".join([f"{times.count(first, 'sync')} {word}", *(f"{of:,} {word}" for of, word in others)])


def day_marks(
    figure: Canvas,
    days: Sequence[Day],
    place: Place,
    zone: ZoneInfo,
    now: dt.datetime,
    *,
    corner: tuple[Any, float],
) -> None:
    """Add a mark for each day with its hover text, and a corner where an earlier sync of the day failed.

    `place` gives the (x, y) of a day, `corner` the distance of the corner from it. `zone`: the merchant's.
    """
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
    """Add the small red corners, at (x, y), that mean: an earlier sync of this day failed."""
    marker = {"symbol": "triangle-ne", "size": 5, "color": light("failed")}
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    figure.add(scatter(x=xs, y=ys, mode="markers", marker=marker, hoverinfo="skip"))


def day_hover(day: Day, zone: ZoneInfo, now: dt.datetime) -> str:
    """Return a day's hover text as plotly markup: date, outcome, time of the last run, how many syncs ran.

    The time is given in `zone` (the merchant's) and in UTC.
    """
    title = f"<b>{times.weekday(day.date, now)}</b><br>"
    if day.outcome is None or day.ran_utc is None:
        return title + "no sync ran"
    look = look_of(day.outcome)
    local, utc = day.ran_utc.astimezone(zone), day.ran_utc.astimezone(dt.UTC)
    said = f"{look.mark} {look.word}<br>ran {local:%H:%M} {times.zone_name(zone)} · {utc:%H:%M} UTC"
    return title + said + of_several(day)


def of_several(day: Day, number: str = "") -> str:
    """Return the line of a hover text that says how many syncs ran that day; "" for one or none.

    `number`: a placeholder of plotly's instead of the count.
    """
    if day.count <= 1:
        return ""
    failed = ", an earlier one failed" if day.earlier_failure else ""
    return f"<br>the last of {number or day.count} that day{failed}"


@dataclass(frozen=True)
class MonthRow:
    """Where names of months go: their y (`height`), and both ends of the vertical rules, in units of `yref`.

    `room`: the part of the width that a name takes. `taken`: from where to where another label is, as
    parts of the width. `years`: the year replaces January, as where more than a year is shown.
    """

    height: float
    bottom: float
    top: float
    yref: str = "y"
    room: float = 0.03
    taken: tuple[float, float] = (1.0, 1.0)
    years: bool = False

    def has_room(self, start: dt.date, end: dt.date, first: dt.date, width: int) -> bool:
        """Whether a name fits into its month, and beside the other label. `width`: days from `first` on."""
        begins = (start - first).days / width
        touches = begins < self.taken[1] and self.taken[0] < begins + self.room
        return (end - start).days >= self.room * width and not touches


def month_names(figure: Canvas, first: dt.date, last: dt.date, row: MonthRow) -> None:
    """Add the name of each month and a thin rule at its first day; beyond 30 months, only for January."""
    months, width = months_of(first, last), (last - first).days + 1
    years_only = len(months) > _MOST_NAMES
    for year, month in months:
        start = max(dt.date(year, month, 1), first)
        if years_only and month != 1:
            continue
        if start > first:
            figure.line((morning(start), row.bottom), (morning(start), row.top), "rule", yref=row.yref)
        ends = min(next_month(year, month), last + dt.timedelta(1))
        if row.has_room(start, ends, first, width):
            named = years_only or (row.years and month == 1)
            name = f"<b>{year}</b>" if named else times.month(month)
            shift, colour = 6 if start > first else 2, "ink" if named else "muted"
            figure.label(morning(start), row.height, name, shift=shift, colour=colour, yref=row.yref)


def day_numbers(figure: Canvas, first: dt.date, last: dt.date, row: MonthRow, px: float) -> None:
    """Add the numbers of days under their marks, as far as they fit; for up to about 45 days, `px` wide each.

    Up to 14 days, each has its number; beyond, five a month do. The first day shown and the first of a month
    also name the month, "1 Nov", right of a rule.
    """
    length, free_from = (last - first).days + 1, 0.0
    for day in (first + dt.timedelta(at) for at in range(length)):
        begins = day in (first, day.replace(day=1))
        if day.day == 1 and day > first:
            figure.line((morning(day), row.bottom), (morning(day), row.top), "rule", yref=row.yref)
        if not (begins or length <= _EACH_DAY or day.day in _WEEKLY):
            continue
        digits, name = len(str(day.day)) * _PX_A_DIGIT, f" {times.month(day.month)}" if begins else ""
        # The number is centred under its mark, but no label crosses a rule or the left edge.
        at = max(((day - first).days + 0.5) * px - digits / 2, (day - first).days * px + (4 if begins else 0))
        ends = at + digits + (_PX_A_NAME if begins else 0)
        if at >= free_from and ends <= _free_until(day, first, last, px):
            shift = round(at - ((day - first).days + 0.5) * px)
            figure.label(morning(day) + _NOON, row.height, f"{day.day}{name}", shift=shift, yref=row.yref)
            free_from = ends + _PX_BETWEEN


def _free_until(day: dt.date, first: dt.date, last: dt.date, px: float) -> float:
    """Return where the space right of a day ends, in px: at the next month's rule or at the right edge."""
    ends = min(next_month(day.year, day.month), last + dt.timedelta(1))
    return (ends - first).days * px
