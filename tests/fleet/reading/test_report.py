"""What the poller says of itself is stored as JSON and read again by Home, also by one of another version."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.fleet.reading.plan import (
    CompanyDue,
    FleetBudget,
    PlannedRead,
    ReadLessOften,
    ReadPlan,
    ReadReason,
    plan,
)
from dashboard.fleet.reading.report import PollReport, from_json, report_of, to_json

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REPORT = PollReport(NOW, 3, 18, NOW + HOUR, 40, 100, NOW + DAY, 950)


def stored(report):
    """Return a report as it comes out of the store."""
    return from_json(json.loads(json.dumps(to_json(report))))


def test_a_report_counts_the_companies_and_their_requests():
    reads = tuple(
        PlannedRead(name, ReadReason.DUE, NOW, whole) for name, whole in (("a", True), ("b", False))
    )
    less = (ReadLessOften(ReadReason.TROUBLED, HOUR, 2 * HOUR),)
    made = ReadPlan(reads, NOW + HOUR, 99, 50, NOW + DAY, less)
    assert report_of(made, NOW, 950) == PollReport(NOW, 2, 7, NOW + HOUR, 99, 50, NOW + DAY, 950, less)


def test_the_plan_of_an_empty_fleet_reports_that_nothing_waits():
    report = report_of(plan([], NOW, FleetBudget(None, None, 950)), NOW, 950)
    assert (report.waiting, report.requests, report.needs, report.left) == (0, 0, 0, None)
    assert (report.next_at, report.gives_up, report.stopped) == (NOW + DAY, (), "")


@pytest.mark.parametrize(
    "report",
    [
        REPORT,
        replace(REPORT, left=None),
        replace(REPORT, stopped="Codat rejected the key.", paused_until=NOW + HOUR),
        replace(REPORT, gives_up=(ReadLessOften(ReadReason.TROUBLED, HOUR / 4, HOUR),)),
        replace(REPORT, gives_up=(ReadLessOften(ReadReason.HEALTHY, DAY, None),)),
        replace(REPORT, gives_up=(ReadLessOften(ReadReason.HEALTHY, DAY, timedelta(days=40, seconds=7)),)),
    ],
    ids=["usual", "unknown quota", "paused", "less often", "not at all", "rarely"],
)
def test_a_stored_report_is_the_one_that_was_made(report):
    assert stored(report) == report


@given(st.datetimes(), st.integers(0, 10**9), st.integers(0, 10**9) | st.none(), st.text())
def test_any_report_comes_back(at, number, left, stopped):
    at = at.replace(tzinfo=UTC)
    report = PollReport(at, number, number, at, number, left, at, 1, stopped=stopped)
    assert stored(report) == report


def test_before_the_first_plan_there_is_no_report():
    assert from_json(None) is None


@pytest.mark.parametrize(
    "change",
    [
        {"at": "yesterday"},
        {"at": None},
        {"waiting": "several"},
        {"gives_up": [["a reason of a later version", "PT1H", None]]},
        {"gives_up": 7},
        {"until": 3.5e99},
    ],
    ids=["no time", "none", "no number", "another reason", "no list", "no date"],
)
def test_a_report_of_another_version_counts_as_none(change):
    assert from_json(to_json(REPORT) | change) is None


@pytest.mark.parametrize("name", ["at", "waiting", "next_at", "until", "a_minute"])
def test_a_report_that_lacks_something_counts_as_none(name):
    kept = {key: value for key, value in to_json(REPORT).items() if key != name}
    assert from_json(kept) is None


def test_what_a_later_version_adds_is_left_out():
    assert from_json({**to_json(REPORT), "added_later": [1, 2]}) == REPORT


def test_what_an_earlier_version_did_not_say_has_its_usual_value():
    kept = {key: value for key, value in to_json(REPORT).items() if key not in {"stopped", "gives_up"}}
    assert from_json(kept) == REPORT


def test_a_company_with_everything_to_read_counts_six_requests():
    report = report_of(plan([CompanyDue("new")], NOW, FleetBudget(None, None, 950)), NOW, 950)
    assert (report.waiting, report.requests) == (1, 6)
