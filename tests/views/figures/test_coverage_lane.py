"""The lane of sales: what is in the books, missing, unclear and covered twice; told and derived apart."""

from __future__ import annotations

import datetime as dt
import json
import re
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
import pytest

from dashboard.insight.coverage import Cover, Coverage, Stretch
from dashboard.views.figures.coverage_lane import MOST, fewer
from dashboard.views.figures.timeline import HEIGHT, timeline, timeline_narrow
from dashboard.views.figures.timeline_scene import Marks, Window
from dashboard.views.history.frame import history_frame
from dashboard.views.theme import PALETTE
from tests.insight.verdict_makers import LONDON, NOW, at, nights
from tests.views.figures.hover import hover_texts

FIRST = dt.date(2026, 10, 22)
WINDOW = Window(FIRST, NOW.date(), LONDON, NOW, 900)
EDGE, DUE, EARLY = at(11, 2, 0), at(20, 2, 0), at(1, 2, 0, month=10)
IN_BOOKS = Stretch(EARLY, EDGE, Cover.IN_BOOKS)
MISSING = Stretch(EDGE, DUE, Cover.MISSING)
LABELS = "y2"


def figure_of(*stretches: Stretch, narrow: bool = False) -> tuple[go.Figure, str]:
    """Draw a month of nights with these sales below."""
    coverage = Coverage(stretches[0].start, stretches[-1].finish, stretches)
    frame = history_frame(nights([2000] * 30), LONDON)
    draw = timeline_narrow if narrow else timeline
    return draw(frame, LONDON, NOW, marks=Marks(coverage=coverage))


def lane(figure: go.Figure) -> list[Any]:
    """Return the traces of the lane."""
    return [trace for trace in figure.data if trace.yaxis == "y2"]


def bars(figure: go.Figure) -> list[tuple[str, str, str]]:
    """Return each bar as (fill, from, to)."""
    found = []
    for trace in lane(figure):
        if trace.type == "bar":
            for start, length in zip(trace.base, trace.x, strict=True):
                end = dt.datetime.fromisoformat(start) + dt.timedelta(milliseconds=length)
                found.append((trace.marker.color, start, end.isoformat()))
    return found


def lines(figure: go.Figure) -> list[tuple[str, str]]:
    """Return each kind of line as (colour, dash)."""
    return [(trace.line.color, trace.line.dash) for trace in lane(figure) if trace.type == "scatter"]


def said(figure: go.Figure) -> list[str]:
    """Return the lane's labels."""
    return [label.text for label in figure.layout.annotations if label.yref == LABELS]


def hover(*stretches: Stretch) -> list[str]:
    """Return what hovering over the lane says."""
    return [text for trace in lane(figure_of(*stretches)[0]) for text in hover_texts(trace) if text]


def light(token: str) -> str:
    """Return a colour as figures are drawn in it."""
    return PALETTE[token].light


def test_the_lane_is_below_on_the_same_days():
    figure, _ = figure_of(IN_BOOKS, MISSING)
    assert figure.layout.height > HEIGHT
    assert figure.layout.yaxis2.domain[1] == figure.layout.yaxis.domain[0]
    assert {trace.xaxis for trace in figure.data} == {None}


def test_plotly_accepts_the_lane():
    figure, _ = figure_of(IN_BOOKS, MISSING, Stretch(DUE, NOW, Cover.UNCLEAR), narrow=True)
    checked = go.Figure(figure.to_dict())
    assert json.loads(checked.to_json())["data"] == json.loads(figure.to_json())["data"]


@pytest.mark.parametrize("state", Cover)
def test_every_kind_is_drawn_in_colours_that_follow_the_theme(state):
    figure, _ = figure_of(Stretch(EARLY, DUE, state))
    colours = re.findall(r'"(#[0-9A-Fa-f]{3,8}|rgba?\([^"]*)"', figure.to_json())
    assert lane(figure)
    assert set(colours) <= {colour.light for colour in PALETTE.values()} | {"rgba(0,0,0,0)"}


def test_what_is_in_the_books_is_filled_up_to_its_edge():
    filled = [bar for bar in bars(figure_of(IN_BOOKS, MISSING)[0]) if bar[0] == light("okcell")]
    assert filled == [(light("okcell"), "2026-10-22T00:00:00", "2026-11-11T02:00:00")]


def test_what_is_missing_has_a_dotted_outline_and_no_line_of_what_is_there():
    assert (light("failed"), "dot") in lines(figure_of(IN_BOOKS, MISSING)[0])
    assert lines(figure_of(MISSING)[0]) == [(light("failed"), "dot")]


@pytest.mark.parametrize("state", [Cover.UNCLEAR, Cover.DOUBTED])
def test_what_is_unclear_is_dashed(state):
    assert lines(figure_of(Stretch(EARLY, DUE, state))[0]) == [(light("muted"), "4px,4px")]


def test_what_was_covered_twice_has_a_second_bar():
    drawn = bars(figure_of(Stretch(EDGE, DUE, Cover.TWICE))[0])
    assert [fill for fill, *_ in drawn] == [light("okcell"), light("late")]


@pytest.mark.parametrize(("reported", "dash"), [(True, "solid"), (False, "1px,3px")])
def test_reported_and_estimated_are_drawn_apart(reported, dash):
    assert lines(figure_of(Stretch(EARLY, DUE, Cover.IN_BOOKS, reported=reported))[0]) == [
        (light("ok"), dash)
    ]


@pytest.mark.parametrize(
    ("stretches", "labels"),
    [
        (
            [IN_BOOKS, MISSING],
            ["9 days missing, from 11 Nov 02:00 London, by Codat’s schedule", "sales in the books"],
        ),
        ([Stretch(EARLY, DUE, Cover.IN_BOOKS)], ["sales in the books, by Codat’s schedule"]),
        ([Stretch(EARLY, DUE, Cover.IN_BOOKS, reported=True)], ["sales in the books"]),
        (
            [IN_BOOKS, Stretch(EDGE, DUE, Cover.IN_BOOKS, reported=True)],
            ["sales in the books; dotted: by Codat’s schedule"],
        ),
        (
            [IN_BOOKS, Stretch(EDGE, DUE, Cover.UNCLEAR)],
            ["up to 9 days unclear, from 11 Nov 02:00 London, by Codat’s schedule", "sales in the books"],
        ),
        (
            [IN_BOOKS, Stretch(EDGE, DUE, Cover.DOUBTED)],
            ["up to 9 days unclear, from 11 Nov 02:00 London, by Codat’s schedule", "sales in the books"],
        ),
        (
            [
                IN_BOOKS,
                Stretch(EDGE, at(16, 11, 0), Cover.UNCLEAR),
                Stretch(at(16, 11, 0), DUE, Cover.MISSING),
            ],
            [
                "4 days missing, from 16 Nov 11:00 London, up to 5 more unclear, by Codat’s schedule",
                "sales in the books",
            ],
        ),
        ([Stretch(EARLY, DUE, Cover.NOT_KNOWN)], ["sales: unclear which are in the books"]),
        ([MISSING], ["9 days missing, from 11 Nov 02:00 London or earlier, by Codat’s schedule"]),
    ],
)
def test_the_lane_says_what_it_shows(stretches, labels):
    assert said(figure_of(*stretches)[0]) == labels


def test_two_gaps_are_counted_together():
    early = Stretch(at(1, 2, 0), at(3, 2, 0), Cover.MISSING)
    between = Stretch(at(3, 2, 0), EDGE, Cover.IN_BOOKS)
    words = "11 days missing in 2 gaps, the last from 11 Nov 02:00 London, by Codat’s schedule"
    assert words in said(figure_of(early, between, MISSING)[0])


def test_a_gap_outside_the_days_shown_is_not_counted():
    gone = Stretch(at(1, 2, 0, month=10), at(3, 2, 0, month=10), Cover.MISSING)
    later = Stretch(at(3, 2, 0, month=10), DUE, Cover.IN_BOOKS)
    assert said(figure_of(gone, later)[0]) == ["sales in the books, by Codat’s schedule"]


def test_a_gap_that_began_before_the_days_shown_is_counted_whole_as_company_counts_it():
    long_ago = Stretch(at(1, 2, 0, month=9), at(18, 0, 0, month=10), Cover.BEFORE_START)
    figure = figure_of(long_ago, Stretch(at(18, 0, 0, month=10), DUE, Cover.MISSING))
    whole = "34 days missing, from 18 Oct 01:00 London, by Codat’s schedule"
    assert said(figure[0]) == [whole]
    assert figure[1].endswith(f"Sales: {whole}.")


def test_the_clock_change_adds_no_day():
    one_night = Stretch(at(25, 1, 0, month=10), at(26, 2, 0, month=10), Cover.MISSING)
    assert "1 day missing" in said(figure_of(one_night)[0])[0]


def test_the_narrow_one_says_it_shorter():
    assert said(figure_of(IN_BOOKS, MISSING, narrow=True)[0]) == ["9 days missing, by Codat’s schedule"]


def test_the_alternative_text_says_the_finding():
    assert figure_of(IN_BOOKS, MISSING)[1].endswith(
        "Sales: 9 days missing, from 11 Nov 02:00 London, by Codat’s schedule."
    )
    assert figure_of(IN_BOOKS)[1].endswith("Sales: none missing that is known of.")


@pytest.mark.parametrize(
    ("stretch", "words"),
    [
        (MISSING, "<b>Sales 11 Nov 02:00 – 20 Nov 02:00 London</b><br>missing<br>by Codat’s schedule"),
        (Stretch(EDGE, DUE, Cover.MISSING, partly=True), "<br>a failed sync wrote some of them<br>"),
        (Stretch(EDGE, DUE, Cover.IN_BOOKS, reported=True), "<br>range reported by Codat"),
        (
            Stretch(EDGE, DUE, Cover.IN_BOOKS, late=True, ran=at(20)),
            "<br>in the books, but late: 20 Nov 02:14 London<br>",
        ),
        (Stretch(EDGE, DUE, Cover.IN_BOOKS, sync_id="abc<b>"), "<br>sync abc&lt;b&gt;"),
        (Stretch(EDGE, DUE, Cover.UNCLEAR), "missing, unless a sync outside the schedule brought them"),
        (
            Stretch(EDGE, DUE, Cover.DOUBTED, ran=at(20)),
            "missing, unless a sync whose outcome is unknown brought them, 20 Nov 02:14 London<br>",
        ),
        (Stretch(EDGE, DUE, Cover.SKIPPED), "covered before: Codat skipped a sync as a duplicate"),
    ],
)
def test_hovering_says_from_when_to_when_and_on_what_it_rests(stretch, words):
    assert words in hover(stretch)[0]


def test_a_click_opens_the_days_of_a_stretch():
    (trace,) = [trace for trace in lane(figure_of(MISSING)[0]) if trace.type == "bar"]
    assert trace.customdata[0][0] == "2026-11-11/2026-11-20"


# ---- many stretches -------------------------------------------------------------------------------


def flickering(number: int) -> list[Stretch]:
    """Make stretches of 12 hours each, in the books and unclear by turns, one of them missing."""
    half = dt.timedelta(hours=12)
    states = [Cover.IN_BOOKS, Cover.UNCLEAR]
    made = [Stretch(EARLY + n * half, EARLY + (n + 1) * half, states[n % 2]) for n in range(number)]
    at_place = number // 2
    made[at_place] = Stretch(made[at_place].start, made[at_place].finish, Cover.MISSING)
    return made


def test_few_are_left_as_they_are():
    assert fewer([IN_BOOKS, MISSING], MOST) == [IN_BOOKS, MISSING]


def test_many_become_few_without_a_hole():
    left = fewer(flickering(1500), MOST)
    assert len(left) <= MOST
    assert all(one.finish == following.start for one, following in pairwise(left))
    assert left[0].start == EARLY


def test_a_gap_is_never_lost_among_many():
    assert Cover.MISSING in {each.state for each in fewer(flickering(1500), MOST)}


def test_many_stretches_take_little_room():
    coverage = Coverage(EARLY, EARLY + dt.timedelta(750), tuple(flickering(1500)))
    now = NOW + dt.timedelta(720)
    frame = history_frame(nights([2000] * 700, last=now), LONDON)
    bare, whole = (
        timeline(frame, LONDON, now, marks=marks)[0] for marks in (Marks(), Marks(coverage=coverage))
    )
    assert len(whole.to_json()) - len(bare.to_json()) < 60_000


def test_only_what_is_shown_is_kept():
    (kept,) = WINDOW.clipped([Stretch(EARLY, NOW, Cover.IN_BOOKS)])
    assert (kept.start, kept.finish) == (dt.datetime(2026, 10, 21, 23, tzinfo=dt.UTC), NOW)
