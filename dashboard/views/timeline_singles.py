"""The syncs of a timeline one by one: a mark each, and signs at those that the schedule does not explain.

A ring says that a sync was started through this dashboard, a dotted line down to the hour at which syncs are
due that it ran outside the schedule: the API doesn't tell who started it.
"""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from dashboard.foreign_text import one_line, plotly
from dashboard.insight.coverage import range_of
from dashboard.insight.gap import own_due
from dashboard.insight.outcome import Outcome, outcome_of
from dashboard.insight.runs import Run
from dashboard.insight.schedule import start_date_of
from dashboard.views import times
from dashboard.views.canvas import Canvas, Trace, mark_trace, scatter
from dashboard.views.looks import light, look_of
from dashboard.views.timeline_scene import DAY_MS, PX_PER_LETTER, Scene, left_label

_MINUTE_US: Final = 60_000_000
_ROOMY_DAYS: Final = 200  # beyond, marks of syncs that went well are smaller, so that the others stand out
_MOST_STEMS: Final = 60  # of more syncs outside the schedule it is the schedule that is no guide
_MOST_WORDS: Final = 3
_WELL: Final = (Outcome.SUCCEEDED, Outcome.NOTHING_TO_WRITE)
_OUTSIDE: Final = "outside the schedule"
_STARTED: Final = "started here"
_IN_THE_MIDDLE: Final[dict[str, Any]] = {"xperiod": DAY_MS, "xperiodalignment": "middle"}
"""A mark of a day stands at its noon, and is sent as the bare date."""


@dataclass(frozen=True)
class _Spot:
    """One sync to draw: its day (ISO), its hour of day, its id, and its place among the records."""

    day: str
    hour: float
    sync_id: str | None
    outside: bool


def draw_singles(figure: Canvas, scene: Scene) -> None:
    """Draw one mark a sync."""
    figure.y_range(-2.5, 31)
    figure.bars("overlay")
    for hour in (0, 12, 24):
        _hour_line(figure, hour)
    crowded = scene.length > _ROOMY_DAYS
    spots: list[_Spot] = []
    told: dict[str, list[tuple[_Spot, list[Any]]]] = {}
    for outcome, spot, words in _rows(scene):
        spots.append(spot)
        told.setdefault(outcome, []).append((spot, words))
    for outcome in Outcome:
        if outcome in told:
            small = crowded and outcome in _WELL
            figure.add(_marks(outcome, told[outcome], scene, size=5 if small else 7))
    _outside(figure, [spot for spot in spots if spot.outside], scene)
    _started(figure, [spot for spot in spots if spot.sync_id in scene.marks.started], scene)


def _rows(scene: Scene) -> list[tuple[str, _Spot, list[Any]]]:
    """Return each sync's outcome, spot, and customdata: id, code, when, UTC, and what more is to be said.

    On plain lists: for a few hundred rows pandas takes ten times as long.
    """
    frame, window = scene.frame, scene.window
    days = frame["day"].dt.date.tolist()
    minutes = frame["minute"].tolist()
    utc = (frame["sync_utc"].dt.tz_localize(None).astype("int64") // _MINUTE_US % (24 * 60)).tolist()
    columns = (frame[name].tolist() for name in ("outcome", "code", "message", "sync_id", "place"))
    rows = []
    for day, minute, zulu, outcome, code, message, sync_id, place in zip(
        days, minutes, utc, *columns, strict=True
    ):
        known = sync_id if isinstance(sync_id, str) else None
        range_said, outside = _range(place, scene)
        lines = _lines(message) if isinstance(message, str) else ""
        spot = _Spot(day.isoformat(), round(minute / 60, 2), known, outside)
        when = f"{times.day(day, window.now)} {_clock(minute)}"
        coded = code if isinstance(code, int) else ""
        rows.append((outcome, spot, [known, coded, when, _clock(zulu), lines + range_said]))
    return rows


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _range(place: int, scene: Scene) -> tuple[str, bool]:
    """Return what is known of a sync's range as a line of hover text, and whether it is off the schedule."""
    known = scene.marks.known
    if known is None or known.syncs is None:
        return "", False
    record = known.syncs[place]
    if record.sync_utc is None:
        return "<br>range not known", False
    run = Run(record.sync_utc, record, outcome_of(record))
    grace, begins = known.limits.grace, start_date_of(known.configuration)
    found = range_of(run, known.runs, known.dues, grace, known.told, start_date=begins)
    if found:
        span = times.span(found[0].start, found[0].finish, scene.window.zone, scene.window.now)
        return f"<br>range {span}, {'told by Codat' if found[1] else 'by Codat’s schedule'}", False
    outside = known.dues is not None and own_due(run, known.runs, known.dues, grace, known.told) is None
    return f"<br>{_OUTSIDE}, range not known" if outside else "<br>range not known", outside


def _marks(outcome: Outcome, told: Sequence[tuple[_Spot, list[Any]]], scene: Scene, size: int) -> Trace:
    look = look_of(outcome)
    zone = times.zone_name(scene.window.zone)
    trace = mark_trace(outcome, [(spot.day, spot.hour) for spot, _ in told], None, None, size=size)
    return {
        **trace,
        **_IN_THE_MIDDLE,
        "hoverinfo": "text",
        "customdata": [words for _, words in told],
        "hovertemplate": f"<b>{look.mark} {look.word} %{{customdata[1]}}</b><br>"
        f"%{{customdata[2]}} {zone} · %{{customdata[3]}} UTC%{{customdata[4]}}<extra></extra>",
    }


def _outside(figure: Canvas, spots: Sequence[_Spot], scene: Scene) -> None:
    """Draw a dotted line from each sync outside the schedule to the hour at which syncs are due."""
    known = scene.marks.known
    if not spots or len(spots) > _MOST_STEMS or known is None or known.dues is None:
        return
    line = {"color": light("muted"), "width": 1.2, "dash": "dot"}
    xs = [at for spot in spots for at in (spot.day, spot.day, None)]
    ys = [at for spot in spots for at in (known.dues.hour, spot.hour, None)]
    figure.add(scatter(x=xs, y=ys, mode="lines", line=line, hoverinfo="skip", **_IN_THE_MIDDLE))
    if len(spots) <= _MOST_WORDS:
        _words(figure, [spot for spot in spots if spot.sync_id not in scene.marks.started], _OUTSIDE, scene)


def _started(figure: Canvas, spots: Sequence[_Spot], scene: Scene) -> None:
    """Draw a ring round each sync that was started through this dashboard."""
    if not spots:
        return
    ring = {"symbol": "circle-open", "size": 13, "color": light("ink"), "line": {"width": 1.2}}
    xs, ys = [spot.day for spot in spots], [spot.hour for spot in spots]
    figure.add(scatter(x=xs, y=ys, mode="markers", marker=ring, hoverinfo="skip", **_IN_THE_MIDDLE))
    if len(spots) <= _MOST_WORDS:
        _words(figure, spots, _STARTED, scene)


def _words(figure: Canvas, spots: Sequence[_Spot], word: str, scene: Scene) -> None:
    """Write a word beside marks, on the side where there is room."""
    for spot in spots:
        noon = dt.datetime.fromisoformat(spot.day) + dt.timedelta(hours=12)
        right = (scene.end - noon) / dt.timedelta(scene.length) * scene.window.width
        fits = right > len(word) * PX_PER_LETTER + 12
        figure.label(
            noon, spot.hour, word, anchor="left" if fits else "right", shift=11 if fits else -11, covers=True
        )


def _hour_line(figure: Canvas, hour: int) -> None:
    figure.line((0, hour), (1, hour), "rule", xref="paper")
    left_label(figure, hour, f"{hour:02d}:00")


@lru_cache(maxsize=512)
def _lines(message: str) -> str:
    """Return a message in lines, made harmless; a merchant's nights mostly fail with the same one."""
    return "".join(f"<br>{plotly(part)}" for part in textwrap.wrap(one_line(message, 160), 56))
