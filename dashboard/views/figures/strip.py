"""The strip of the last 90 days, wide (one row of marks) and narrow (one row a month)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from dashboard.insight.days import Day, failing_days
from dashboard.insight.outcome import Outcome
from dashboard.views import times
from dashboard.views.figures.base import Canvas, Figure, mark_trace, months_of, morning, noon, scatter
from dashboard.views.figures.day_marks import UTC, MonthRow, Place, day_marks, days_alt, month_names
from dashboard.views.figures.labels import NARROW_PX, WIDE_PX, LabelSpan, lines_of, span_of, text_px
from dashboard.views.theme import light

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

HEIGHT: Final = 84
ROW_HEIGHT: Final = 21
_LABEL_HEIGHT: Final = 26  # the space below the marks, left out if there are no labels
_HALF_A_LINE: Final = 8  # labels are centred on their line
_GOOD: Final = (Outcome.SUCCEEDED, Outcome.NOTHING_TO_WRITE)
_MARKS_AT, _TOP, _STREAK_AT = 42, HEIGHT - 9, 26
_LINES: Final = (13, -3)  # the heights of the labels below the failing days
_RECOVERED_AT: Final = 20
_NARROW_LEFT, _COLUMNS = 38, (0.3, 31.7)  # the margin of the narrow plot in px, and its days of a month
_BESIDE: Final = 0.9  # days from the middle of a mark to a label beside it
_LONG_SILENCE: Final = 20  # days without a sync from which the strip says so
_TODAY: Final = "today"


@dataclass(frozen=True)
class _Label:
    """A label of the wide strip: its text, the day in whose first moment its anchor is, and the side."""

    text: str
    day: dt.date
    anchor: str = "left"
    colour: str = "muted"


@dataclass(frozen=True)
class _Scale:
    """The days of the wide strip in px, where it is narrowest."""

    first: dt.date
    last: dt.date

    @property
    def px_a_day(self) -> float:
        """How many px a day takes."""
        return WIDE_PX / ((self.last - self.first).days + 1)

    def at(self, day: dt.date) -> float:
        """Return the first moment of a day, in px from the left."""
        return (day - self.first).days * self.px_a_day

    def span(self, label: _Label) -> LabelSpan:
        """Return what a label takes."""
        return span_of(label.text, self.at(label.day), label.anchor)

    def anchored(self, text: str, day: dt.date, *anchors: str) -> _Label:
        """Return a label at a day with the first of the anchors that keeps it inside, else with the last."""
        labels = [_Label(text, day, anchor) for anchor in anchors]
        inside = (each for each in labels if self._holds(self.span(each)))
        return next(inside, labels[-1])

    def _holds(self, span: LabelSpan) -> bool:
        return span.left >= 0 and span.right <= WIDE_PX


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
    scale, failing = _Scale(days[0].date, last), failing_days(days)
    labels = _labels_below(days, failing, deadline, today, scale)
    lines = lines_of(map(scale.span, labels))
    below = 0 if labels or failing else _LABEL_HEIGHT
    below = _LINES[1] - _HALF_A_LINE if any(lines) else below
    figure = Canvas(HEIGHT - below)
    figure.x_range(morning(days[0].date), morning(last + dt.timedelta(1)))
    figure.y_range(below, HEIGHT)
    _months_and_today(figure, days, today, scale)
    day_marks(
        figure, days, lambda day: (noon(day.date), _MARKS_AT), zone, now, corner=(dt.timedelta(hours=9), 8)
    )
    if failing:
        _streak(figure, failing, deadline)
    for label, line in zip(labels, lines, strict=True):
        height = _LINES[line] if failing else _RECOVERED_AT
        figure.label(morning(label.day), height, label.text, anchor=label.anchor, colour=label.colour)
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
    words = f"{times.day(deadline, now)}: Codat switches it off" if deadline else ""
    under = deadline is not None and _narrow_px(deadline.day + _BESIDE) + text_px(words) > NARROW_PX
    rows = len(months) + under
    names = {month: _month_name(*month, today) for month in months}
    figure = Canvas(ROW_HEIGHT * rows, left=max(_NARROW_LEFT, *map(text_px, names.values())))
    figure.x_range(*_COLUMNS)
    figure.y_range(0.5 - rows, 0.5)
    for month, name in names.items():
        figure.label(_COLUMNS[0], row[month], name, anchor="right")

    def place(day: Day) -> tuple[Any, float]:
        return day.date.day, row[day.date.year, day.date.month]

    day_marks(figure, days, place, zone, now, corner=(0.4, 0.35))
    if deadline:
        _run_on(figure, days[-1].date, deadline, place)
        _narrow_deadline(figure, words, place(Day(deadline)), under=under)
    return figure.finished(), days_alt(days, now, deadline)


def _narrow_px(day: float) -> float:
    """Return where a day of the month lies, in px from the left."""
    first, last = _COLUMNS
    return (day - first) / (last - first) * NARROW_PX


def _narrow_deadline(figure: Canvas, words: str, spot: tuple[float, float], *, under: bool) -> None:
    """Write the words of the deadline beside its mark, or under it where they would be cut."""
    at, height = spot
    if not under:
        figure.label(at + _BESIDE, height, words)
    elif _narrow_px(at) + text_px(words) / 2 <= NARROW_PX:
        figure.label(at, height - 1, words, anchor="center")
    else:
        figure.label(at + 0.5, height - 1, words, anchor="right")


def _month_name(year: int, month: int, today: dt.date) -> str:
    return times.month(month) + (f" {year}" if year != today.year else "")


def _labels_below(
    days: Sequence[Day], failing: Sequence[Day], deadline: dt.date | None, today: dt.date, scale: _Scale
) -> list[_Label]:
    """Return the labels below the marks; the first has the better line."""
    if not failing:
        return _recovered_label(days, _recovered(days), today, scale)
    first, after = failing[0].date, failing[-1].date + dt.timedelta(1)
    said = times.count(len(failing), "failing day")
    fits = text_px(said) <= scale.at(after) - scale.at(first)
    if deadline is None and not fits:  # then it ends where the failing days do
        label = scale.anchored(said, after, "right", "left")
    else:
        label = _Label(said, first)
    others = _silence(after, days) if deadline is None else [_days_left(deadline, today)]
    return [replace(label, colour="failed"), *others]


def _days_left(deadline: dt.date, today: dt.date) -> _Label:
    left = times.count((deadline - today).days, "day")
    text = f"{left} left, then Codat switches it off on {deadline.day} {times.month(deadline.month)}"
    return _Label(text, deadline + dt.timedelta(1), "right")


def _silence(after: dt.date, days: Sequence[Day]) -> list[_Label]:
    """Say that nothing has run since the failing days, where that is long enough to be read."""
    quiet = [day for day in days if day.date >= after]
    if len(quiet) < _LONG_SILENCE or any(day.count for day in quiet):
        return []
    last = after - dt.timedelta(1)
    return [_Label(f"no sync since {last.day} {times.month(last.month)}", after + dt.timedelta(1))]


def _streak(figure: Canvas, failing: Sequence[Day], deadline: dt.date | None) -> None:
    """Draw the line under the failing days, and dots and a line on to the deadline."""
    start, end = morning(failing[0].date), morning(failing[-1].date + dt.timedelta(1))
    figure.line((start, _STREAK_AT), (end, _STREAK_AT), "failed", width=1.5)
    if deadline is not None:
        _run_on(figure, failing[-1].date, deadline, lambda day: (noon(day.date), _MARKS_AT))
        until = morning(deadline + dt.timedelta(1))
        figure.line((end, _STREAK_AT), (until, _STREAK_AT), "muted", dash="3px,3px")


def _recovered(days: Sequence[Day]) -> list[Day]:
    """Return the last row of failing days in the past."""
    ended = next((at for at in range(len(days), 0, -1) if days[at - 1].outcome is Outcome.FAILED), 0)
    return failing_days(days[:ended])


def _recovered_label(
    days: Sequence[Day], recovered: Sequence[Day], today: dt.date, scale: _Scale
) -> list[_Label]:
    """Say which days failed last, and when a sync next succeeded."""
    if not recovered:
        return []
    good = next((d for d in days if d.date > recovered[-1].date and d.outcome in _GOOD), None)
    if good is None:
        return []
    failed = times.days(recovered[0].date, recovered[-1].date, today)
    said = f"{failed} failed, succeeded again {times.day(good.date, today)}"
    return [scale.anchored(said, recovered[-1].date, "center", "left", "right")]


def _run_on(figure: Canvas, last: dt.date, deadline: dt.date, place: Place) -> None:
    """Add a dot for each day after `last`, and a ■ at the deadline. `place` gives the (x, y) of a day."""
    to_come = [Day(last + dt.timedelta(at)) for at in range(1, (deadline - last).days)]
    if to_come:
        figure.add(mark_trace(None, [place(day) for day in to_come], None, None))
    x, y = place(Day(deadline))
    marker = {"symbol": "square", "size": 9, "color": light("off")}
    figure.add(scatter(x=[x], y=[y], mode="markers", marker=marker, hoverinfo="skip"))


def _months_and_today(figure: Canvas, days: Sequence[Day], today: dt.date, scale: _Scale) -> None:
    """Write the month names, and over today its word, which replaces a name that it would touch."""
    taken = (1.0, 1.0)
    if days[0].date <= today <= scale.last:
        label = scale.anchored(_TODAY, today + dt.timedelta(1), "right", "left")
        figure.label(morning(label.day), _TOP, _TODAY, anchor=label.anchor, colour="ink")
        span = scale.span(label)
        taken = (span.left / WIDE_PX, span.right / WIDE_PX)
    row = MonthRow(_TOP, _STREAK_AT + 4, HEIGHT, taken=taken)
    month_names(figure, scale.first, scale.last, row)
