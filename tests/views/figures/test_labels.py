"""No label of a figure lies on another one or beyond the edge: for every named merchant, wide and narrow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.coverage import coverage_in
from dashboard.insight.days import last_days
from dashboard.insight.history.trends import failing_periods, months_of
from dashboard.insight.verdict.facts import CompanyFacts
from dashboard.views import figures
from dashboard.views.figures.base import Drawn
from dashboard.views.figures.labels import LabelSpan, lines_of, span_of, text_px
from dashboard.views.figures.timeline_scene import Marks
from dashboard.views.figures.trend import trend, trend_narrow
from dashboard.views.history.frame import frame_days, history_frame
from tests.support.merchants import NOW, cases, reads
from tests.views.figures.label_boxes import collisions, cut_off, text_width

WIDE, NARROW = (950, 1300), (328, 360)
DECEMBER, JANUARY = (dt.datetime(*day, 13, 42, tzinfo=dt.UTC) for day in ((2026, 12, 3), (2027, 1, 2)))
CASES = [case for case in cases() if case not in {"ten-thousand", "deleted"}]
SPANS = st.builds(lambda left, px: LabelSpan(left, left + px), st.floats(0, 900), st.floats(1, 300))


@cache
def strips(case: str, now: dt.datetime) -> tuple[Drawn, Drawn]:
    """Draw a merchant's strip of the last 90 days, wide and narrow, as Company does."""
    known = reads(case, now)
    verdict = known.judged()
    zone, end = verdict.zone.zone, verdict.streak.switch_off
    days = last_days(known.syncs or (), zone, now, 90)
    today = days[-1].date
    deadline = end if end and end > today else None
    both = (figures.strip_wide, figures.strip_narrow)
    wide, narrow = (draw(days, today, now, zone, deadline)[0] for draw in both)
    return wide, narrow


def charts(case: str, now: dt.datetime) -> Iterator[tuple[Drawn, Drawn]]:
    """Yield History's charts with labels that depend on the syncs, each wide and narrow."""
    known = reads(case, now)
    zone = known.judged().zone.zone
    frame, today = history_frame(known.syncs or (), zone), now.astimezone(zone).date()
    days = frame_days(frame, today - dt.timedelta(729), today)
    facts = CompanyFacts(
        known.syncs, known.connections, known.configuration, now, last_successful=known.last_successful
    )
    midnight = dt.datetime.combine(days[0].date, dt.time(), zone)
    marks = Marks(known=facts, coverage=coverage_in(facts, midnight))
    both = (figures.timeline, figures.timeline_narrow)
    wide, narrow = (draw(frame, zone, now, days=days, marks=marks)[0] for draw in both)
    yield wide, narrow
    months, periods = months_of(days), failing_periods(days)
    yield trend(months, periods)[0], trend_narrow(months, periods)[0]


def wrong(wide: Drawn, narrow: Drawn, widths: tuple[int, ...] = WIDE) -> list[str]:
    """Return the labels that collide or are cut, at each width that the two figures get."""
    drawn = [(wide, px) for px in widths] + [(narrow, px) for px in NARROW]
    return [each for figure, px in drawn for each in (*collisions(figure, px), *cut_off(figure, px))]


@pytest.mark.parametrize("now", [NOW, DECEMBER, JANUARY], ids=str)
@pytest.mark.parametrize("case", CASES)
def test_no_labels_of_a_strip_collide_and_none_is_cut(case: str, now: dt.datetime):
    assert wrong(*strips(case, now)) == []


@pytest.mark.parametrize("case", CASES)
def test_no_labels_of_historys_charts_collide_and_none_is_cut(case: str):
    timelines, trends = charts(case, NOW)
    assert wrong(*timelines) == []
    assert wrong(*trends, widths=(1300,)) == []  # its shares are for a desk's width


def test_labels_that_lie_on_each_other_would_be_found():
    wide, _ = strips("half-closed-gap", NOW)
    layout = wide.to_dict()["layout"]
    moved = [{**each, "y": 13} if "left, then" in each["text"] else each for each in layout["annotations"]]
    crowded = Drawn({"data": [], "layout": {**layout, "annotations": moved}})
    assert any("failing days / " in pair for pair in collisions(crowded, 1300))


@pytest.mark.parametrize("case", CASES)
def test_a_label_is_never_wider_than_it_is_taken_for(case: str):
    texts = [
        each["text"] for figure in strips(case, NOW) for each in figure.to_dict()["layout"]["annotations"]
    ]
    assert [text for text in texts if text_width(text) > text_px(text) + 1] == []


@given(st.lists(SPANS, max_size=6))
def test_labels_on_one_line_never_touch_and_the_first_has_the_first_line(spans: list[LabelSpan]):
    lines = lines_of(spans)
    assert lines[:1] == [0] * bool(spans)
    together = [
        (a, b)
        for a, line in zip(spans, lines, strict=True)
        for b, other in zip(spans, lines, strict=True)
        if line == other and a is not b
    ]
    assert not any(a.touches(b) for a, b in together)


@pytest.mark.parametrize(("anchor", "left"), [("left", 100), ("center", 65), ("right", 30)])
def test_a_labels_span_lies_on_the_side_of_its_anchor(anchor: str, left: float):
    assert span_of("ten letter", 100, anchor) == LabelSpan(left, left + text_px("ten letter"))
