"""The strip of days says in words what its marks come to, where no mark stands."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from dashboard.insight.days import Day
from dashboard.insight.outcome import Outcome
from dashboard.views import figures

LONDON = ZoneInfo("Europe/London")
NOW = dt.datetime(2026, 11, 20, 13, 42, tzinfo=dt.UTC)
TODAY = NOW.date()


def days(*outcomes: Outcome | None) -> list[Day]:
    """Make days that end today."""
    first = TODAY - dt.timedelta(len(outcomes) - 1)
    return [
        Day(first + dt.timedelta(at), outcome, int(outcome is not None))
        for at, outcome in enumerate(outcomes)
    ]


FAILING = days(*[Outcome.SUCCEEDED] * 30, *[Outcome.FAILED] * 9)


def said(figure) -> list[str]:
    return [each.text for each in figure.layout.annotations]


@pytest.mark.parametrize(
    ("deadline", "below"),
    [(dt.date(2026, 12, 5), False), (dt.date(2026, 12, 16), True), (dt.date(2026, 11, 26), True)],
)
def test_the_narrow_strip_writes_the_deadline_where_no_mark_is(deadline, below):
    figure, _ = figures.strip_narrow(FAILING, TODAY, NOW, LONDON, deadline)
    words = next(each for each in figure.layout.annotations if "Codat switches" in each.text)
    lowest = min(y for trace in figure.data for y in trace.y if y is not None)
    assert words.y == lowest - below
    assert figure.layout.yaxis.range[0] < words.y


@pytest.mark.parametrize("day", range(1, 32))
def test_the_words_of_the_deadline_are_whole_on_the_narrowest_phone(day):
    figure, _ = figures.strip_narrow(FAILING, TODAY, NOW, LONDON, dt.date(2026, 12, day))
    words = next(each for each in figure.layout.annotations if "Codat switches" in each.text)
    start, end = figure.layout.xaxis.range
    middle, takes = (words.x - start) / (end - start) * 290, 168
    begins = middle - takes * {"left": 0.0, "center": 0.5, "right": 1.0}[words.xanchor]
    assert -figure.layout.margin.l <= begins <= 290 - takes


@pytest.mark.parametrize(("quiet", "shown"), [(47, True), (5, False)])
def test_the_strip_says_since_when_nothing_has_run(quiet, shown):
    ended = days(*[Outcome.SUCCEEDED] * 12, *[Outcome.FAILED] * 31, *[None] * quiet)
    since = TODAY - dt.timedelta(quiet)
    figure, _ = figures.strip_wide(ended, TODAY, NOW, LONDON)
    assert (f"no sync since {since.day} {since:%b}" in said(figure)) is shown


def test_the_days_left_are_counted_from_today_before_tonights_run_too():
    before = days(*[Outcome.SUCCEEDED] * 30, *[Outcome.FAILED] * 9, None)
    figure, _ = figures.strip_wide(before, TODAY, NOW, LONDON, TODAY + dt.timedelta(21))
    assert [text for text in said(figure) if text.startswith("21 days left, then")]


def test_days_to_come_are_no_silence():
    figure, _ = figures.strip_wide(FAILING, TODAY, NOW, LONDON, dt.date(2026, 12, 12))
    assert not [text for text in said(figure) if "no runs" in text]


@pytest.mark.parametrize("left", range(1, 31))
def test_the_days_left_are_whole_under_the_wide_strip(left: int):
    figure, _ = figures.strip_wide(FAILING, TODAY, NOW, LONDON, TODAY + dt.timedelta(left))
    words = next(each for each in figure.layout.annotations if "Codat switches" in each.text)
    lowest, highest = figure.layout.yaxis.range
    line = 15 * (highest - lowest) / figure.layout.height
    assert words.y - line / 2 >= lowest
