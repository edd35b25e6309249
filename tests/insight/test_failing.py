"""Failing days in a row: what begins a row, what ends it, and what only counts between two failing days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dashboard.insight.failing import DayEnd, at_the_end, ended_in, ends_of, rows_of
from dashboard.insight.outcome import Outcome, in_one_instant
from dashboard.insight.runs import SyncRun
from tests.insight.verdict_makers import LONDON, NOW, at, sync

MARKS = {
    "x": Outcome.FAILED,
    "o": Outcome.SKIPPED,
    "v": Outcome.SUCCEEDED,
    "n": Outcome.NOTHING_TO_WRITE,
    ".": None,
}


def ends(marks: str) -> list[DayEnd]:
    """Return days from 1 November on, the newest first; the marks are in the order of time."""
    return [(date(2026, 11, 1) + timedelta(place), MARKS[mark]) for place, mark in enumerate(marks)][::-1]


def numbers(days: tuple[date, ...]) -> list[int]:
    return [day.day for day in days]


@pytest.mark.parametrize(
    ("marks", "days", "skipped", "since"),
    [
        ("vxx", [2, 3], 0, []),
        ("x.x", [1, 3], 0, []),
        ("xox", [1, 2, 3], 1, []),
        ("vox", [3], 0, []),
        ("vxo", [2], 0, [3]),
        ("xooxoo", [1, 2, 3, 4], 2, [5, 6]),
        ("oxoxo", [2, 3, 4], 1, [5]),
        ("voo", [], 0, [2, 3]),
        ("xxv", [], 0, []),
        ("xxn", [], 0, []),
        ("", [], 0, []),
    ],
)
def test_a_skipped_day_counts_only_between_two_failing_ones(
    marks: str, days: list[int], skipped: int, since: list[int]
):
    row = at_the_end(ends(marks))
    assert (numbers(row.days), row.skipped, numbers(row.since), row.ended) == (days, skipped, since, None)


@pytest.mark.parametrize(
    ("marks", "rows"),
    [
        ("xxvxnx", [([6], None), ([4], 5), ([1, 2], 3)]),
        ("xv.ov", [([1], 2)]),
        ("xvv", [([1], 2)]),
        ("voov", []),
        ("", []),
    ],
)
def test_a_row_ends_on_the_next_good_day(marks: str, rows: list[tuple[list[int], int | None]]):
    found = [(numbers(row.days), row.ended and row.ended.day) for row in rows_of(ends(marks))]
    assert found == rows


@given(some.text("xo.vn", max_size=30))
def test_each_failing_day_is_in_one_row_and_the_newest_row_is_the_one_of_now(marks: str):
    rows, now = list(rows_of(ends(marks))), at_the_end(ends(marks))
    in_rows = [day for row in rows for day in row.days]
    failing = {day for day, outcome in ends(marks) if outcome is Outcome.FAILED}
    assert failing <= set(in_rows)
    assert len(in_rows) == len(set(in_rows)) == len(failing) + sum(row.skipped for row in rows)
    assert [row for row in rows if row.ended is None] == ([now] if now.days else [])


def days_of(*syncs: tuple[datetime, str], zone: ZoneInfo = LONDON) -> list[tuple[int, Outcome | None]]:
    """Return what each day ended in, by its number; the syncs are given oldest first."""
    runs = [SyncRun(when, sync(when), MARKS[mark] or Outcome.RUNNING) for when, mark in reversed(syncs)]
    return [(day.day, outcome) for day, outcome in ends_of(runs, zone, NOW)]


def test_a_day_ends_in_its_last_finished_sync():
    shown = days_of((at(18), "v"), (at(18, 9), "x"), (at(19), "x"), (at(19, 9), "v"), (at(19, 10), "."))
    assert shown == [(19, Outcome.SUCCEEDED), (18, Outcome.FAILED)]


def test_of_two_syncs_at_the_last_instant_the_success_counts_and_not_one_before():
    twice = [(at(18), "v"), (at(19, 1), "v"), (at(19), "x"), (at(19), "o"), (at(20), "v"), (at(20), "x")]
    assert days_of(*twice) == [(20, Outcome.SUCCEEDED), (19, Outcome.FAILED), (18, Outcome.SUCCEEDED)]


def test_days_are_the_merchants_and_a_sync_ahead_of_the_clock_belongs_to_today():
    late, ahead = (at(18, 23, 30), "x"), (NOW + timedelta(days=2), "v")
    assert days_of(late, ahead) == [(20, Outcome.SUCCEEDED), (18, Outcome.FAILED)]
    assert days_of(late, zone=ZoneInfo("Europe/Paris")) == [(19, Outcome.FAILED)]


@pytest.mark.parametrize("twins", [(Outcome.FAILED, Outcome.SKIPPED), (Outcome.SKIPPED, Outcome.FAILED)])
def test_a_day_ends_in_the_one_of_two_at_one_instant_that_is_taken_for_the_last(twins):
    last = max(twins, key=lambda outcome: in_one_instant(outcome, "a", None))
    assert ended_in(*twins) is last is Outcome.FAILED
