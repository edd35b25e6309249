"""The trend: what is drawn of months and periods, in which colours, and what it says in words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.days import Day
from dashboard.insight.history.trends import failing_periods, months_of
from dashboard.insight.outcome import Outcome
from dashboard.views import percentages
from dashboard.views.figures.base import Figure
from dashboard.views.figures.trend import trend, trend_narrow
from dashboard.views.theme import PALETTE

TODAY = date(2026, 11, 20)
GOOD, FAILED = Outcome.SUCCEEDED, Outcome.FAILED
DRAWN = [trend, trend_narrow]


def days(failing: set[int], number: int = 730) -> list[Day]:
    """Days up to today, failing so many days ago."""
    return [
        Day(TODAY - timedelta(days=at), FAILED if at in failing else GOOD) for at in range(number - 1, -1, -1)
    ]


def drawn(known: list[Day], draw: Callable[..., Figure] = trend) -> Figure:
    return draw(months_of(known), failing_periods(known))


def said(figure: go.Figure) -> list[str]:
    return [label.text for label in figure.layout.annotations]


LATELY = days({*range(9), 48, 49, 400})


@pytest.mark.parametrize("draw", DRAWN)
def test_plotly_accepts_it(draw):
    figure, _ = drawn(LATELY, draw)
    checked = go.Figure(figure.to_dict())
    assert json.loads(checked.to_json())["data"] == json.loads(figure.to_json())["data"]


@pytest.mark.parametrize("draw", DRAWN)
def test_every_colour_is_of_the_light_palette_so_that_css_can_map_it(draw):
    colours = re.findall(r'"(#[0-9A-Fa-f]{3,8}|rgba?\([^"]*)"', drawn(LATELY, draw)[0].to_json())
    assert set(colours) <= {colour.light for colour in PALETTE.values()} | {"rgba(0,0,0,0)"}


@pytest.mark.parametrize("draw", DRAWN)
def test_it_is_drawn_of_bars_alone_and_small(draw):
    figure, _ = drawn(LATELY, draw)
    assert {trace.type for trace in figure.data} == {"bar"}
    assert len(figure.to_json()) < 20_000


@pytest.mark.parametrize("draw", DRAWN)
@pytest.mark.parametrize("known", [[], [Day(TODAY)], [Day(TODAY, Outcome.RUNNING)]])
def test_without_a_finished_sync_it_says_so(draw, known):
    assert drawn(known, draw)[1] == "No finished sync to show."


def test_every_month_is_a_bar_of_full_height_and_bad_ones_are_red_at_the_top():
    good, bad, _ = drawn(LATELY)[0].data
    assert len(good.x) == 25
    assert len(bad.x) == 3
    tops = {base + high for base, high in zip(bad.base, bad.y, strict=True)}
    assert len({round(top, 6) for top in tops}) == 1


def test_shares_are_written_over_months_that_were_not_all_good_and_nowhere_else():
    assert [text for text in said(drawn(LATELY)[0]) if text.endswith("%")][2:] == ["97 %", "94 %", "55 %"]


def test_a_failing_period_is_a_span_over_its_days_with_its_length_and_a_click_shows_them():
    figure, _ = drawn(LATELY)
    spans = figure.data[-1]
    assert list(spans.customdata)[-1] == "2026-11-12/2026-11-20"
    assert spans.width[-1] == 9 * 86_400_000
    assert {"9 days", "2 days", "1 day"} <= set(said(figure))


def test_a_failing_period_of_one_day_can_still_be_seen():
    figure, _ = drawn(days({300}), trend)
    assert figure.data[-1].width[0] > 86_400_000


def test_lengths_that_would_lie_on_each_other_give_way_to_the_longest():
    lengths = [text for text in said(drawn(days({40, 41, 42, 44, 46}))[0]) if "day" in text]
    assert lengths == ["3 days"]


def test_a_click_on_a_month_shows_its_days():
    assert drawn(LATELY)[0].data[0].customdata[-2] == "2026-10-01/2026-10-31"


def test_hovering_shows_the_numbers():
    figure, _ = drawn(LATELY)
    assert figure.data[0].hovertext[-1] == "<b>Nov 2026</b><br>11 of 20 days succeeded, 55 %"
    assert figure.data[-1].hovertext[-1] == "<b>12–20 Nov</b><br>9 failing days<br>still going on"
    assert figure.data[-1].hovertext[0].endswith("succeeded again 17 Oct 2025")


def test_a_january_is_its_year_and_a_month_of_a_few_days_has_no_name():
    names = [text for text in said(drawn(days({0}, 40))[0]) if "day" not in text and "%" not in text]
    assert names == ["Oct", "Nov"]
    assert [text for text in said(drawn(LATELY)[0]) if "<b>" in text] == ["<b>2025</b>", "<b>2026</b>"]


def test_the_narrow_one_has_the_last_six_months_and_their_periods():
    figure, _ = drawn(LATELY, trend_narrow)
    assert len(figure.data[0].x) == 6
    assert len(figure.data[-1].x) == 2


def test_the_narrow_one_cuts_a_failing_period_that_began_before_it():
    figure, _ = drawn(days(set(range(150, 260))), trend_narrow)
    assert figure.data[-1].customdata[0].startswith("2026-06-01/")


def test_the_alternative_text_shows_the_share_the_worst_month_and_the_longest_period():
    assert drawn(LATELY)[1] == (
        "Nov 2024 – Nov 2026: 98 % of 730 days succeeded; the worst month was Nov 2026, 55 %."
        " 3 failing periods; the longest lasted 9 days, 12–20 Nov, and is still going on."
    )


def test_the_alternative_text_shows_a_newer_period_that_goes_on():
    shown = drawn(days({0, 1, *range(60, 70)}))[1]
    assert shown.endswith("The newest is still going on, since 19 Nov.")


def test_the_alternative_text_of_a_merchant_without_failures_says_so():
    assert drawn(days(set(), 90))[1] == "Aug 2026 – Nov 2026: 100 % of 90 days succeeded. No failing days."


@given(st.lists(st.sampled_from([*Outcome, None]), max_size=400), st.sampled_from(DRAWN))
def test_whatever_the_days_it_is_drawn(outcomes, draw):
    known = [Day(TODAY - timedelta(days=at), outcome) for at, outcome in enumerate(outcomes)][::-1]
    figure, alt = drawn(known, draw)
    assert alt.endswith(".")
    assert len(said(figure)) < 120


@pytest.mark.parametrize(
    ("share", "words"),
    [(1, "100 %"), (0.999, "over 99 %"), (0.94, "94 %"), (0.004, "under 1 %"), (0, "0 %"), (0.5, "50 %")],
)
def test_only_all_is_a_hundred_per_cent_and_only_nothing_none(share: float, words: str):
    assert percentages.words(share) == words
