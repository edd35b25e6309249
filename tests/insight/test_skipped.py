"""What a sync that was skipped as a duplicate leaves missing."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.gap import Gap, Range
from dashboard.insight.schedule import Dues, dues_of
from dashboard.insight.skipped import Missing, missing_after
from tests.insight.verdict_makers import NOW, at, settings

NIGHTS = dues_of(settings())
RAN = at(20, 2, 14)


def gap(*missing: Range, fewest: int | None = None) -> Gap:
    return Gap(missing, at(20, 2, 0), days=len(missing), fewest=len(missing) if fewest is None else fewest)


def days(first: int, last: int) -> Range:
    return Range(at(first, 2, 0), at(last, 2, 0))


def test_where_nothing_is_missing_a_skipped_sync_leaves_nothing_missing():
    assert missing_after(RAN, gap(), NIGHTS) is Missing.NOTHING


def test_what_is_missing_up_to_its_due_date_are_its_days():
    assert missing_after(RAN, gap(days(18, 20)), NIGHTS) is Missing.THESE_DAYS


def test_what_is_missing_only_since_is_not_left_by_it():
    assert missing_after(at(18, 2, 14), gap(days(18, 20)), NIGHTS) is Missing.NOTHING


def test_a_success_of_unknown_range_leaves_it_open():
    assert missing_after(RAN, gap(days(18, 20), fewest=0), NIGHTS) is Missing.NOT_KNOWN


@pytest.mark.parametrize(
    ("reported", "missing"),
    [
        (days(17, 18), Missing.NOTHING),
        (days(17, 19), Missing.THESE_DAYS),
        (days(19, 20), Missing.THESE_DAYS),
        (Range(at(20, 2, 0), NOW), Missing.NOTHING),
    ],
)
def test_of_a_range_that_codat_reported_only_its_own_days_count(reported: Range, missing: Missing):
    assert missing_after(RAN, gap(days(18, 20)), NIGHTS, reported) is missing
    assert missing_after(None, gap(days(18, 20)), None, reported) is missing


@pytest.mark.parametrize(
    ("ran", "known", "dues"), [(None, gap(), NIGHTS), (RAN, None, NIGHTS), (RAN, gap(), None)]
)
def test_without_a_time_a_gap_or_a_schedule_nobody_knows(
    ran: datetime | None, known: Gap | None, dues: Dues | None
):
    assert missing_after(ran, known, dues) is Missing.NOT_KNOWN


@given(st.lists(st.integers(1, 19), unique=True), st.integers(2, 20))
def test_nothing_is_left_missing_exactly_where_no_day_before_its_due_date_is(missing: list[int], ran: int):
    known = gap(*(days(each, each + 1) for each in sorted(missing)))
    nothing = missing_after(at(ran, 2, 14), known, NIGHTS) is Missing.NOTHING
    assert nothing is all(each >= ran for each in missing)
