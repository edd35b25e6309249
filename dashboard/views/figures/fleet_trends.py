"""The fleet over months: merchants by day, days missing, time to recover, causes by month.

A day without a record is a gap. The y axes count what is drawn; the labels at the left name the top.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from dashboard.foreign_text import plotly
from dashboard.insight.fleet.over_time.trends import CauseMonth, RecoveryMonth, TrendDay
from dashboard.views import times
from dashboard.views.figures.base import Canvas, Figure, bar, months_of, morning, next_month, scatter
from dashboard.views.fleet import trend_words
from dashboard.views.theme import light

HEIGHT: Final = 160
LINES: Final = (("failed", "failing"), ("late", "late or stuck"), ("off", "switched off"))
"""The lines of the merchants by day: the token of their colour, and their word."""
_LEFT: Final = 56
_HEAD: Final = 1.16  # room above the highest value, for the months' names
_COLOURS: Final = ("failed", "late", "running", "off", "unknown")
_DAY_MS: Final = 86_400_000
MOST_CAUSES: Final = len(_COLOURS)
_FEWEST_MONTHS: Final = 6
_MOST_NAMED_DAYS: Final = 400
"""In a longer time only the years are named."""


def merchants_by_day(days: Sequence[TrendDay]) -> Figure:
    """Return the merchants failing, late or stuck, and switched off by day. `days`: in order, not empty."""
    known = [each for each in days if each.is_comparable]
    top = max((max(each.failing, each.behind, each.switched_off) for each in known), default=0)
    figure = _canvas(days[0].day, days[-1].day, top, f"{top:,}")
    off, late, failing = (
        [each.switched_off for each in days],
        [each.behind for each in days],
        [each.failing for each in days],
    )
    for (colour, word), numbers in zip(reversed(LINES), (off, late, failing), strict=True):
        _line(figure, days, numbers, colour, [f"{number:,} {word}" for number in numbers])
    return figure.finished(), trend_words.of_days(days)


def missing_by_day(days: Sequence[TrendDay]) -> Figure:
    """Return the days of sales missing at all merchants on each day, at most. `days`: in order."""
    top = max((each.missing for each in days if each.is_comparable), default=0)
    figure = _canvas(days[0].day, days[-1].day, top, f"{top:,} d")
    said = [f"{trend_words.missing(each)} of sales missing" for each in days]
    _line(figure, days, [each.missing for each in days], "off", said)
    return figure.finished(), trend_words.of_missing(days)


def recovery_by_month(months: Sequence[RecoveryMonth]) -> Figure:
    """Return the median time to recover of each month as a bar, and a dot for what 9 of 10 stayed within."""
    top = max(each.p90 for each in months).total_seconds() / 86_400
    label = trend_words.lasting(max(each.p90 for each in months))
    figure = _months_canvas([each.month for each in months], top, label)
    hover = [
        f"<b>{trend_words.month(each.month)}</b><br>{each.ended:,} recovered"
        f"<br>half within {trend_words.lasting(each.median)}"
        f"<br>9 of 10 within {trend_words.lasting(each.p90)}"
        for each in months
    ]
    heights = [each.median.total_seconds() / 86_400 for each in months]
    figure.add(_bars([each.month for each in months], heights, "okcell", hover))
    figure.add(
        scatter(
            mode="markers",
            x=[_middle(each.month) for each in months],
            y=[each.p90.total_seconds() / 86_400 for each in months],
            marker={"size": 7, "color": light("failed")},
            hovertext=hover,
            hoverinfo="text",
        )
    )
    return figure.finished(), trend_words.of_recovery(months)


def causes_figure(causes: Sequence[CauseMonth], shown: Sequence[str]) -> Figure:
    """Return the problems begun in each month, stacked by cause. `shown`: at most `MOST_CAUSES` of them."""
    months = sorted({each.month for each in causes})
    counts = {(each.month, each.cause): each.begun for each in causes}
    totals = [sum(counts.get((month, cause), 0) for cause in shown) for month in months]
    figure = _months_canvas(months, max(totals), f"{max(totals):,}")
    figure.bars("relative")
    for cause, colour in zip(shown, _COLOURS, strict=False):
        heights = [float(counts.get((month, cause), 0)) for month in months]
        word = plotly(trend_words.cause(cause))
        hover = [
            f"<b>{trend_words.month(month)}</b><br>{word}: {int(height):,}"
            for month, height in zip(months, heights, strict=True)
        ]
        figure.add(_bars(months, heights, colour, hover))
    return figure.finished(), trend_words.of_causes(causes)


def colour_of_cause(at: int) -> str:
    """Return the token of the colour in which the cause at this place is drawn."""
    return _COLOURS[at]


def _months_canvas(months: Sequence[dt.date], top: float, label: str) -> Canvas:
    """Return a canvas for bars by month. Where there are few, bars are as wide as in half a year."""
    first = months[-1]
    for _ in range(_FEWEST_MONTHS - 1):
        first = (first - dt.timedelta(days=1)).replace(day=1)
    return _canvas(min(first, months[0]), _end(months[-1]), top, label)


def _canvas(first: dt.date, last: dt.date, top: float, label: str) -> Canvas:
    figure = Canvas(HEIGHT, _LEFT)
    figure.x_range(morning(first), morning(last + dt.timedelta(days=1)))
    high = max(float(top), 1e-9)
    figure.y_range(0, high * _HEAD)
    for height, word in ((high, label), (0.0, "0")):
        figure.line((0, height), (1, height), "rule", xref="paper")
        figure.label(0, height, word, anchor="right", shift=-6, xref="paper", rise=5 if not height else 0)
    for year, month in months_of(first, last):
        start = dt.date(year, month, 1)
        if start >= first and (month == 1 or (last - first).days <= _MOST_NAMED_DAYS):
            name = str(year) if month == 1 else times.month(month)
            figure.label(morning(start), high * 1.1, name, shift=2)
    return figure


def _line(
    figure: Canvas, days: Sequence[TrendDay], values: Sequence[int], colour: str, said: Sequence[str]
) -> None:
    """Add a line with a gap on each day without a record, or with few companies read."""
    figure.add(
        scatter(
            mode="lines+markers" if len(days) == 1 else "lines",
            x=[morning(each.day).isoformat() for each in days],
            y=[value if each.is_comparable else None for each, value in zip(days, values, strict=True)],
            line={"color": light(colour), "width": 2},
            connectgaps=False,
            hovertext=[
                f"<b>{times.day_in_full(each.day)}</b><br>{words}" if each.is_comparable else ""
                for each, words in zip(days, said, strict=True)
            ],
            hoverinfo="text",
        )
    )


def _bars(
    months: Sequence[dt.date], heights: Sequence[float], colour: str, hover: list[str]
) -> dict[str, object]:
    lengths = [(_end(each) - each).days + 1 for each in months]
    return bar(
        x=[morning(each).isoformat() for each in months],
        y=list(heights),
        width=[(length - 4) * _DAY_MS for length in lengths],
        offset=2 * _DAY_MS,
        marker={"color": light(colour), "line": {"width": 0}},
        hovertext=hover,
        hoverinfo="text",
    )


def _end(month: dt.date) -> dt.date:
    return next_month(month.year, month.month) - dt.timedelta(days=1)


def _middle(month: dt.date) -> str:
    return (morning(month) + dt.timedelta(days=14, hours=12)).isoformat()
