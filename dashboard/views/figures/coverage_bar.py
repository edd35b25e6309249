"""The bar of the Start page: which sales are in the books, and below it what the sync covers, as HTML.

Marks and colours are those of History's lane of sales (`coverage_lane`). It is HTML, not plotly: it fits any
width, follows the theme by itself, and needs no second figure for a phone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final

from dashboard.foreign_text import attribute, html
from dashboard.insight.coverage import Cover
from dashboard.insight.start.day_range import start_of_day
from dashboard.insight.start.preview import Preview
from dashboard.views import times

Swatch = tuple[str, str]
"""An entry of the legend: the class of its mark, and its words (text)."""

_STEPS: Final = (1, 2, 3, 7, 14)
_MONTHS: Final = (1, 2, 3, 6, 12, 60)
_MOST_TICKS: Final = 12
_DAYS_FROM_MONTHS: Final = _STEPS[-1] * _MOST_TICKS
_CLASSES: Final = {
    Cover.IN_BOOKS: "d-s-books",
    Cover.SKIPPED: "d-s-books",
    Cover.TWICE: "d-s-books d-s-twice",
    Cover.MISSING: "d-s-missing",
    Cover.UNCLEAR: "d-s-maybe",
    Cover.DOUBTED: "d-s-maybe",
    Cover.BEFORE_START: "d-s-none",
    Cover.NOT_KNOWN: "d-s-none",
}
_REPORTED: Final = " d-s-reported"


def coverage_bar(preview: Preview, now: dt.datetime, alt: str, *, about: bool = False) -> str:
    """Return the bar as HTML: a row for the sales so far, and one for what this sync covers.

    `now`: aware. `alt`: what it shows, as sentences (text). `about`: where the sync begins is an estimate.
    """
    known = "".join(
        _piece(preview, each.start, each.finish, _CLASSES[each.state] + (_REPORTED if each.reported else ""))
        for each in preview.stretches
    )
    first = " d-s-about" if about else ""
    planned = "".join(
        _piece(
            preview, part.start, part.finish, ("d-s-again" if part.again else "d-s-this") + first * (not at)
        )
        for at, part in enumerate(preview.parts)
    )
    rows = (
        ("", f'<div class="d-cover-days">{_ticks(preview, now)}</div>'),
        ("So far", f'<div class="d-cover-lane">{known}</div>'),
        ("This sync", f'<div class="d-cover-lane">{planned}</div>' if planned else ""),
    )
    body = "".join(f"<span>{name}</span>{lane}" for name, lane in rows if lane)
    return f'<div class="d d-cover" role="img" aria-label="{attribute(alt)}">{body}</div>'


def legend(items: Iterable[Swatch]) -> str:
    """Return the marks of the bar with their words, as HTML."""
    shown = "".join(
        f'<span><span class="d-swatch {css}" aria-hidden="true"></span>{html(words)}</span>'
        for css, words in items
    )
    return f'<div class="d"><span class="d-legend">{shown}</span></div>'


def _piece(preview: Preview, start: dt.datetime, finish: dt.datetime, css: str) -> str:
    left, right = _place(preview, start), _place(preview, finish)
    if left >= right:
        return ""
    return f'<span class="{css}" style="left:{left:.2f}%;width:{right - left:.2f}%"></span>'


def _place(preview: Preview, instant: dt.datetime) -> float:
    """Return the place of an instant (aware) in percent of the width; outside the bar it is an edge."""
    share = (instant - preview.start) / (preview.finish - preview.start)
    return min(max(share, 0.0), 1.0) * 100


def _ticks(preview: Preview, now: dt.datetime) -> str:
    days = tick_days(preview.first, preview.last)
    shown = []
    for at, day in enumerate(days):
        instant = start_of_day(day, preview.zone)
        css = ' class="d-only-wide"' if at % 2 else ""
        words = html(_tick(day, days[at - 1] if at else None, now.astimezone(preview.zone).date()))
        shown.append(f'<span{css} style="left:{_place(preview, instant):.2f}%">{words}</span>')
    return "".join(shown)


def tick_days(first: dt.date, last: dt.date) -> Sequence[dt.date]:
    """Return the days with a label, from `first` to `last`: at most a dozen, equally far apart."""
    length = (last - first).days + 1
    if length <= _DAYS_FROM_MONTHS:
        step = next(each for each in _STEPS if each * _MOST_TICKS >= length)
        return [first + dt.timedelta(at) for at in range(0, length, step)]
    begins, ends = first.year * 12 + first.month, last.year * 12 + last.month - 1
    step = next((each for each in _MONTHS if each * _MOST_TICKS >= ends - begins + 1), _MONTHS[-1])
    begins += -begins % step
    return [dt.date(at // 12, at % 12 + 1, 1) for at in range(begins, ends + 1, step)]


def _tick(day: dt.date, before: dt.date | None, today: dt.date) -> str:
    """Return the label of a day: with its month if the label before is in another one, else its number."""
    if before is not None and (before.year, before.month) == (day.year, day.month):
        return str(day.day)
    return times.day(day, today)
