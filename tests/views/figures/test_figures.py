"""The figures: what is drawn where, in which colours, how much of it, and what it says in words."""

import datetime as dt
import json
import re
from collections.abc import Callable
from functools import cache
from zoneinfo import ZoneInfo

import plotly.graph_objects as go
import pytest

from codat_client import CompanySyncStatus
from dashboard.insight.days import Day, days_of, last_days
from dashboard.views import figures
from dashboard.views.figures.base import Figure
from dashboard.views.history.frame import history_frame
from dashboard.views.theme import PALETTE
from tests.views.figures.hover import hover_texts

LONDON = ZoneInfo("Europe/London")
NOW = dt.datetime(2026, 11, 20, 13, 42, tzinfo=dt.UTC)
TODAY = NOW.date()
DEADLINE = dt.date(2026, 12, 12)


def _sync(when: dt.datetime, code: int, message: str | None = None) -> CompanySyncStatus:
    text = when.isoformat()
    return CompanySyncStatus(
        sync_id=f"id-{text}", sync_status_code=code, error_message=message, sync_utc_text=text
    )


def _nights(number: int = 730) -> list[CompanySyncStatus]:
    """Nightly syncs: Mondays have nothing to write, the last nine failed, one of 48 days ago was mended."""
    nights = [NOW.replace(hour=2, minute=11) - dt.timedelta(days=at) for at in range(number)]
    codes = [
        4000 if at < 9 or at == 48 else 2040 if n.weekday() == 0 else 2000 for at, n in enumerate(nights)
    ]
    mended = [_sync(nights[48].replace(hour=14), 2000)] if number > 48 else []
    return [_sync(when, code) for when, code in zip(nights, codes, strict=True)] + mended


SYNCS = _nights()
DAYS = last_days(SYNCS, LONDON, NOW)
TWO_YEARS = last_days(SYNCS, LONDON, NOW, 730)
FRAME = history_frame(SYNCS, LONDON)
MANY = history_frame(
    [_sync(NOW - dt.timedelta(minutes=105 * at), 4000 if at % 9 == 0 else 2000) for at in range(10_000)],
    LONDON,
)
ALL: dict[str, Callable[[], Figure]] = {
    "strip_wide": lambda: figures.strip_wide(DAYS, TODAY, NOW, LONDON),
    "strip_wide to the deadline": lambda: figures.strip_wide(DAYS, TODAY, NOW, LONDON, DEADLINE),
    "strip_narrow": lambda: figures.strip_narrow(DAYS, TODAY, NOW, LONDON),
    "strip_narrow to the deadline": lambda: figures.strip_narrow(DAYS, TODAY, NOW, LONDON, DEADLINE),
    "calendar_wide": lambda: figures.calendar_wide(TWO_YEARS, LONDON),
    "calendar_narrow": lambda: figures.calendar_narrow(TWO_YEARS, LONDON),
    "timeline": lambda: figures.timeline(FRAME, LONDON, NOW, days=TWO_YEARS),
    "timeline_narrow": lambda: figures.timeline_narrow(FRAME, LONDON, NOW, days=TWO_YEARS),
    "timeline of many": lambda: figures.timeline(MANY, LONDON, NOW),
}


@cache
def _drawn(name: str) -> Figure:
    return ALL[name]()


def _said(figure: go.Figure) -> list[str]:
    return [annotation.text for annotation in figure.layout.annotations]


def _marks(figure: go.Figure, symbol: str) -> int:
    return sum(len(t.x) for t in figure.data if isinstance(t, go.Scatter) and t.marker.symbol == symbol)


@pytest.mark.parametrize("name", ALL)
def test_plotly_accepts_every_figure_since_the_product_does_not_ask_it(name):
    figure, _ = _drawn(name)
    checked = go.Figure(figure.to_dict())  # raises where a name or a value is none of plotly's
    assert json.loads(checked.to_json())["data"] == json.loads(figure.to_json())["data"]


def test_plotly_would_refuse_what_is_none_of_its_own():
    figure, _ = _drawn("timeline")
    with pytest.raises(ValueError, match="no_such_name"):
        go.Figure({"data": [{**figure.to_dict()["data"][0], "no_such_name": 1}]})


@pytest.mark.parametrize("name", ALL)
def test_every_colour_is_of_the_light_palette_so_that_css_can_map_it(name):
    colours = re.findall(r'"(#[0-9A-Fa-f]{3,8}|rgba?\([^"]*)"', _drawn(name)[0].to_json())
    assert set(colours) <= {colour.light for colour in PALETTE.values()} | {"rgba(0,0,0,0)"}


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_drawn_as_a_bitmap(name):
    assert {trace.type for trace in _drawn(name)[0].data} <= {"scatter", "bar"}


@pytest.mark.parametrize("name", ALL)
def test_the_alternative_text_says_the_finding(name):
    assert re.search(r"\d+ .*failed", _drawn(name)[1])


@pytest.mark.parametrize("name", ALL)
def test_what_the_browser_gets_is_small(name):
    assert len(_drawn(name)[0].to_json()) < 120_000


@pytest.mark.parametrize("draw", [figures.calendar_wide, figures.calendar_narrow])
def test_a_calendar_without_days_says_so(draw):
    assert draw([])[1] == "No days to show."


@pytest.mark.parametrize("draw", [figures.strip_wide, figures.strip_narrow])
def test_a_strip_without_days_says_so(draw):
    assert draw([], TODAY, NOW)[1] == "No days to show."


@pytest.mark.parametrize("draw", [figures.timeline, figures.timeline_narrow])
def test_a_timeline_without_syncs_says_so(draw):
    assert draw(history_frame([], LONDON), LONDON, NOW)[1] == "No sync to show."


def test_the_strip_has_one_mark_a_day():
    figure, _ = figures.strip_wide(DAYS, TODAY, NOW, LONDON)
    shown = [one for trace in figure.data if trace.customdata is not None for one in trace.customdata]
    assert sorted(shown) == [day.date.isoformat() for day in DAYS]


def test_the_strip_marks_failed_days_with_a_cross_and_empty_ones_with_a_ring():
    figure, _ = figures.strip_wide(DAYS, TODAY, NOW, LONDON)
    assert _marks(figure, "x-thin") == 9
    assert _marks(figure, "circle-open") == sum(day.outcome == "nothing_to_write" for day in DAYS)


def test_a_day_that_recovered_has_a_corner():
    assert _marks(figures.strip_wide(DAYS, TODAY, NOW, LONDON)[0], "triangle-ne") == 1


def test_the_strip_counts_the_failing_days_at_its_end():
    assert "9 failing days" in _said(figures.strip_wide(DAYS, TODAY, NOW, LONDON)[0])


def test_the_strip_says_when_a_failed_day_was_made_good():
    syncs = [_sync(NOW - dt.timedelta(days=at), 4000 if at in {30, 31} else 2000) for at in range(90)]
    figure, _ = figures.strip_wide(last_days(syncs, LONDON, NOW), TODAY, NOW, LONDON)
    assert "20–21 Oct failed, succeeded again 22 Oct" in _said(figure)


def test_failing_days_that_only_a_running_sync_followed_are_not_made_good():
    syncs = [_sync(NOW, 1000), *[_sync(NOW - dt.timedelta(days=at), 4000) for at in range(1, 90)]]
    figure, _ = figures.strip_wide(last_days(syncs, LONDON, NOW), TODAY, NOW, LONDON)
    assert not any("succeeded again" in text for text in _said(figure))


def test_a_strip_with_nothing_to_say_below_takes_less_room():
    well = last_days([_sync(NOW - dt.timedelta(days=at), 2000) for at in range(90)], LONDON, NOW)
    bare, shown = (figures.strip_wide(days, TODAY, NOW, LONDON)[0] for days in (well, DAYS))
    assert bare.layout.height < shown.layout.height


def test_the_strip_runs_on_to_the_deadline():
    figure, alt = figures.strip_wide(DAYS, TODAY, NOW, LONDON, DEADLINE)
    assert "22 days left, then Codat switches it off on 12 Dec" in _said(figure)
    assert _marks(figure, "square") == 1
    assert "switches it off on 12 Dec" in alt


def test_the_narrow_strip_has_a_row_a_month():
    figure, _ = figures.strip_narrow(DAYS, TODAY, NOW, LONDON)
    assert [text for text in _said(figure) if len(text) == 3] == ["Aug", "Sep", "Oct", "Nov"]


def test_the_narrow_strip_names_the_year_of_months_of_another_year():
    days = days_of([], LONDON, dt.date(2025, 12, 1), dt.date(2026, 1, 31))
    figure, _ = figures.strip_narrow(days, dt.date(2026, 1, 31), NOW, LONDON)
    assert _said(figure) == ["Dec 2025", "Jan"]


def test_hovering_a_day_gives_the_merchants_time_and_utc():
    first = dt.date(2026, 7, 1)
    day = days_of([_sync(dt.datetime(2026, 7, 1, 1, 14, tzinfo=dt.UTC), 2000)], LONDON, first, first)
    figure, _ = figures.strip_wide(day, TODAY, NOW, LONDON)
    assert figure.data[0].hovertext[0] == "<b>Wed 1 Jul</b><br>● wrote data<br>ran 02:14 London · 01:14 UTC"


def test_hovering_a_day_without_a_run_says_so():
    figure, _ = figures.strip_wide([Day(TODAY)], TODAY, NOW, LONDON)
    assert figure.data[0].hovertext[0].endswith("no sync ran")


def test_the_calendar_has_a_column_a_week_and_monday_at_the_top():
    figure, _ = figures.calendar_wide(TWO_YEARS, LONDON)
    low, high = figure.layout.xaxis.range
    assert high - low == 105
    assert _said(figure)[:4] == ["Mon", "Wed", "Fri", "Sun"]


def test_the_narrow_calendar_has_26_weeks():
    low, high = figures.calendar_narrow(TWO_YEARS, LONDON)[0].layout.xaxis.range
    assert high - low == 26


def test_hovering_a_cell_says_the_same_as_a_mark_of_the_strip():
    figure, _ = figures.calendar_wide(TWO_YEARS, LONDON)
    shown = [said for trace in figure.data for said in hover_texts(trace)]
    assert "<b>Fri 20 Nov</b><br>✕ failed<br>ran 02:11 London · 02:11 UTC" in shown
    assert "<b>Mon 24 Nov 2025</b><br>○ nothing to write<br>ran 02:11 London · 02:11 UTC" in shown
    mended = "ran 15:11 London · 14:11 UTC<br>the last of 2 that day, an earlier one failed"
    assert sum(said.endswith(mended) for said in shown) == 1


def test_the_calendar_names_months_and_the_year_at_january():
    said = _said(figures.calendar_wide(TWO_YEARS, LONDON)[0])
    assert [text for text in said if text.startswith("<b>")] == ["<b>2025</b>", "<b>2026</b>"]
    assert said.count("Feb") == 2


def test_the_calendar_puts_a_cross_into_each_failed_cell():
    figure, _ = figures.calendar_wide(TWO_YEARS, LONDON)
    assert _marks(figure, "x-thin") == sum(day.outcome == "failed" for day in TWO_YEARS)


@pytest.mark.parametrize("code", [1000, 3000, 2040])
def test_every_outcome_can_be_drawn_everywhere(code):
    syncs = [_sync(NOW, code)]
    days = last_days(syncs, LONDON, NOW)
    for figure, alt in (figures.strip_wide(days, TODAY, NOW, LONDON), figures.calendar_wide(days, LONDON)):
        assert figure.data
        assert "on 1 day, no sync on 89." in alt
    assert figures.timeline(history_frame(syncs, LONDON), LONDON, NOW)[0].data


def test_a_figure_can_be_sent_as_json():
    assert json.loads(figures.strip_wide(DAYS, TODAY, NOW, LONDON)[0].to_json())["layout"]["height"]
