"""Failures by cause: how many, since when, what goes on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.causes import causes
from dashboard.insight.failures import failures_of

FIRST = datetime(2026, 11, 12, 2, 14, tzinfo=UTC)
LAST = datetime(2026, 11, 20, 2, 14, tzinfo=UTC)
COUNTS = {
    "write-refused": (2, FIRST - timedelta(days=40), FIRST - timedelta(days=39)),
    "tax-rate-invalid": (10, FIRST, LAST),
    "server-error": (1, FIRST - timedelta(days=56), FIRST - timedelta(days=56)),
}


def test_the_most_frequent_stands_first_with_its_share_of_all_failures():
    groups = failures_of(COUNTS, "tax-rate-invalid")
    assert [each.key for each in groups] == ["tax-rate-invalid", "write-refused", "server-error"]
    assert [round(each.share * 100) for each in groups] == [77, 15, 8]


def test_what_the_newest_ended_sync_failed_with_goes_on_and_nothing_else():
    assert [each.going_on for each in failures_of(COUNTS, "tax-rate-invalid")] == [True, False, False]


def test_after_a_success_nothing_goes_on():
    assert not any(each.going_on for each in failures_of(COUNTS, None))


def test_of_equally_frequent_causes_the_one_that_failed_last_stands_first():
    counts = {"overlap": (1, FIRST, FIRST), "server-error": (1, LAST, LAST), "processing": (1, None, None)}
    assert [each.key for each in failures_of(counts, None)] == ["server-error", "overlap", "processing"]


def test_a_cause_is_called_by_its_short_name_and_an_unlisted_one_by_its_key():
    named, other = failures_of({"server-error": (2, FIRST, LAST), "new": (1, None, None)}, None)
    assert named.short == causes()["server-error"].short
    assert other.short == "new"


@pytest.mark.parametrize("counts", [{}, {"overlap": (0, None, None)}])
def test_no_failure_is_no_group(counts):
    assert failures_of(counts, None) == []


@given(st.dictionaries(st.sampled_from(sorted(causes())), st.integers(1, 100_000), min_size=1))
def test_shares_add_up_to_all(numbers: dict[str, int]):
    groups = failures_of({key: (number, FIRST, LAST) for key, number in numbers.items()}, None)
    assert sum(each.count for each in groups) == sum(numbers.values())
    assert sum(each.share for each in groups) == pytest.approx(1)
    assert [each.count for each in groups] == sorted(numbers.values(), reverse=True)
