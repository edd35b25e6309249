"""The lane of sales under the timeline, for the same days: which are in the books, and which aren't.

A bar marks sales in the books; a second, thin bar below it marks sales that two syncs covered. A dotted
outline marks missing sales, a dashed one unclear ones. The line under a bar shows its source: solid where
Codat reported the range, dotted where it is estimated from the schedule. The y axis counts px.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, Final

from dashboard.foreign_text import plotly
from dashboard.insight.coverage import Cover, Stretch
from dashboard.views import times
from dashboard.views.figures.base import CLEAR, Canvas, Trace, bar, scatter
from dashboard.views.figures.labels import text_px
from dashboard.views.figures.timeline_scene import Window
from dashboard.views.theme import light

HEIGHT: Final = 46
MOST: Final = 300
_BOTTOM, _TOP, _LABEL_AT = 24, 38, 9
_SECOND_BOTTOM, _SECOND_TOP = 17, 22
_DAY: Final = dt.timedelta(days=1)
_CLOCK_CHANGE: Final = dt.timedelta(hours=1)
_THERE: Final = (Cover.IN_BOOKS, Cover.TWICE, Cover.SKIPPED)
_MAYBE: Final = (Cover.UNCLEAR, Cover.DOUBTED)
_OPEN: Final = (Cover.MISSING, *_MAYBE)
_GRAVEST_LAST: Final = (
    Cover.BEFORE_START,
    Cover.NOT_KNOWN,
    Cover.IN_BOOKS,
    Cover.SKIPPED,
    Cover.TWICE,
    *_MAYBE,
    Cover.MISSING,
)
_WORDS: Final = {
    Cover.IN_BOOKS: "in the books",
    Cover.TWICE: "covered by two syncs",
    Cover.SKIPPED: "covered before: Codat skipped a sync as a duplicate",
    Cover.UNCLEAR: "missing, unless a sync outside the schedule brought them",
    Cover.DOUBTED: "missing, unless a sync whose outcome is unknown brought them",
    Cover.MISSING: "missing",
    Cover.BEFORE_START: "before the start date of the set-up",
    Cover.NOT_KNOWN: "unknown",
}
_NOT_KNOWN: Final = "unclear which are in the books"


def draw(figure: Canvas, stretches: Sequence[Stretch], window: Window) -> None:
    """Add the lane and its labels to the timeline. `stretches`: all of them, in order, as in `Coverage`."""
    shown = fewer(window.clipped(stretches), MOST)
    figure.lane(HEIGHT)
    for state in _GRAVEST_LAST:
        if chosen := [each for each in shown if each.state is state]:
            figure.add(_bars(chosen, state, window, (_BOTTOM, _TOP)))
    if twice := [each for each in shown if each.state is Cover.TWICE]:
        figure.add(_bars(twice, None, window, (_SECOND_BOTTOM, _SECOND_TOP)))
    for states, colour, dash in (((Cover.MISSING,), "failed", "dot"), (_MAYBE, "muted", "4px,4px")):
        if chosen := [each for each in shown if each.state in states]:
            figure.add(_outlines(chosen, window, colour, dash))
    for reported, dash in ((True, "solid"), (False, "1px,3px")):
        if chosen := [each for each in shown if each.state in _THERE and each.reported is reported]:
            figure.add(_underlines(chosen, window, dash))
    _labels(figure, stretches, window)


def lane_alt(stretches: Sequence[Stretch], window: Window) -> str:
    """Return what the lane shows, as a sentence for the figure's alternative text."""
    shown = window.clipped(stretches)
    if missing := _said_missing(stretches, window):
        return f"Sales: {missing}."
    known = any(each.state in _THERE for each in shown)
    return f"Sales: {'none missing that is known of' if known else _NOT_KNOWN}."


def fewer(stretches: Sequence[Stretch], most: int) -> list[Stretch]:
    """Return at most `most` stretches over the same time; of those merged, the most serious state counts.

    `stretches`: in order, without gaps.
    """
    if len(stretches) <= most:
        return list(stretches)
    start, finish = stretches[0].start, stretches[-1].finish
    part = (finish - start) / most
    by_part: dict[int, Stretch] = {}
    for each in stretches:
        first, last = (each.start - start) // part, (each.finish - start - dt.timedelta.resolution) // part
        for place in range(first, min(last, most - 1) + 1):
            if place not in by_part or _gravity(each) > _gravity(by_part[place]):
                by_part[place] = each
    joined = []
    for (state, reported), group in groupby(
        sorted(by_part.items()), lambda item: (item[1].state, item[1].reported)
    ):
        places = [place for place, _ in group]
        joined.append(Stretch(start + places[0] * part, start + (places[-1] + 1) * part, state, reported))
    return joined


def _gravity(stretch: Stretch) -> int:
    return _GRAVEST_LAST.index(stretch.state)


def _bars(
    stretches: Sequence[Stretch], state: Cover | None, window: Window, heights: tuple[int, int]
) -> Trace:
    """Return the bars of one state; None: the second, thin bars. `heights`: lower and upper edge, in px.

    Customdata of a bar: its days as in `_days`, and its hover text.
    """
    thin = state in {Cover.NOT_KNOWN, Cover.BEFORE_START}
    low, high = (heights[0], heights[0] + 2) if thin else heights
    fills = {None: "late", Cover.MISSING: "wash", Cover.NOT_KNOWN: "rule", Cover.BEFORE_START: "rule"}
    fill = CLEAR if state in _MAYBE else light(fills.get(state, "okcell"))
    walls = [(window.wall(each.start), window.wall(each.finish)) for each in stretches]
    return bar(
        orientation="h",
        yaxis="y2",
        base=[start.isoformat() for start, _ in walls],
        x=[(finish - start).total_seconds() * 1000 for start, finish in walls],
        y=[(low + high) / 2] * len(walls),
        width=high - low,
        marker={"color": fill, "line": {"width": 0}},
        customdata=[[_days(each, window), _hover(each, window)] for each in stretches],
        hovertemplate="%{customdata[1]}<extra></extra>",
    )


def _outlines(stretches: Sequence[Stretch], window: Window, colour: str, dash: str) -> Trace:
    def path(start: str, finish: str) -> tuple[list[Any], list[Any]]:
        return [start, finish, finish, start, start, None], [_BOTTOM, _BOTTOM, _TOP, _TOP, _BOTTOM, None]

    return _lines(stretches, window, path, {"color": light(colour), "width": 1.4, "dash": dash})


def _underlines(stretches: Sequence[Stretch], window: Window, dash: str) -> Trace:
    def path(start: str, finish: str) -> tuple[list[Any], list[Any]]:
        return [start, finish, None], [_BOTTOM - 2, _BOTTOM - 2, None]

    return _lines(stretches, window, path, {"color": light("ok"), "width": 1.4, "dash": dash})


def _lines(
    stretches: Sequence[Stretch],
    window: Window,
    path: Callable[[str, str], tuple[list[Any], list[Any]]],
    line: dict[str, Any],
) -> Trace:
    paths = [path(window.wall(s.start).isoformat(), window.wall(s.finish).isoformat()) for s in stretches]
    xs, ys = ([at for each in paths for at in each[axis]] for axis in (0, 1))
    return scatter(x=xs, y=ys, yaxis="y2", mode="lines", line=line, hoverinfo="skip")


def _days(stretch: Stretch, window: Window) -> str:
    """Return the first and last of the merchant's days in a stretch, as "2026-11-11/2026-11-20"."""
    last = window.wall(stretch.finish - dt.timedelta.resolution)
    return f"{window.wall(stretch.start).date()}/{last.date()}"


def _hover(stretch: Stretch, window: Window) -> str:
    """Return a stretch's hover text as plotly markup: its range, its state, and the source of both."""
    span = f"{times.span(stretch.start, stretch.finish, window.zone, window.now)} {window.clock}"
    lines = [f"<b>Sales {span}</b>", _WORDS[stretch.state] + _late(stretch, window)]
    if stretch.partly:
        lines.append("a failed sync wrote some of them")
    if stretch.state in (*_THERE, *_OPEN):
        lines.append("range reported by Codat" if stretch.reported else "by Codat’s schedule")
    if stretch.sync_id:
        lines.append(f"sync {plotly(stretch.sync_id, 13)}")
    return "<br>".join(lines)


def _late(stretch: Stretch, window: Window) -> str:
    when = f"{times.moment(stretch.ran, window.zone, window.now)} {window.clock}" if stretch.ran else ""
    if stretch.late:
        return f", but late: {when}" if when else ", but late"
    return f", {when}" if when else ""


def _labels(figure: Canvas, stretches: Sequence[Stretch], window: Window) -> None:
    """Write below the lane: at the right what is missing, at the left what the bars mean if there is room."""
    shown = window.clipped(stretches)
    missing = _said_missing(stretches, window)
    grave = any(each.state is Cover.MISSING for each in shown)
    if missing:
        colour = "failed" if grave else "ink"
        if window.width < text_px(missing):
            missing = _said_missing(stretches, window, short=True)
        figure.label(1, _LABEL_AT, missing, anchor="right", colour=colour, xref="paper", yref="y2")
    what = _said_there(shown, with_basis=not missing)
    if what and text_px(f"{what}   {missing}") <= window.width:
        figure.label(0, _LABEL_AT, what, xref="paper", yref="y2")


def _said_there(shown: Sequence[Stretch], *, with_basis: bool) -> str:
    there = [each for each in shown if each.state in _THERE]
    if not there:
        return f"sales: {_NOT_KNOWN}" if with_basis else ""
    bases = {each.reported for each in there}
    if bases == {True, False}:
        return "sales in the books; dotted: by Codat’s schedule"
    return "sales in the books" + (", by Codat’s schedule" if with_basis and bases == {False} else "")


def _said_missing(stretches: Sequence[Stretch], window: Window, *, short: bool = False) -> str:
    """Return "9 days missing, from 11 Nov 02:00 London, by Codat’s schedule"; "" if nothing is missing.

    Days on which sales are missing for certain are counted as missing, the others as unclear. A gap that the
    figure shows only in part is counted whole, so that the numbers are those of the company's answer.
    """
    gaps = [each for each in _gaps(stretches) if window.clipped(each)]
    parts = [part for gap in gaps for part in gap]
    missing = [each for each in parts if each.state is Cover.MISSING]
    first = missing or [each for each in parts if each.state in _MAYBE]
    if not first:
        return ""
    sure = sum(map(_length, missing))
    unclear = sum(_length(replace(gap[0], finish=gap[-1].finish)) for gap in gaps) - sure
    days = (
        f"{times.count(sure, 'day')} missing" if missing else f"up to {times.count(unclear, 'day')} unclear"
    )
    more = f", up to {unclear:,} more unclear" if missing and unclear > 0 else ""
    if short:
        return days + (more or ", by Codat’s schedule")
    several = f" in {len(first)} gaps, the last" if len(first) > 1 else ","
    since = f"{times.moment(first[-1].start, window.zone, window.now)} {window.clock}"
    earlier = " or earlier" if first[-1] is stretches[0] else ""
    return f"{days}{several} from {since}{earlier}{more}, by Codat’s schedule"


def _gaps(stretches: Sequence[Stretch]) -> list[list[Stretch]]:
    """Return the gaps in order, each as its missing and unclear stretches, which are adjacent."""
    gaps: list[list[Stretch]] = []
    for each in stretches:
        if each.state in _OPEN:
            if gaps and gaps[-1][-1].finish == each.start:
                gaps[-1].append(each)
            else:
                gaps.append([each])
    return gaps


def _length(stretch: Stretch) -> int:
    """Return the length of a stretch in days, rounded up; an extra hour from a clock change doesn't count."""
    return max(1, -((stretch.start - stretch.finish + _CLOCK_CHANGE) // _DAY))
