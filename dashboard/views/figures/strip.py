"""The strip of the last 90 days, wide (one row of marks) and narrow (one row a month)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from dashboard.insight.days import Day, failing_days
from dashboard.insight.outcome import Outcome
from dashboard.views import times
from dashboard.views.figures.base import Canvas, Figure, mark_trace, months_of, morning, noon, scatter
from dashboard.views.figures.day_marks import UTC, MonthRow, Place, day_marks, days_alt, month_names
from dashboard.views.theme import light

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

HEIGHT: Final = 84
ROW_HEIGHT: Final = 21
_LABEL_HEIGHT: Final = 26  # the space below the marks, left out if there are no labels
_HALF_A_LINE: Final = 8  # labels are centred on their line
_NEAR_AN_END: Final = 0.1
_GOOD: Final = (Outcome.SUCCEEDED, Outcome.NOTHING_TO_WRITE)
_MARKS_AT, _TOP = 42, HEIGHT - 9
_LONG_LABEL: Final = 24  # days of the strip's width that "22 days left, then Codat switches it off …" takes
_LONG_SILENCE: Final = 20  # days without a run from which the strip says so
_BESIDE_UP_TO, _CENTRED_UP_TO = 11, 22  # days of the month at which "16 Dec: Codat switches it off" fits
_TODAY_TAKES: Final = 0.04
_SHORT_LABEL: Final = 9  # days that "9 failing days" takes


def strip_wide(
    days: Sequence[Day],
    today: dt.date,
    now: dt.datetime,
    zone: ZoneInfo = UTC,
    deadline: dt.date | None = None,
) -> Figure:
    """Return the days as one row of marks under the names of months, with a line under the failing days.

    `days`: the merchant's, in order, without gaps. `today`: the merchant's. `now`: aware. `zone`: the
    merchant's, for the times in hover texts. `deadline`: the day on which Codat would switch the sync off;
    dots lead to a ■ at it.
    """
    if not days:
        return Canvas(HEIGHT).finished(), "No days to show."
    last = max(days[-1].date, deadline or days[-1].date)
    failing, recovered = failing_days(days), _recovered(days)
    below = 0 if failing or deadline or recovered else _LABEL_HEIGHT
    if failing and deadline and not _beside(failing, deadline):
        below = -_HALF_A_LINE
    figure = Canvas(HEIGHT - below)
    figure.x_range(morning(days[0].date), morning(last + dt.timedelta(1)))
    figure.y_range(below, HEIGHT)
    month_names(
        figure, days[0].date, last, MonthRow(_TOP, 30, HEIGHT, reserved=_today_takes(days, today, last))
    )
    _today(figure, days, today, last)
    day_marks(
        figure, days, lambda day: (noon(day.date), _MARKS_AT), zone, now, corner=(dt.timedelta(hours=9), 8)
    )
    if failing:
        _streak(figure, failing, deadline, today)
        if deadline is None:
            _silence(figure, failing[-1].date, days)
    elif recovered:
        _recovered_label(figure, days, recovered, now)
    return figure.finished(), days_alt(days, now, deadline)


def strip_narrow(
    days: Sequence[Day],
    today: dt.date,
    now: dt.datetime,
    zone: ZoneInfo = UTC,
    deadline: dt.date | None = None,
) -> Figure:
    """Return the same for a phone: one row a month, 31 columns; arguments as for `strip_wide`."""
    if not days:
        return Canvas(ROW_HEIGHT).finished(), "No days to show."
    last = max(days[-1].date, deadline or days[-1].date)
    months = months_of(days[0].date, last)
    row = {month: -at for at, month in enumerate(months)}
    under = deadline is not None and deadline.day > _BESIDE_UP_TO  # right of it, its label would be cut
    rows = len(months) + under
    figure = Canvas(ROW_HEIGHT * rows, left=38)
    figure.x_range(0.3, 31.7)
    figure.y_range(0.5 - rows, 0.5)
    for year, month in months:
        name = times.month(month) + (f" {year}" if year != today.year else "")
        figure.label(0.3, row[year, month], name, anchor="right", colour="muted")

    def place(day: Day) -> tuple[Any, float]:
        return day.date.day, row[day.date.year, day.date.month]

    day_marks(figure, days, place, zone, now, corner=(0.4, 0.35))
    if deadline:
        _run_on(figure, days[-1].date, deadline, place)
        at, height = place(Day(deadline))
        words = f"{times.day(deadline, now)}: Codat switches it off"
        if not under:
            figure.label(at + 0.9, height, words)
        elif deadline.day <= _CENTRED_UP_TO:
            figure.label(at, height - 1, words, anchor="center")
        else:
            figure.label(at + 0.5, height - 1, words, anchor="right")
    return figure.finished(), days_alt(days, now, deadline)


def _beside(failing: Sequence[Day], deadline: dt.date) -> bool:
    """Tell whether the label of the days left fits beside the label of the failing days."""
    return (deadline - failing[-1].date).days >= _LONG_LABEL


def _streak(figure: Canvas, failing: Sequence[Day], deadline: dt.date | None, today: dt.date) -> None:
    """Draw the line under the failing days with its label, and on to the deadline with the days left."""
    start, end = morning(failing[0].date), morning(failing[-1].date + dt.timedelta(1))
    figure.line((start, 26), (end, 26), "failed", width=1.5)
    said, crowded = times.count(len(failing), "failing day"), len(failing) < _SHORT_LABEL
    anchored_right = crowded and deadline is None
    figure.label(
        end if anchored_right else start,
        13,
        said,
        anchor="right" if anchored_right else "left",
        colour="failed",
    )
    if deadline is None:
        return
    _run_on(figure, failing[-1].date, deadline, lambda day: (noon(day.date), _MARKS_AT))
    until = morning(deadline + dt.timedelta(1))
    figure.line((end, 26), (until, 26), "muted", dash="3px,3px")
    left = times.count((deadline - today).days, "day")
    words = f"{left} left, then Codat switches it off on {deadline.day} {times.month(deadline.month)}"
    figure.label(until, 13 if _beside(failing, deadline) else 0, words, anchor="right")


def _silence(figure: Canvas, last: dt.date, days: Sequence[Day]) -> None:
    """Say right of the line since when nothing has run, if there is room. `last`: the last failing day."""
    quiet = [day for day in days if day.date > last]
    if len(quiet) >= _LONG_SILENCE and not any(day.count for day in quiet):
        said = f"no runs since {last.day} {times.month(last.month)}"
        figure.label(morning(last + dt.timedelta(2)), 13, said)


def _recovered(days: Sequence[Day]) -> list[Day]:
    """Return the last row of failing days in the past."""
    ended = next((at for at in range(len(days), 0, -1) if days[at - 1].outcome is Outcome.FAILED), 0)
    return failing_days(days[:ended])


def _recovered_label(figure: Canvas, days: Sequence[Day], recovered: Sequence[Day], now: dt.datetime) -> None:
    """Write below the strip which days failed, and on which day a sync next succeeded, if one did."""
    good = next((d for d in days if d.date > recovered[-1].date and d.outcome in _GOOD), None)
    if good is None:
        return
    failed = times.days(recovered[0].date, recovered[-1].date, now)
    said = f"{failed} failed, succeeded again {times.day(good.date, now)}"
    share = (recovered[-1].date - days[0].date).days / len(days)
    anchor = "left" if share < _NEAR_AN_END else "right" if share > 1 - _NEAR_AN_END else "center"
    figure.label(noon(recovered[-1].date), 20, said, anchor=anchor)


def _run_on(figure: Canvas, last: dt.date, deadline: dt.date, place: Place) -> None:
    """Add a dot for each day after `last`, and a ■ at the deadline. `place` gives the (x, y) of a day."""
    to_come = [Day(last + dt.timedelta(at)) for at in range(1, (deadline - last).days)]
    if to_come:
        figure.add(mark_trace(None, [place(day) for day in to_come], None, None))
    x, y = place(Day(deadline))
    marker = {"symbol": "square", "size": 9, "color": light("off")}
    figure.add(scatter(x=[x], y=[y], mode="markers", marker=marker, hoverinfo="skip"))


def _today_takes(days: Sequence[Day], today: dt.date, last: dt.date) -> float:
    """Return the share of the width that the word "today" takes at the right end; 0 if it isn't there."""
    return _TODAY_TAKES if days and today == last else 0.0


def _today(figure: Canvas, days: Sequence[Day], today: dt.date, last: dt.date) -> None:
    if days[0].date <= today <= last:
        figure.label(morning(today + dt.timedelta(1)), _TOP, "today", anchor="right", colour="ink")
