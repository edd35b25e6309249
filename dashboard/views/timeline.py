"""The timeline of syncs: x = day, y = hour of day in the merchant's zone.

Nights lie on one line, so manual and late runs stand out by place alone. Up to 1,000 syncs are drawn one by
one; beyond that a bar a day and outcome, failed ones downwards, so that what the browser gets stays small
(10,000 marks take it seconds).
"""

from __future__ import annotations

import datetime as dt
import textwrap
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import pandas as pd

from dashboard.foreign_text import one_line, plotly
from dashboard.insight.outcome import Outcome
from dashboard.views import times
from dashboard.views.canvas import Canvas, Figure, Trace, bar, mark_trace, morning, noon
from dashboard.views.day_marks import MonthRow, counts, month_names
from dashboard.views.looks import light, look_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from dashboard.insight.days import Day

HEIGHT: Final = 150
MOST_SINGLE: Final = 1000
NARROW_DAYS: Final = 30
_LEFT: Final = 46
_MICROSECONDS: Final = 1_000_000
_MOST_DAY_BARS: Final = 800
_ROOMY_DAYS: Final = 200  # beyond, marks of syncs that went well are smaller, so that the others stand out
_WELL: Final = (Outcome.SUCCEEDED, Outcome.NOTHING_TO_WRITE)
_FILLS: Final = {
    Outcome.SUCCEEDED: "okcell",
    Outcome.NOTHING_TO_WRITE: "rule",
    Outcome.RUNNING: "running",
    Outcome.UNKNOWN: "unknown",
    Outcome.FAILED: "failed",
}


def timeline(
    frame: pd.DataFrame,
    zone: ZoneInfo,
    now: dt.datetime | None = None,
    failing: Sequence[Day] = (),
) -> Figure:
    """Return the syncs of a frame (see `frames.syncs_frame`); those without a readable time are left out.

    `failing` are the failing days at the end, drawn as a band behind the marks. `now` decides which dates
    bear a year; without it the newest sync does.
    """
    timed = frame[frame["sync_utc"].notna()]
    if timed.empty:
        return Canvas(HEIGHT, _LEFT).finished(), "No sync to show."
    seconds = timed["sync_utc"].astype("int64") // _MICROSECONDS
    local = [dt.datetime.fromtimestamp(each, zone) for each in seconds.tolist()]
    moment = now or max(local)
    timed = timed.assign(date=[each.date() for each in local])
    single = len(timed) <= MOST_SINGLE
    figure = _single(timed, local, moment, failing) if single else _summed(timed, moment, failing)
    return figure.finished(), _alt(timed, moment)


def timeline_narrow(
    frame: pd.DataFrame,
    zone: ZoneInfo,
    now: dt.datetime | None = None,
    failing: Sequence[Day] = (),
) -> Figure:
    """Return the same for a phone: the 30 days up to the newest sync of the frame."""
    newest = frame["sync_utc"].max()
    if pd.isna(newest):
        return timeline(frame, zone, now, failing)
    first = newest.tz_convert(zone).normalize() - pd.Timedelta(days=NARROW_DAYS - 1)
    kept = [day for day in failing if day.date >= first.date()]
    return timeline(frame[frame["sync_utc"] >= first], zone, now, kept)


def _single(
    timed: pd.DataFrame, local: Sequence[dt.datetime], now: dt.datetime, failing: Sequence[Day]
) -> Canvas:
    """Draw one mark a sync; customdata is its id. `local`: when each ran, in the merchant's zone.

    Row by row on plain lists: for a few hundred rows pandas takes ten times as long.
    """
    figure = _canvas(timed, failing)
    figure.y_range(-2.5, 31)
    for hour in (0, 12, 24):
        _hour_line(figure, hour)
    crowded = (timed["date"].max() - timed["date"].min()).days > _ROOMY_DAYS
    marks: dict[str, list[tuple[tuple[dt.datetime, float], str, str | None]]] = {}
    columns = (timed[name].tolist() for name in ("outcome", "code", "message", "sync_id"))
    for ran, outcome, code, message, sync_id in zip(local, *columns, strict=True):
        spot = (noon(ran.date()), ran.hour + ran.minute / 60)
        known = sync_id if isinstance(sync_id, str) else None
        marks.setdefault(outcome, []).append((spot, _hover(ran, outcome, code, message, now), known))
    for outcome in Outcome:
        if outcome in marks:
            spots, texts, ids = zip(*marks[outcome], strict=True)
            small = crowded and outcome in _WELL
            figure.add(mark_trace(outcome, spots, list(texts), ids, size=5 if small else 7))
    return figure


def _summed(timed: pd.DataFrame, now: dt.datetime, failing: Sequence[Day]) -> Canvas:
    """Draw a bar a day and outcome, as high as there were syncs; customdata is the day.

    Over more than 800 days a bar stands for a week.
    """
    span = (timed["date"].max() - timed["date"].min()).days
    step = 1 if span <= _MOST_DAY_BARS else 7
    number = _numbers(timed, step)
    figure = _canvas(timed, failing)
    figure.bars("relative")
    for outcome, fill in _FILLS.items():
        rows = number[number["outcome"] == outcome.value]
        if not rows.empty:
            figure.add(_bars(rows, outcome, fill, step, now))
    ups = number[number["outcome"] != Outcome.FAILED.value].groupby("date")["count"].sum().max()
    downs = number[number["outcome"] == Outcome.FAILED.value]["count"].max()
    up, down = (0.0 if pd.isna(one) else float(one) for one in (ups, downs))
    figure.y_range(-1.15 * down - 0.05 * up, 1.35 * max(up, down * 0.3))
    unit = "day" if step == 1 else "wk"
    figure.line((_edges(timed)[0], 0), (_edges(timed)[1], 0), "rule")
    for height, word in ((up, f"{up:,.0f}/{unit}"), (0.0, "0"), (-down, f"{down:,.0f} ✕" if down else "")):
        _left_label(figure, height, word)
    return figure


def _numbers(timed: pd.DataFrame, step: int) -> pd.DataFrame:
    """Return how many syncs ended how in each step of days (1, or 7 from Monday on)."""
    days = pd.to_datetime(timed["date"])
    if step > 1:
        days -= pd.to_timedelta(days.dt.weekday, unit="D")
    table = timed.assign(date=days.dt.date).groupby(["date", "outcome"], observed=True)
    return table.size().rename("count").reset_index()


def _bars(rows: pd.DataFrame, outcome: Outcome, fill: str, step: int, now: dt.datetime) -> Trace:
    sign = -1 if outcome is Outcome.FAILED else 1
    look = look_of(outcome)
    when = [times.days(day, day + dt.timedelta(step - 1), now) for day in rows["date"]]
    told = [f"{look.mark} {look.word}: {times.count(number, 'sync', 'syncs')}" for number in rows["count"]]
    return bar(
        x=[noon(day) + dt.timedelta(days=(step - 1) / 2) for day in rows["date"]],
        y=[sign * number for number in rows["count"]],
        width=step * 86_400_000 * 0.9,
        marker={"color": light(fill), "line": {"width": 0}},
        hovertext=[f"<b>{date}</b><br>{words}" for date, words in zip(when, told, strict=True)],
        hoverinfo="text",
        customdata=[day.isoformat() for day in rows["date"]],
    )


def _canvas(timed: pd.DataFrame, failing: Sequence[Day]) -> Canvas:
    """Return the empty figure with months at the top and the band of the failing days."""
    figure = Canvas(HEIGHT, _LEFT)
    start, end = _edges(timed)
    figure.x_range(start, end)
    if failing:
        _band(figure, failing, end)
    _months(figure, timed, failing)
    return figure


def _edges(timed: pd.DataFrame) -> tuple[dt.datetime, dt.datetime]:
    return morning(timed["date"].min()), morning(timed["date"].max() + dt.timedelta(1))


def _months(figure: Canvas, timed: pd.DataFrame, failing: Sequence[Day]) -> None:
    first, last = timed["date"].min(), timed["date"].max()
    narrow = (last - first).days < NARROW_DAYS
    label_takes = (0.27 if narrow else 0.08) if failing else 0.0
    row = MonthRow(0.93, 0, 1, yref="paper", room=0.1 if narrow else 0.03, reserved=label_takes)
    month_names(figure, first, last, row)


def _band(figure: Canvas, failing: Sequence[Day], end: dt.datetime) -> None:
    start = morning(failing[0].date)
    if start >= end:
        return
    figure.band(start, end, "wash")
    said = times.count(len(failing), "failing day")
    figure.label(end, 0.93, said, anchor="right", colour="failed", yref="paper")


def _hour_line(figure: Canvas, hour: int) -> None:
    figure.line((0, hour), (1, hour), "rule", xref="paper")
    _left_label(figure, hour, f"{hour:02d}:00")


def _left_label(figure: Canvas, height: float, text: str) -> None:
    figure.label(0, height, text, anchor="right", shift=-4, xref="paper")


def _hover(ran: dt.datetime, outcome: str, code: object, message: object, now: dt.datetime) -> str:
    """Return a sync's hover text: outcome and code, the merchant's time and UTC, its message in lines."""
    look = look_of(outcome)
    coded = f" {code}" if isinstance(code, int) else ""
    year = "" if ran.year == now.year else f" {ran.year}"
    zone, utc = times.zone_name(ran.tzinfo), ran.astimezone(dt.UTC)  # type: ignore[arg-type] # a ZoneInfo
    when = f"{ran.day} {times.month(ran.month)}{year} {ran:%H:%M} {zone} · {utc:%H:%M} UTC"
    lines = _lines(message) if isinstance(message, str) else ""
    return f"<b>{look.mark} {look.word}{coded}</b><br>{when}{lines}"


@lru_cache(maxsize=512)
def _lines(message: str) -> str:
    """Return a message in lines, made harmless; a merchant's nights mostly fail with the same one."""
    return "".join(f"<br>{plotly(part)}" for part in textwrap.wrap(one_line(message, 160), 56))


def _alt(timed: pd.DataFrame, now: dt.datetime) -> str:
    """Return the finding as a sentence."""
    told = counts((Outcome(outcome) for outcome in timed["outcome"]), "sync")
    newest = timed.sort_values("sync_utc").iloc[-1]
    span = times.days(timed["date"].min(), timed["date"].max(), now)
    return f"{span}: {told}. The newest, {times.day(newest['date'], now)}: {look_of(newest['outcome']).word}."
