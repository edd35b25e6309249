"""The timeline: single syncs, sums of many, what marks them, how far it goes, and what a drag chooses."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import plotly.graph_objects as go
import pytest

from codat_client import CompanySyncStatus
from dashboard.insight.gap import Range
from dashboard.insight.verdict.facts import CompanyFacts
from dashboard.views.figures.base import Figure, morning
from dashboard.views.figures.timeline import MOST_SINGLE, NARROW_DAYS, days_of_box, timeline, timeline_narrow
from dashboard.views.figures.timeline_scene import Marks
from dashboard.views.history.frame import frame_days, history_frame
from dashboard.views.theme import PALETTE
from tests.insight.verdict_makers import LONDON, NOW, at, nights, settings, sync
from tests.views.figures.hover import hover_texts

TODAY = NOW.date()
HOSTILE = [
    '<a href="https://evil.example">click</a> <b>bold</b>',
    "%{customdata[0]} %{x}",
    "<br><span style='color:red'>red</span>",
    "</b><extra>more</extra>",
    "\u202egnp.exe",
    "\ud800 half a character",
    "=cmd|'/C calc'!A0",
    "word " * 200,
]

SINCE_2018 = (dt.date(2018, 1, 1), TODAY)


def drawn(syncs: list[CompanySyncStatus], *, narrow: bool = False, **more: Any) -> Figure:
    """Draw syncs of a merchant in London, with the days up to today."""
    frame = history_frame(syncs, LONDON)
    days = frame_days(frame, TODAY - dt.timedelta(729), TODAY)
    return (timeline_narrow if narrow else timeline)(frame, LONDON, NOW, **{"days": days, **more})


def many(number: int = 5000, minutes: int = 105) -> list[CompanySyncStatus]:
    """Make more syncs than are drawn singly; each ninth failed."""
    return [
        sync(NOW - dt.timedelta(minutes=minutes * place), 4000 if place % 9 == 0 else 2000)
        for place in range(number)
    ]


def known(syncs: list[CompanySyncStatus], **reported: Range) -> Marks:
    """Return the marks that a daily schedule at 02:00 gives."""
    return Marks(frozenset(reported), CompanyFacts(syncs, None, settings(), NOW, reported=reported))


def shapes(figure: go.Figure, kind: str) -> list[Any]:
    """Return the shapes of a kind."""
    return [shape for shape in figure.layout.shapes if shape.type == kind]


def said(figure: go.Figure) -> list[str]:
    """Return all labels."""
    return [label.text for label in figure.layout.annotations]


def hovers(figure: go.Figure) -> list[str]:
    """Return what hovering over the marks says."""
    return [text for trace in figure.data for text in hover_texts(trace)]


def days_shown(figure: go.Figure) -> tuple[str, str]:
    """Return the first and the last day of the width."""
    start, end = figure.layout.xaxis.range
    return start.date().isoformat(), (end - dt.timedelta(1)).date().isoformat()


# ---- one by one -----------------------------------------------------------------------------------


def test_each_sync_has_a_mark_that_opens_it():
    syncs = nights([2000] * 40)
    opened = [point[0] for trace in drawn(syncs)[0].data for point in trace.customdata]
    assert sorted(opened) == sorted(str(each.sync_id) for each in syncs)


def test_the_height_of_a_mark_is_the_hour_on_the_merchants_clock():
    assert drawn([sync(at(1, 13, 30, month=7))])[0].data[0].y[0] == 14.5


def test_a_mark_is_in_the_middle_of_the_day_on_the_merchants_clock():
    trace = drawn([sync(at(1, 23, 30, month=7))])[0].data[0]
    assert (trace.x[0], trace.xperiodalignment) == ("2026-07-02", "middle")


def test_a_sync_without_a_readable_time_is_left_out():
    assert "1 sync " in drawn([sync("soon"), sync(at(20))])[1]


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("text", ["2099-01-01T02:00:00Z", "1970-01-01T00:00:00Z"])
def test_a_time_that_can_not_be_is_left_out_of_marks_axis_and_words(text, narrow):
    nightly = nights([2000, 2000, 4000, 2000, 2000])
    strange = CompanySyncStatus(sync_id="strange", sync_status_code=4000, sync_utc_text=text)
    assert drawn([strange, *nightly], narrow=narrow)[1] == drawn(nightly, narrow=narrow)[1]
    assert drawn([strange, *nightly], narrow=narrow)[0] == drawn(nightly, narrow=narrow)[0]


def test_only_times_that_can_not_be_draw_nothing():
    assert (
        drawn([CompanySyncStatus(sync_id="a", sync_utc_text="2099-01-01T02:00:00Z")])[1] == "No sync to show."
    )


def test_hovering_gives_outcome_code_the_merchants_time_and_utc():
    (text,) = hovers(drawn([sync(at(1, 1, 14, month=7))])[0])
    assert text == "<b>● wrote data 2000</b><br>1 Jul 02:14 London · 01:14 UTC"


def test_hovering_gives_the_message_in_lines():
    (text,) = hovers(drawn([sync(at(20), 4000, "Tax rate does not exist " * 4)])[0])
    assert text.count("<br>Tax rate") + text.count("<br>does") + text.count("<br>not") >= 1
    assert max(len(line) for line in text.split("<br>")) < 60


@pytest.mark.parametrize("message", HOSTILE)
def test_a_message_stays_text(message):
    figure, _ = drawn([sync(at(20), 4000, message)])
    told = figure.data[0].customdata[0][-1]
    assert "<" not in told.replace("<br>", "")
    assert figure.data[0].hovertemplate.count("%{") == 4
    assert figure.to_json()


def test_what_hostile_texts_share_is_sent_once():
    syncs = [sync(at(20, place), 4000, message) for place, message in enumerate(HOSTILE)]
    figure, _ = drawn(syncs)
    assert len(figure.data) == 1


def test_a_thousand_single_syncs_take_little_room():
    figure, _ = drawn(many(1000, 24 * 60), marks=known(many(1000, 24 * 60)))
    assert len(figure.to_json()) < 200_000


# ---- what marks them ------------------------------------------------------------------------------


def test_hovering_a_nightly_sync_gives_its_estimated_range():
    syncs = nights([2000, 2000])
    assert (
        "range 19 Nov 02:00 – 20 Nov 02:00 London, by Codat’s schedule"
        in hovers(drawn(syncs, marks=known(syncs))[0])[0]
    )


def test_hovering_a_sync_started_here_gives_the_range_that_codat_reported():
    mine = sync(at(20, 11, 0), sync_id="mine")
    syncs = [*nights([2000, 2000]), mine]
    told = known(syncs, mine=Range(at(17, 0, 0), at(18, 0, 0)))
    figure, _ = drawn(syncs, marks=told)
    assert any(
        "range 17 Nov 00:00 – 18 Nov 00:00 London, reported by Codat" in text for text in hovers(figure)
    )


def test_a_sync_started_here_has_a_ring_and_the_word():
    mine = sync(at(20, 11, 0), sync_id="mine")
    figure, _ = drawn([*nights([2000, 2000]), mine], marks=Marks(frozenset({"mine"})))
    rings = [trace for trace in figure.data if trace.marker.size == 13]
    assert [(ring.x, ring.y) for ring in rings] == [(("2026-11-20",), (11.0,))]
    assert "started here" in said(figure)
    assert [text.endswith("<br>started here") for text in hovers(figure)].count(True) == 1


def test_a_sync_outside_the_schedule_has_a_dotted_line_to_its_due_hour_and_the_word():
    syncs = [*nights([2000, 2000]), sync(at(20, 11, 0))]
    figure, _ = drawn(syncs, marks=known(syncs))
    (stem,) = [trace for trace in figure.data if trace.mode == "lines"]
    assert (stem.y, stem.line.dash) == ((2, 11.0, None), "dot")
    assert "outside the schedule" in said(figure)
    assert any(text.endswith("outside the schedule, range unknown") for text in hovers(figure))


def test_where_most_are_outside_the_schedule_no_lines_are_drawn():
    syncs = many(400)
    figure, _ = drawn(syncs, marks=known(syncs))
    assert not [trace for trace in figure.data if trace.mode == "lines"]


def test_without_a_schedule_nothing_is_outside_it():
    syncs = [sync(at(20, 11, 0))]
    figure, _ = drawn(syncs, marks=Marks(known=CompanyFacts(syncs, None, None, NOW)))
    assert hovers(figure)[0].endswith("<br>range unknown")


def test_the_failing_days_lie_on_a_band_with_their_number():
    figure, alt = drawn(nights([2000] * 30 + [4000] * 9))
    (band,) = shapes(figure, "rect")
    assert (band.x0, band.x1) == (morning(dt.date(2026, 11, 12)), morning(dt.date(2026, 11, 21)))
    assert "9 failing days" in said(figure)
    assert "Failing since 12 Nov (9 days)." in alt


def test_a_streak_that_is_over_has_a_band_without_words():
    figure, _ = drawn(nights([2000] * 30 + [4000] * 4 + [2000] * 6))
    assert len(shapes(figure, "rect")) == 1
    assert not any("failing" in text for text in said(figure))


def axis(figure: go.Figure) -> list[Any]:
    """Return the labels of months and days."""
    return [label for label in figure.layout.annotations if label.yref == "y domain" and label.xref == "x"]


@pytest.mark.parametrize("narrow", [False, True])
def test_the_failing_days_are_counted_below_the_months_and_take_no_room_of_theirs(narrow):
    figure, _ = drawn(nights([2000] * 720 + [4000] * 9), narrow=narrow)
    label = next(label for label in figure.layout.annotations if "failing" in label.text)
    assert label.bgcolor == PALETTE["page"].light  # nothing shows through
    assert min(each.y - label.y for each in axis(figure)) * 150 >= 14  # a line of text


@pytest.mark.parametrize("failing", [0, 9])
def test_the_last_month_is_named_where_its_name_fits(failing):
    now = NOW + dt.timedelta(4)
    frame = history_frame(nights([2000] * (729 - failing) + [4000] * failing), LONDON)
    days = frame_days(frame, now.date() - dt.timedelta(729), now.date())
    names = [each.text for each in axis(timeline(frame, LONDON, now, days=days)[0])]
    assert names[-4:] == ["Aug", "Sep", "Oct", "Nov"]


@pytest.mark.parametrize(
    ("length", "narrow", "told"),
    [
        (10, False, ["11 Nov", *map(str, range(12, 21))]),
        (14, True, ["7 Nov", *map(str, range(9, 21))]),
        (30, True, ["22 Oct", "29", "1 Nov", "8", "15"]),
        (45, False, ["7 Oct", "15", "22", "29", "1 Nov", "8", "15"]),
    ],
)
def test_up_to_a_month_and_a_half_the_axis_has_numbers_of_days(length, narrow, told):
    labels = axis(drawn(nights([2000] * length), narrow=narrow)[0])
    assert [label.text for label in labels] == told


def test_a_number_of_a_day_is_at_its_marks():
    labels = axis(drawn(nights([2000] * 10))[0])
    assert {label.x.hour for label in labels} == {12}
    assert labels[1].x.date() == dt.date(2026, 11, 12)


# ---- many -----------------------------------------------------------------------------------------


def test_more_than_a_thousand_are_summed_by_day():
    assert len(many()) > MOST_SINGLE
    figure, _ = drawn(many())
    assert {trace.type for trace in figure.data} == {"bar"}
    assert all(dt.date.fromisoformat(day) for trace in figure.data for day in trace.x)


def test_failed_ones_go_downwards_and_none_is_lost():
    numbers = [number for trace in drawn(many(), between=SINCE_2018)[0].data for number in trace.y]
    assert sum(map(abs, numbers)) == len(many())
    assert -sum(number for number in numbers if number < 0) == sum(place % 9 == 0 for place in range(5000))


@pytest.mark.parametrize(("failed", "zero"), [(10, False), (600, True)])
def test_the_words_of_the_scale_never_lie_on_each_other(failed, zero):
    syncs = [sync(NOW - dt.timedelta(seconds=9 * at), 4000 if at < failed else 2000) for at in range(1400)]
    figure, _ = drawn(syncs)
    low, high = figure.layout.yaxis.range
    heights = sorted(each.y for each in figure.layout.annotations if each.xshift == -4)
    assert ("0" in said(figure)) is zero
    assert all((above - below) / (high - low) >= 0.1 for below, above in pairwise(heights))


def test_hovering_a_bar_gives_day_outcome_and_number():
    texts = hovers(drawn(many())[0])
    assert "<b>19 Nov 2026</b><br>● wrote data: 12" in texts
    assert "<b>19 Nov 2026</b><br>✕ failed: 2" in texts


def test_many_years_are_summed_by_week_and_a_bar_means_its_days():
    syncs = [sync(NOW - dt.timedelta(days=place)) for place in range(3000)]
    figure, _ = drawn(syncs, between=SINCE_2018)
    trace = figure.data[0]
    assert len(trace.x) < 3000 / 7 + 2
    assert {dt.date.fromisoformat(day).weekday() for day in trace.x} == {0}
    assert trace.customdata[-1] == "2026-11-16/2026-11-22"


def test_a_hundred_thousand_take_hardly_more_room_than_ten_thousand():
    few, lots = (drawn(many(number, minutes))[0] for number, minutes in ((10_000, 105), (100_000, 10)))
    assert len(lots.to_json()) <= 1.2 * len(few.to_json())


def test_fewer_in_view_are_drawn_one_by_one():
    frame = history_frame(many(), LONDON)
    some = frame[frame["day"] >= "2026-11-01"]
    figure, _ = timeline(some, LONDON, NOW, between=(dt.date(2026, 11, 1), TODAY))
    assert {trace.type for trace in figure.data} == {"scatter"}


# ---- how far it goes ------------------------------------------------------------------------------


def test_it_goes_from_the_first_sync_to_today_also_where_none_ran_of_late():
    assert days_shown(drawn(nights([2000] * 10, last=at(1)))[0]) == ("2026-10-23", "2026-11-20")


def test_the_days_asked_for_are_shown_whole():
    asked = dt.date(2026, 11, 3), dt.date(2026, 11, 9)
    frame = history_frame(nights([2000] * 40), LONDON)
    days = frame_days(frame, dt.date(2026, 10, 1), TODAY)
    one = frame[frame["day"] == "2026-11-05"]
    assert days_shown(timeline(one, LONDON, NOW, days=days, between=asked)[0]) == ("2026-11-03", "2026-11-09")


def test_days_before_the_first_sync_are_not_shown():
    asked = TODAY - dt.timedelta(364), TODAY
    assert days_shown(drawn(nights([2000] * 10), between=asked)[0])[0] == "2026-11-11"


def test_the_narrow_one_shows_30_days():
    start, end = drawn(nights([2000] * 90), narrow=True)[0].layout.xaxis.range
    assert (end - start).days == NARROW_DAYS


def test_the_narrow_one_shows_a_sync_also_where_the_newest_is_long_ago():
    figure, _ = drawn(nights([2000] * 90, last=at(1, month=6)), narrow=True)
    assert days_shown(figure) == ("2026-06-01", "2026-06-30")


def test_a_year_and_more_names_the_year_at_january():
    assert "<b>2026</b>" in said(drawn(nights([2000] * 600), between=(TODAY - dt.timedelta(600), TODAY))[0])
    assert "Jan" in said(drawn(nights([2000] * 330), between=(TODAY - dt.timedelta(330), TODAY))[0])


# ---- what a drag chooses --------------------------------------------------------------------------


def test_a_drag_over_the_wide_one_chooses_days_and_over_the_narrow_one_scrolls():
    wide, narrow = (drawn(nights([2000] * 60), narrow=narrow)[0].layout for narrow in (False, True))
    assert (wide.dragmode, wide.selectdirection) == ("select", "h")
    assert (wide.xaxis.fixedrange, wide.yaxis.fixedrange) == (False, True)
    assert narrow.dragmode == "pan"  # what Streamlit makes of none: with both axes fixed it moves nothing


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-11-03 11:00", "2026-11-05 13:00", "2026-11-03/2026-11-05"),
        ("2026-11-03 13:00", "2026-11-05 11:00", "2026-11-04/2026-11-04"),
        ("2026-11-05 13:00:22.1234", "2026-11-03 11:00:00.5", "2026-11-03/2026-11-05"),
        ("2026-11-03 13:00", "2026-11-03 20:00", "2026-11-03/2026-11-03"),
        ("2026-11-03", "2026-11-04", "2026-11-03/2026-11-03"),
        ("2026-10-31 22:00", "2026-11-01 02:00", "2026-11-01/2026-11-01"),
    ],
)
def test_a_box_chooses_the_days_whose_marks_lie_in_it(start, end, days):
    assert days_of_box(start, end) == days


def test_the_clock_change_moves_no_mark_to_another_day():
    syncs = [sync(dt.datetime(2026, 10, 25, hour, 30, tzinfo=dt.UTC)) for hour in (0, 1, 23)]
    trace = drawn(syncs)[0].data[0]
    assert set(trace.x) == {"2026-10-25"}
    assert sorted(trace.y) == [1.5, 1.5, 23.5]


def test_the_merchants_zone_decides_the_day():
    frame = history_frame([sync(at(1, 2, 0))], ZoneInfo("America/New_York"))
    figure, _ = timeline(frame, ZoneInfo("America/New_York"), NOW)
    assert (figure.data[0].x[0], figure.data[0].y[0]) == ("2026-10-31", 22.0)
