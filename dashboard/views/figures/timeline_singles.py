"""The single syncs of a timeline: a mark for each, and a sign beside those that the schedule doesn't explain.

A ring means that the sync was started from this dashboard. A dotted line to the hour at which syncs are due
means that it ran outside the schedule; the API doesn't say who started it. The y axis counts hours.
"""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from dashboard.foreign_text import one_line, plotly
from dashboard.insight.outcome import Outcome
from dashboard.insight.sync_range import RangeBasis, range_in
from dashboard.views import times
from dashboard.views.figures.base import Canvas, Trace, mark_trace, scatter
from dashboard.views.figures.labels import text_px
from dashboard.views.figures.timeline_scene import DAY_MS, Scene, left_label
from dashboard.views.theme import light, look_of

_MINUTE_US: Final = 60_000_000
_ROOMY_DAYS: Final = 200  # beyond, marks of successful syncs are smaller, so that the others stand out
_MOST_STEMS: Final = 60  # if more syncs are outside the schedule, the schedule explains nothing
_MOST_WORDS: Final = 3
_SIDE_PX, _RISE_PX = 7, 12
_WELL: Final = (Outcome.SUCCEEDED, Outcome.NOTHING_TO_WRITE)
_OUTSIDE: Final = "outside the schedule"
_STARTED: Final = "started here"
_IN_THE_MIDDLE: Final[dict[str, Any]] = {"xperiod": DAY_MS, "xperiodalignment": "middle"}
"""Marks are placed at noon of their day, and sent as the bare date."""


@dataclass(frozen=True)
class _Mark:
    """One sync to draw.

    `outcome`: an `Outcome`'s value. `day`: ISO. `hour`: of the merchant's day, 0 to 24. `words`: the template
    of the hover text, with placeholders for `data`, whose first item is the sync's id: what many syncs have
    in common is sent once. `outside`: it ran outside the schedule.
    """

    outcome: str
    day: str
    hour: float
    words: str
    data: list[Any]
    outside: bool

    @property
    def sync_id(self) -> str | None:
        """The sync's id."""
        known: str | None = self.data[0]
        return known


def draw_singles(figure: Canvas, scene: Scene) -> None:
    """Draw one mark a sync, the hour lines, and the signs of syncs outside the schedule or started here."""
    figure.y_range(-2.5, 31)
    figure.bars("overlay")
    for hour in (0, 12, 24):
        _hour_line(figure, hour)
    crowded = scene.length > _ROOMY_DAYS
    marks = _marks(scene)
    for outcome in Outcome:
        alike: dict[str, list[_Mark]] = {}
        for mark in marks:
            if mark.outcome == outcome:
                alike.setdefault(mark.words, []).append(mark)
        for words, group in alike.items():
            figure.add(_trace(outcome, group, words, 5 if crowded and outcome in _WELL else 7))
    _outside(figure, [mark for mark in marks if mark.outside], scene)
    _started(figure, [mark for mark in marks if scene.started_here(mark.sync_id)], scene)


def _marks(scene: Scene) -> list[_Mark]:
    """Return the syncs to draw. Lists, as for a few hundred rows pandas would take ten times as long."""
    frame, window = scene.frame, scene.window
    days = frame["day"].dt.date.tolist()
    utc = (frame["sync_utc"].dt.tz_localize(None).astype("int64") // _MINUTE_US % (24 * 60)).tolist()
    names = ("minute", "outcome", "code", "message", "sync_id", "place")
    columns = (frame[name].tolist() for name in names)
    marks = []
    for day, zulu, minute, outcome, code, message, sync_id, place in zip(days, utc, *columns, strict=True):
        range_words, span, outside = _range(place, scene)
        known = sync_id if isinstance(sync_id, str) else None
        data = [
            known,
            code if isinstance(code, int) else "",
            f"{times.day(day, window.now)} {_clock(minute)}",
            _clock(zulu),
            span,
        ]
        words = _words(outcome, scene) + range_words
        if scene.started_here(known):
            words += f"<br>{_STARTED}"
        if isinstance(message, str):
            data.append(_lines(message))
            words += "%{customdata[5]}"
        marks.append(_Mark(outcome, day.isoformat(), round(minute / 60, 2), words, data, outside))
    return marks


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _words(outcome: str, scene: Scene) -> str:
    look, zone = look_of(outcome), scene.window.clock
    return (
        f"<b>{look.mark} {look.word} %{{customdata[1]}}</b><br>"
        f"%{{customdata[2]}} {zone} · %{{customdata[3]}} UTC"
    )


def _range(place: int, scene: Scene) -> tuple[str, str, bool]:
    """Return the hover line about a sync's range, the range in words, and whether it ran off schedule.

    `place`: the sync's index in the known syncs.
    """
    known = scene.marks.known
    if known is None or known.syncs is None:
        return "", "", False
    found = range_in(known.syncs[place], known)
    if found.range is None:
        outside = found.basis is RangeBasis.OUTSIDE
        return f"<br>{_OUTSIDE}, range unknown" if outside else "<br>range unknown", "", outside
    window = scene.window
    span = f"{times.span(found.range.start, found.range.finish, window.zone, window.now)} {window.clock}"
    basis = "reported by Codat" if found.basis is RangeBasis.REPORTED else "by Codat’s schedule"
    return f"<br>range %{{customdata[4]}}, {basis}", span, False


def _trace(outcome: Outcome, marks: Sequence[_Mark], words: str, size: int) -> Trace:
    return {
        **mark_trace(outcome, [(mark.day, mark.hour) for mark in marks], None, None, size=size),
        **_IN_THE_MIDDLE,
        "hoverinfo": "text",
        "hovertemplate": words + "<extra></extra>",
        "customdata": [mark.data for mark in marks],
    }


def _outside(figure: Canvas, marks: Sequence[_Mark], scene: Scene) -> None:
    """Draw a dotted line to the hour of due times from each of these syncs, which ran off schedule."""
    known = scene.marks.known
    if not marks or len(marks) > _MOST_STEMS or known is None or known.dues is None:
        return
    line = {"color": light("muted"), "width": 1.2, "dash": "dot"}
    xs = [at for mark in marks for at in (mark.day, mark.day, None)]
    ys = [at for mark in marks for at in (known.dues.hour, mark.hour, None)]
    figure.add(scatter(x=xs, y=ys, mode="lines", line=line, hoverinfo="skip", **_IN_THE_MIDDLE))
    if len(marks) <= _MOST_WORDS:
        _beside(figure, [mark for mark in marks if not scene.started_here(mark.sync_id)], _OUTSIDE, scene)


def _started(figure: Canvas, marks: Sequence[_Mark], scene: Scene) -> None:
    """Draw a ring round each of these syncs, which were started from this dashboard."""
    if not marks:
        return
    ring = {"symbol": "circle-open", "size": 13, "color": light("ink"), "line": {"width": 1.2}}
    xs, ys = [mark.day for mark in marks], [mark.hour for mark in marks]
    figure.add(scatter(x=xs, y=ys, mode="markers", marker=ring, hoverinfo="skip", **_IN_THE_MIDDLE))
    if len(marks) <= _MOST_WORDS:
        _beside(figure, marks, _STARTED, scene)


def _beside(figure: Canvas, marks: Sequence[_Mark], word: str, scene: Scene) -> None:
    """Write a word beside each mark, a little above it: right of it, or left if there is no room."""
    for mark in marks:
        noon = dt.datetime.fromisoformat(mark.day) + dt.timedelta(hours=12)
        room = (scene.end - noon) / dt.timedelta(scene.length) * scene.window.width
        left = room > text_px(word) + _SIDE_PX
        side, shift = ("left", _SIDE_PX) if left else ("right", -_SIDE_PX)
        figure.label(noon, mark.hour, word, anchor=side, shift=shift, rise=_RISE_PX)


def _hour_line(figure: Canvas, hour: int) -> None:
    figure.line((0, hour), (1, hour), "rule", xref="paper")
    left_label(figure, hour, f"{hour:02d}:00")


@lru_cache(maxsize=512)
def _lines(message: str) -> str:
    """Return a message as escaped lines of hover text; cached, since many syncs fail with the same one."""
    return "".join(f"<br>{plotly(part)}" for part in textwrap.wrap(one_line(message, 160), 56))
