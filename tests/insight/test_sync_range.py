"""The range of one sync, by the one function that every page asks. Syncs are due at 02:00 in London."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_client import CompanySyncStatus
from dashboard.insight.gap import Range
from dashboard.insight.sync_range import RangeBasis, SyncRange, range_in
from dashboard.insight.verdict.facts import CompanyFacts
from tests.insight.verdict_makers import NOW, at, linked, nights, settings, sync

WELL = [2000] * 5


def found(record: CompanySyncStatus, syncs: list[CompanySyncStatus] | None, **more: object) -> SyncRange:
    known: dict[str, object] = {"configuration": settings(), "now": NOW} | more
    return range_in(record, CompanyFacts(syncs, linked(), **known))  # type: ignore[arg-type]


def test_a_nightly_sync_goes_from_the_last_success_to_its_own_due_date():
    syncs = nights([2000, 4000, 4000, 2000])
    assert found(syncs[-1], syncs) == SyncRange(
        RangeBasis.ESTIMATED, Range(at(17, 2, 0), at(20, 2, 0)), at(20, 2, 0)
    )


def test_what_codat_reported_of_a_sync_that_we_started_is_its_range():
    ours = sync(at(20, 9))
    reported = Range(at(11), at(14))
    answer = found(ours, [*nights(WELL), ours], reported={ours.sync_id: reported})
    assert answer == SyncRange(RangeBasis.REPORTED, reported, reported.finish)


@pytest.mark.parametrize(
    ("when", "more", "basis"),
    [
        (at(19, 20), {}, RangeBasis.OUTSIDE),
        (at(20, 2, 40), {}, RangeBasis.AFTER_ANOTHER),
        (None, {}, RangeBasis.NO_TIME),
        ("half past two", {}, RangeBasis.NO_TIME),
        (at(25), {}, RangeBasis.NO_TIME),
        (at(20), {"configuration": None}, RangeBasis.NO_SCHEDULE),
        (
            at(20),
            {"configuration": settings(schedule={"selected_frequency": "Monthly"})},
            RangeBasis.NO_SCHEDULE,
        ),
    ],
)
def test_a_range_that_is_not_known_says_why(when, more, basis):
    record = sync(when)
    assert found(record, [*nights(WELL), record], **more).basis is basis
    assert found(record, [*nights(WELL), record], **more).range is None


def test_before_the_list_was_read_only_the_end_can_be_said():
    latest = sync(at(20))
    assert found(latest, None, latest=latest) == SyncRange(RangeBasis.NO_LIST, None, at(20, 2, 0))


def test_after_a_success_outside_the_schedule_the_end_is_still_the_due_date():
    by_hand, nightly = sync(at(19, 15)), sync(at(20))
    answer = found(nightly, [*nights(WELL, at(19)), by_hand, nightly])
    assert answer == SyncRange(RangeBasis.AFTER_ANOTHER, None, at(20, 2, 0))


def test_a_sync_that_bears_only_a_date_belongs_to_that_day_s_due_date():
    record = sync("2026-11-20")
    assert found(record, [*nights(WELL, at(19)), record]).up_to == at(20, 2, 0)


def test_the_latest_one_ahead_of_the_clock_has_a_range_where_its_due_date_has_passed():
    latest = sync(at(20, 3, 30))
    answer = found(latest, [*nights(WELL, at(19)), latest], latest=latest, now=at(20, 2, 20))
    assert answer.range == Range(at(19, 2, 0), at(20, 2, 0))


@given(
    st.lists(st.tuples(st.integers(0, 40 * 24 * 60), st.sampled_from([2000, 2040, 4000, 5000])), max_size=20)
)
def test_what_the_newest_nightly_success_covered_ends_where_the_gap_begins(reported: list[tuple[int, int]]):
    syncs = [*nights([2000], NOW - timedelta(days=41))]
    syncs += [sync(NOW - timedelta(minutes=minutes), code) for minutes, code in reported]
    known = CompanyFacts(syncs, linked(), settings(), NOW)
    success = known.last_success
    assert success
    up_to = range_in(success.record, known).up_to
    if up_to is not None and known.gap and known.gap.missing:
        assert known.gap.covered_to == up_to
