"""Failures by cause: how many, since when, what goes on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.causes.catalogue import causes
from dashboard.insight.history.failures import GoingOn, failures_of, going_on
from dashboard.insight.outcome import Outcome, outcome_of_code
from dashboard.insight.runs import SyncRuns, runs_of
from tests.insight.verdict_makers import NOW, at, nights, sync

FIRST = datetime(2026, 11, 12, 2, 14, tzinfo=UTC)
LAST = datetime(2026, 11, 20, 2, 14, tzinfo=UTC)
NOW_FAILING = GoingOn("tax-rate-invalid", FIRST)
COUNTS = {
    "write-refused": (2, FIRST - timedelta(days=40), FIRST - timedelta(days=39)),
    "tax-rate-invalid": (10, FIRST, LAST),
    "server-error": (1, FIRST - timedelta(days=56), FIRST - timedelta(days=56)),
}


def test_the_most_frequent_is_first_with_its_share_of_all_failures():
    groups = failures_of(COUNTS, NOW_FAILING)
    assert [each.key for each in groups] == ["tax-rate-invalid", "write-refused", "server-error"]
    assert [round(each.share * 100) for each in groups] == [77, 15, 8]


def test_what_the_newest_ended_sync_failed_with_goes_on_and_nothing_else():
    assert [each.going_on for each in failures_of(COUNTS, NOW_FAILING)] == [True, False, False]


def test_after_a_success_nothing_goes_on():
    assert not any(each.going_on for each in failures_of(COUNTS, None))
    assert going_on(runs_of(nights([5000, 5000, 2000]), NOW)) is None


def test_what_failed_long_before_a_success_is_another_time():
    long_ago = sync(at(31, month=10, year=2025), 5000)
    assert going_on(runs_of([long_ago, *nights([2000, 5000, 5000])], NOW)) == GoingOn("server-error", at(19))


def test_other_failures_in_between_end_nothing():
    assert going_on(runs_of(nights([2000, 5000, 4260, 5000]), NOW)) == GoingOn("server-error", at(18))


def test_what_is_running_now_or_ended_nobody_knows_how_ends_nothing_either():
    assert going_on(runs_of(nights([5000, 5000, 7777, 1000]), NOW)) == GoingOn("server-error", at(17))


def test_without_syncs_nothing_goes_on():
    assert going_on(SyncRuns()) is None


@given(st.lists(st.sampled_from([2000, 2040, 5000, 4260, 1000]), max_size=30))
def test_what_goes_on_is_what_one_finds_walking_back_to_the_last_success(codes: list[int]):
    since_success: list[tuple[datetime, int]] = []
    for each in nights(codes):
        code = each.sync_status_code or 0
        good = outcome_of_code(code) in {Outcome.SUCCEEDED, Outcome.NOTHING_TO_WRITE}
        since_success = [] if good else [*since_success, (each.sync_utc or NOW, code)]
    failed = [(when, code) for when, code in since_success if outcome_of_code(code) is Outcome.FAILED]
    found = going_on(runs_of(nights(codes), NOW))
    assert (found is None) is not bool(failed)
    if found:
        assert found.since == min(when for when, code in failed if code == failed[-1][1])


def test_of_equally_frequent_causes_the_one_that_failed_last_is_first():
    counts = {"overlap": (1, FIRST, FIRST), "server-error": (1, LAST, LAST), "processing": (1, None, None)}
    assert [each.key for each in failures_of(counts, None)] == ["server-error", "overlap", "processing"]


def test_a_cause_is_called_by_its_short_name_and_an_unlisted_one_by_its_key():
    named, other = failures_of({"server-error": (2, FIRST, LAST), "new": (1, None, None)}, None)
    assert named.short == causes()["server-error"].short
    assert other.short == "new"


def test_behind_a_skipped_sync_a_failure_still_goes_on_and_a_success_has_ended_it():
    failing = going_on(runs_of(nights([2000, 5130, 5080]), NOW))
    assert (failing.key, failing.since) == ("write-refused", at(19))
    assert going_on(runs_of(nights([5130, 2000, 5080]), NOW)) is None


@pytest.mark.parametrize("counts", [{}, {"overlap": (0, None, None)}])
def test_no_failure_is_no_group(counts):
    assert failures_of(counts, None) == []


@given(st.dictionaries(st.sampled_from(sorted(causes())), st.integers(1, 100_000), min_size=1))
def test_shares_add_up_to_all(numbers: dict[str, int]):
    groups = failures_of({key: (number, FIRST, LAST) for key, number in numbers.items()}, None)
    assert sum(each.count for each in groups) == sum(numbers.values())
    assert sum(each.share for each in groups) == pytest.approx(1)
    assert [each.count for each in groups] == sorted(numbers.values(), reverse=True)
