"""What History judges from follows the clock to the second, and stands as long as nothing has passed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.insight.gap import Range
from dashboard.services.cache import ContentCache
from dashboard.ui import assessments, starts
from dashboard.ui import charts as figures_on_page
from dashboard.ui import page as pages
from dashboard.ui.history import charts
from dashboard.ui.history import view as history_view
from dashboard.ui.history.view import View
from tests.insight.verdict_makers import NOW, at, nights, settings, sync
from tests.ui.pages import data_of, screen_of

DUE = at(20, 2, 0)
GRACE, STUCK = timedelta(hours=12), timedelta(hours=2)
TICK = timedelta(seconds=1)
LAST_NIGHT_IS_MISSING = nights([2000] * 30, NOW - timedelta(days=1))


@pytest.fixture(autouse=True)
def nothing_cached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "CACHE", ContentCache())


def missing(view: View) -> int:
    coverage = view.marks.coverage
    assert coverage is not None
    return coverage.days_missing


def history(data, now: datetime) -> View:
    return history_view.of(screen_of(data, now))


def test_a_night_is_missing_from_the_second_on_in_which_its_grace_ends():
    data = data_of(LAST_NIGHT_IS_MISSING)
    assert missing(history(data, DUE + GRACE - TICK)) == 0
    assert missing(history(data, DUE + GRACE)) == 1


def test_a_night_is_missing_from_the_second_on_in_which_its_run_is_stuck():
    running = sync(began := DUE + timedelta(minutes=14, seconds=7), 1000)
    data = data_of([*LAST_NIGHT_IS_MISSING, running])
    assert missing(history(data, began + STUCK - TICK)) == 0
    assert missing(history(data, began + STUCK)) == 1


@pytest.mark.parametrize("minutes", range(0, 15 * 60, 25))
def test_history_and_the_answer_never_contradict_each_other(minutes):
    began = DUE + timedelta(minutes=14)
    data = data_of([*LAST_NIGHT_IS_MISSING, sync(began, 1000)])
    history(data, DUE + timedelta(minutes=20))
    now = DUE + timedelta(minutes=20 + minutes)
    gap = assessments.of(screen_of(data, now)).verdict.gap
    assert gap is not None
    assert missing(history(data, now)) == gap.days


def test_nothing_is_made_again_while_nothing_has_passed():
    data = data_of(LAST_NIGHT_IS_MISSING)
    first, later = history(data, DUE + TICK), history(data, DUE + GRACE - TICK)
    assert later.known is first.known
    assert later.marks.coverage is first.marks.coverage


def test_without_a_schedule_the_clock_has_no_part_in_it():
    data = data_of(LAST_NIGHT_IS_MISSING, configuration=settings(schedule={"selected_frequency": "Monthly"}))
    assert history(data, DUE).known is history(data, DUE + GRACE).known
    assert history(data, DUE).marks.coverage is None


def test_a_range_that_was_started_for_days_counts_as_another_one(monkeypatch):
    data, name = data_of(LAST_NIGHT_IS_MISSING), LAST_NIGHT_IS_MISSING[-1].sync_id or ""
    known = []
    for historic in (False, True):
        reported = {name: Range(at(1), at(5), historic=historic)}
        monkeypatch.setattr(starts, "reported_ranges", lambda _, reported=reported: reported)
        known.append(history(data, NOW).known.reported[name].historic)
    assert known == [False, True]


def test_the_timeline_is_drawn_again_when_a_range_has_been_reported(monkeypatch):
    data, drawn = data_of(LAST_NIGHT_IS_MISSING), []
    monkeypatch.setattr(figures_on_page, "_one", lambda _key, figure, *_more: drawn.append(figure))
    reported = {LAST_NIGHT_IS_MISSING[-1].sync_id or "": Range(at(1), at(5), historic=True)}
    for ranges in ({}, {}, reported):
        monkeypatch.setattr(starts, "reported_ranges", lambda _, ranges=ranges: ranges)
        charts.timeline(history(data, NOW))
    assert drawn[1] is drawn[0]
    assert drawn[2] is not drawn[0]


def test_the_year_shown_is_that_of_the_pages_zone():
    data = data_of(LAST_NIGHT_IS_MISSING, configuration=settings(zone="Pacific/Auckland"))
    new_year_in_auckland = datetime(2026, 12, 31, 12, tzinfo=UTC)
    assert history(data, new_year_in_auckland).year_shown == 2027
