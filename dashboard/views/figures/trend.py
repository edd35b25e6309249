"""The trend: the share of successful days of each month, and below it every failing period with its length.

Each month is a bar of full height: the share of days that succeeded, and on top the days that failed. A month
without a finished sync has no bar. Customdata is "first/last", the ISO days that a click shows. The y axis
counts px.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from dashboard.insight.history.trends import FailingPeriod, MonthShare
from dashboard.views import percentages, skipped_words, times
from dashboard.views.figures.base import Canvas, Figure, Trace, bar, morning
from dashboard.views.figures.labels import text_px
from dashboard.views.theme import light

HEIGHT: Final = 124
NARROW_MONTHS: Final = 6
_LEFT: Final = 46
_TOP: Final = 114  # month names
_SHARES: Final = 98  # the shares of months with failures
_BASE, _FULL = 44, 44  # the bottom and the height of the bars
_LANE, _THICK = 24, 8  # the bars of failing periods
_LENGTHS: Final = 9  # how long they lasted
_DAY_MS: Final = 86_400_000
_GAP_DAYS: Final = 2
_WIDE, _NARROW = 1200, 330  # px of the plot, about
_NO_DAYS: Final = "No finished sync to show."


@dataclass(frozen=True)
class _Scale:
    """The days shown, `first` and `last` included, and how many px a day takes, about."""

    first: dt.date
    last: dt.date
    px: float

    def days_for(self, text: str) -> float:
        """Return the width of a text, in days."""
        return text_px(text) / self.px


def trend(months: Sequence[MonthShare], periods: Sequence[FailingPeriod]) -> Figure:
    """Return the share of successful days of each month, and the failing periods, for about two years.

    `months`, `periods`: of the same days, in order.
    """
    return _trend(months, periods, _WIDE)


def trend_narrow(months: Sequence[MonthShare], periods: Sequence[FailingPeriod]) -> Figure:
    """Return the same for a phone: the last six months."""
    newest = months[-NARROW_MONTHS:]
    if not newest:
        return _trend(newest, periods, _NARROW)
    first = newest[0].first
    cut = [replace(each, first=max(each.first, first)) for each in periods if each.last >= first]
    return _trend(newest, cut, _NARROW)


def _trend(months: Sequence[MonthShare], periods: Sequence[FailingPeriod], width: int) -> Figure:
    figure = Canvas(HEIGHT, _LEFT)
    if not any(month.nights for month in months):
        return figure.finished(), _NO_DAYS
    first, last = months[0].first, months[-1].last
    scale = _Scale(first, last, width / ((last - first).days + 1))
    figure.x_range(morning(first), morning(last + dt.timedelta(1)))
    figure.y_range(0, HEIGHT)
    figure.bars("overlay")
    for month in months:
        _name(figure, month, scale)
    for height, word in ((_BASE + _FULL, "100 %"), (_BASE, "0 %")):
        figure.label(0, height, word, anchor="right", shift=-4, xref="paper")
    _months(figure, [month for month in months if month.nights], scale)
    _periods(figure, periods, scale)
    return figure.finished(), trend_alt(months, periods)


def _name(figure: Canvas, month: MonthShare, scale: _Scale) -> None:
    """Write a month's name over its bar if there is room; for January the year, as in the calendar."""
    january = month.first.month == 1
    name = str(month.first.year) if january else times.month(month.first.month)
    if scale.days_for(name) <= (month.last - month.first).days + 4:
        shown, colour = (f"<b>{name}</b>", "ink") if january else (name, "muted")
        figure.label(morning(month.first), _TOP, shown, colour=colour, shift=1)


def _months(figure: Canvas, months: Sequence[MonthShare], scale: _Scale) -> None:
    texts = [_month_hover(month) for month in months]
    good = [_FULL * (month.share or 0.0) for month in months]
    figure.add(_bars(months, [_BASE] * len(months), good, "okcell", texts))
    bad = [at for at, month in enumerate(months) if month.good < month.nights]
    if bad:
        figure.add(
            _bars(
                [months[at] for at in bad],
                [_BASE + good[at] for at in bad],
                [_FULL - good[at] for at in bad],
                "failed",
                [texts[at] for at in bad],
            )
        )
    for at in bad:
        _share(figure, months[at], scale)


def _share(figure: Canvas, month: MonthShare, scale: _Scale) -> None:
    """Write a month's share over its bar if there is room."""
    said = percentages.words(month.share or 0.0)
    if scale.days_for(said) <= (month.last - month.first).days + 4:
        middle = morning(month.first) + (morning(month.last) - morning(month.first)) / 2
        figure.label(middle, _SHARES, said, anchor="center", colour="ink")


def _bars(
    months: Sequence[MonthShare], base: Sequence[float], high: Sequence[float], fill: str, texts: list[str]
) -> Trace:
    lengths = [(month.last - month.first).days + 1 for month in months]
    return bar(
        x=[morning(month.first).isoformat() for month in months],
        y=list(high),
        base=list(base),
        width=[max(length - _GAP_DAYS, 1) * _DAY_MS for length in lengths],
        offset=0,
        marker={"color": light(fill), "line": {"width": 0}},
        hovertext=texts,
        hoverinfo="text",
        customdata=[_days(month.first, month.last) for month in months],
    )


def _periods(figure: Canvas, periods: Sequence[FailingPeriod], scale: _Scale) -> None:
    """Draw each failing period as a bar at least 3 px wide, with its length; long ones have precedence."""
    if not periods:
        return
    least = 3 / scale.px
    widths = [max(float(each.length), least) for each in periods]
    spans = bar(
        x=[morning(each.first).isoformat() for each in periods],
        y=[_THICK] * len(periods),
        base=[_LANE] * len(periods),
        width=[width * _DAY_MS for width in widths],
        offset=0,
        marker={"color": light("failed"), "line": {"width": 0}},
        hovertext=[_period_hover(each, scale.last) for each in periods],
        hoverinfo="text",
        customdata=[_days(each.first, each.last) for each in periods],
    )
    figure.add(spans)
    taken: list[tuple[float, float]] = []
    for each in sorted(periods, key=lambda one: (not one.going_on, -one.length, one.first)):
        _length(figure, each, scale, taken)


def _length(figure: Canvas, period: FailingPeriod, scale: _Scale, taken: list[tuple[float, float]]) -> None:
    """Write the length of a failing period under its bar, unless a label is there already.

    `taken`: where labels are, from and to in days; the new one is added.
    """
    said = times.count(period.length, "day")
    total, takes = (scale.last - scale.first).days + 1, scale.days_for(said)
    middle = (period.first - scale.first).days + period.length / 2
    start = min(max(middle - takes / 2, 0.0), max(total - takes, 0.0))
    if any(start < end and begins < start + takes for begins, end in taken):
        return
    taken.append((start, start + takes))
    at = morning(scale.first) + dt.timedelta(days=start + takes / 2)
    figure.label(at, _LENGTHS, said, anchor="center", colour="failed")


def _month_hover(month: MonthShare) -> str:
    named = f"{times.month(month.first.month)} {month.first.year}"
    days = times.count(month.nights, "day")
    return f"<b>{named}</b><br>{month.good} of {days} succeeded, {percentages.words(month.share or 0.0)}"


def _period_hover(period: FailingPeriod, today: dt.date) -> str:
    ended = f"<br>succeeded again {times.day(period.ended, today)}" if period.ended else "<br>still going on"
    failing = times.count(period.failing, "failing day") + skipped_words.between(period.skipped)
    return f"<b>{times.days(period.first, period.last, today)}</b><br>{failing}{ended}"


def trend_alt(months: Sequence[MonthShare], periods: Sequence[FailingPeriod]) -> str:
    """Return what the trend shows, in sentences: the share overall, the worst month, the longest period."""
    shown = [month for month in months if month.nights]
    if not shown:
        return _NO_DAYS
    good, nights = sum(month.good for month in shown), sum(month.nights for month in shown)
    said = f"{_span(months)}: {percentages.words(good / nights)} of {times.count(nights, 'day')} succeeded"
    worst = min(shown, key=lambda month: (month.good / month.nights, -month.nights))
    if worst.good < worst.nights and len(shown) > 1:
        share = percentages.words(worst.good / worst.nights)
        said += f"; the worst month was {_month(worst)}, {share}"
    return f"{said}. {_periods_alt(periods, months[-1].last)}"


def _periods_alt(periods: Sequence[FailingPeriod], today: dt.date) -> str:
    if not periods:
        return "No failing days."
    longest = max(periods, key=lambda each: (each.length, each.first))
    when = times.days(longest.first, longest.last, today)
    lasted = times.count(longest.length, "day")
    number = (
        "The only failing period" if len(periods) == 1 else f"{len(periods):,} failing periods; the longest"
    )
    said = f"{number} lasted {lasted}, {when}"
    if longest.going_on:
        return f"{said}, and is still going on."
    newest = periods[-1]
    since = (
        f" The newest is still going on, since {times.day(newest.first, today)}." if newest.going_on else ""
    )
    return f"{said}.{since}"


def _span(months: Sequence[MonthShare]) -> str:
    return " – ".join(dict.fromkeys(_month(month) for month in (months[0], months[-1])))


def _month(month: MonthShare) -> str:
    return f"{times.month(month.first.month)} {month.first.year}"


def _days(first: dt.date, last: dt.date) -> str:
    return f"{first.isoformat()}/{last.isoformat()}"
