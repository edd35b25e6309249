"""A timeline of many syncs: one bar per day (or week) and outcome, those of failed syncs downwards."""

from __future__ import annotations

from typing import Final

import numpy as np

from dashboard.insight.outcome import Outcome
from dashboard.views.figures.base import Canvas, Trace, bar, morning
from dashboard.views.figures.timeline_scene import DAY_MS, Scene, left_label
from dashboard.views.theme import light, look_of

MOST_BARS: Final = 800
_STEPS: Final = (1, 7, 28)
_UNITS: Final = {1: "day", 7: "wk", 28: "4 wk"}
_FILLED: Final = 0.77  # of the height; above are the names of months and the label of the failing days
_A_LINE: Final = 0.1  # of the height: what a label of the y axis takes
_MONDAY: Final = 4  # 1 January 1970, from which days are counted, was a Thursday
_FILLS: Final = {
    Outcome.SUCCEEDED: "okcell",
    Outcome.NOTHING_TO_WRITE: "rule",
    Outcome.SKIPPED: "page",
    Outcome.RUNNING: "running",
    Outcome.UNKNOWN: "unknown",
    Outcome.FAILED: "failed",
}


def draw_sums(figure: Canvas, scene: Scene) -> None:
    """Draw a bar per day and outcome, as high as its number of syncs; beyond 800 days, per week or four."""
    step = next((each for each in _STEPS if scene.length <= MOST_BARS * each), _STEPS[-1])
    starts, numbers = _numbers(scene, step)
    figure.bars("relative")
    for outcome, fill in _FILLS.items():
        if numbers[outcome].any():
            figure.add(_bars(starts, numbers[outcome], outcome, light(fill), step))
    up = int(
        np.sum([each for outcome, each in numbers.items() if outcome is not Outcome.FAILED], axis=0).max()
    )
    down = int(numbers[Outcome.FAILED].max())
    low = 1.15 * down + 0.05 * up
    whole = (low + up) / _FILLED
    figure.y_range(-low, whole - low)
    figure.line((morning(scene.window.first), 0), (scene.end, 0), "rule")
    left_label(figure, up, f"{up:,}/{_UNITS[step]}")
    if all(not far or far / whole >= _A_LINE for far in (up, down)):
        left_label(figure, 0, "0")
    if down:
        left_label(figure, -down, f"{down:,} ✕")


def _numbers(scene: Scene, step: int) -> tuple[np.ndarray, dict[Outcome, np.ndarray]]:
    """Return the first day of each step (datetime64[D]), and for each outcome the number of syncs per step.

    `step`: its length in days. Weeks begin on a Monday.
    """
    days = scene.frame["day"].to_numpy("datetime64[D]").astype("int64")
    places = (days - _MONDAY) // step if step > 1 else days
    low = int(places.min())
    length = int(places.max()) - low + 1
    outcomes = scene.frame["outcome"].astype("str").to_numpy()
    numbers = {
        outcome: np.bincount(places[outcomes == outcome.value] - low, minlength=length) for outcome in _FILLS
    }
    starts = np.arange(low, low + length) * step + (_MONDAY if step > 1 else 0)
    return starts.astype("datetime64[D]"), numbers


def _bars(starts: np.ndarray, number: np.ndarray, outcome: Outcome, fill: str, step: int) -> Trace:
    sign, look = -1 if outcome is Outcome.FAILED else 1, look_of(outcome)
    there = np.flatnonzero(number)
    first = starts[there].astype("str").tolist()
    counted = number[there].tolist()
    days = "%{x|%-d %b %Y}" if step == 1 else f"{step} days from %{{x|%-d %b %Y}}"
    number_said = "%{y:,}" if sign > 0 else "%{text}"
    return bar(
        x=first,
        y=[sign * each for each in counted],
        offset=DAY_MS * step * 0.05,
        width=DAY_MS * step * 0.9,
        marker={"color": fill, "line": _outline(outcome)},
        hovertemplate=f"<b>{days}</b><br>{look.mark} {look.word}: {number_said}<extra></extra>",
        **({} if step == 1 else {"customdata": _spans(starts[there], step)}),
        **({} if sign > 0 else {"text": [str(each) for each in counted], "textposition": "none"}),
    )


def _outline(outcome: Outcome) -> dict[str, object]:
    """Return the outline of a bar: one of skipped syncs is hollow, like their mark."""
    if outcome is Outcome.SKIPPED:
        return {"width": 1, "color": light(look_of(outcome).token)}
    return {"width": 0}


def _spans(starts: np.ndarray, step: int) -> list[str]:
    lasts = (starts + np.timedelta64(step - 1, "D")).astype("str").tolist()
    return [f"{first}/{last}" for first, last in zip(starts.astype("str").tolist(), lasts, strict=True)]
