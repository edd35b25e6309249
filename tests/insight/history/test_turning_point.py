"""The turning point: the last good sync, the first failed one, and what connections tell of that time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_client import Connection, DataConnectionError
from dashboard.insight.history.turning_point import FARTHEST, NEAR, ErrorPlace, Turn, turn_of
from dashboard.insight.runs import runs_of
from tests.insight.verdict_makers import NOW, at, linked, nights, sync

WROTE, EMPTY, FAILED, SKIPPED, RUNNING, UNKNOWN = 2000, 2040, 4000, 5080, 1000, 7777
ERRED = "2026-11-15T22:00:00Z"


def turn(codes: list[int], connections: list[Connection] | None = None) -> Turn | None:
    return turn_of(runs_of(nights(codes), NOW), connections)


def days(found: Turn | None) -> tuple[int | None, int, int | None]:
    """The days of November of the last good, the first failed and the one that went well again."""
    assert found is not None
    good, ended = found.good, found.ended
    return good.at.day if good else None, found.bad.at.day, ended.at.day if ended else None


def lost(when: str, **more: Any) -> list[Connection]:
    error = DataConnectionError(error_message="token expired", errored_on_utc_text=when, **more)
    return [Connection(source_type="Accounting", platform_name="Xero", data_connection_errors=(error,))]


def test_while_it_fails_the_turn_is_the_beginning_of_that_failing():
    found = turn([WROTE, FAILED, WROTE, EMPTY, FAILED, FAILED, FAILED])
    assert (days(found), found.failed, found.going_on) == ((17, 18, None), 3, True)


def test_when_it_goes_well_the_most_recent_failing_is_shown_and_what_ended_it():
    found = turn([FAILED, WROTE, FAILED, FAILED, EMPTY, WROTE])
    assert (days(found), found.failed, found.going_on) == ((16, 17, 19), 2, False)


def test_a_sync_whose_end_is_open_is_passed_over():
    assert days(turn([WROTE, UNKNOWN, FAILED, RUNNING, FAILED, RUNNING])) == (15, 17, None)


def test_who_never_succeeded_has_no_good_one():
    assert days(turn([FAILED, FAILED])) == (None, 19, None)
    assert days(turn([FAILED, WROTE])) == (None, 19, 20)


@pytest.mark.parametrize("codes", [[], [WROTE, EMPTY], [RUNNING, UNKNOWN]])
def test_without_a_failure_nothing_turned(codes: list[int]):
    assert turn(codes, linked()) is None


@pytest.mark.parametrize(
    ("when", "place"),
    [
        ("2026-11-16T02:13:59Z", ErrorPlace.BEFORE),
        ("2026-11-16T02:14:00Z", ErrorPlace.BETWEEN),
        ("2026-11-17T02:14:00Z", ErrorPlace.BETWEEN),
        ("2026-11-17T02:14:01Z", ErrorPlace.AFTER),
        ("2026-11-18T02:14:00Z", ErrorPlace.AFTER),
    ],
)
def test_an_error_of_a_connection_lies_before_between_or_after(when: str, place: ErrorPlace):
    (shown,) = turn([WROTE, WROTE, FAILED, FAILED, FAILED, FAILED], lost(when)).errors
    assert (shown.place, shown.platform, shown.error.error_message) == (place, "Xero", "token expired")


@pytest.mark.parametrize("when", ["2026-11-15T02:13:59Z", "2026-11-18T02:14:01Z", "soon", ""])
def test_an_error_farther_off_than_a_day_or_without_a_time_is_left_out(when: str):
    assert turn([WROTE, FAILED, FAILED, FAILED, FAILED], lost(when)).errors == ()


def test_errors_are_in_the_order_of_time_whatever_connection_shows_them():
    found = turn([WROTE, FAILED], [*lost("2026-11-20T01:00:00Z"), *lost("2026-11-19T04:00:00Z")])
    assert [each.at.day for each in found.errors] == [19, 20]


def test_connections_that_were_not_read_show_nothing():
    assert turn([WROTE, FAILED], None).errors == ()


@given(st.lists(st.sampled_from([WROTE, EMPTY, FAILED, RUNNING, UNKNOWN]), max_size=40))
def test_good_failed_and_ended_follow_each_other_and_only_failures_lie_between(codes: list[int]):
    found = turn(codes, lost(ERRED))
    assert (found is None) is (FAILED not in codes)
    if found is None:
        return
    order = [each.at for each in (found.good, found.bad, found.ended) if each]
    assert order == sorted(order)
    until = found.ended.at if found.ended else NOW
    ended = [run for run in runs_of(nights(codes), NOW).newest_before(until) if run.ended]
    row = [run for run in ended if run.at >= found.bad.at]
    assert len(row) == found.failed
    assert not any(run.succeeded for run in row)
    assert all(found.bad.at - timedelta(days=40) - NEAR <= each.at for each in found.errors)


def test_a_failing_behind_ten_thousand_good_syncs_is_not_looked_for():
    hourly = [sync(NOW - timedelta(minutes=at), WROTE) for at in range(1, FARTHEST + 1)]
    failed = sync(NOW - timedelta(days=60), FAILED)
    assert turn_of(runs_of([*hourly, failed], NOW), None) is None
    assert turn_of(runs_of([*hourly[:-1], failed], NOW), None) is not None


@pytest.mark.parametrize(("number", "cut"), [(FARTHEST, False), (FARTHEST + 1, True)])
def test_where_more_may_have_failed_than_are_looked_at_it_is_said(number: int, cut: bool):  # noqa: FBT001
    found = turn_of(runs_of([sync(NOW - timedelta(minutes=at), FAILED) for at in range(number)], NOW), None)
    assert found is not None
    assert (found.failed, found.good, found.cut) == (FARTHEST, None, cut)


@pytest.mark.parametrize(("latest", "going_on"), [(WROTE, False), (FAILED, True), (None, False)])
def test_at_one_instant_a_success_ends_the_failing_unless_codat_calls_the_failed_one_the_latest(
    latest, going_on
):
    both = [sync(at(20), code, sync_id=str(code)) for code in (WROTE, FAILED)]
    named = next((each for each in both if each.sync_status_code == latest), None)
    assert turn_of(runs_of(both, NOW, latest=named), None).going_on is going_on


def test_a_skipped_sync_turns_nothing():
    assert turn([WROTE, SKIPPED, SKIPPED]) is None
    found = turn([WROTE, SKIPPED, FAILED, SKIPPED, FAILED, SKIPPED])
    assert (days(found), found.failed, found.going_on) == ((15, 17, None), 2, True)
