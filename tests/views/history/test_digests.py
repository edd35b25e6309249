"""What the rules get of History's frame."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from codat_client import CompanySyncStatus
from dashboard.insight.causes.catalogue import cause_of
from dashboard.insight.outcome import Outcome, outcome_of
from dashboard.views.history.digests import (
    ahead,
    cause_counts,
    charted,
    long_ago,
    untimed,
)
from dashboard.views.history.frame import history_frame

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
REFUSED, SKIPPED, WROTE, RUNNING = 5130, 5080, 2000, 1000


def sync(day: int | None, code: int = WROTE) -> CompanySyncStatus:
    text = f"2026-11-{day:02d}T02:14:00Z" if day else None
    return CompanySyncStatus(sync_id=f"{day}-{code}", sync_status_code=code, sync_utc_text=text)


def at(day: int) -> datetime:
    return datetime(2026, 11, day, 2, 14, tzinfo=UTC)


def frame(*syncs: CompanySyncStatus):
    return history_frame(syncs, LONDON)


def test_each_cause_has_its_count_and_its_first_and_last_time():
    known = frame(sync(3, REFUSED), sync(9, REFUSED), sync(5, 5000), sync(6))
    assert cause_counts(known) == {"write-refused": (2, at(3), at(9)), "server-error": (1, at(5), at(5))}


def test_failures_without_a_time_are_counted():
    assert cause_counts(frame(sync(None, REFUSED), sync(3, REFUSED))) == {"write-refused": (2, at(3), at(3))}
    assert cause_counts(frame(sync(None, REFUSED))) == {"write-refused": (1, None, None)}


def test_skipped_syncs_are_in_no_group():
    known = frame(*(sync(day, SKIPPED) for day in range(1, 9)), sync(9, 5000))
    assert cause_counts(known) == {"server-error": (1, at(9), at(9))}


def test_without_failures_there_is_nothing_to_count():
    assert cause_counts(frame(sync(3))) == {}
    assert cause_counts(frame()) == {}


def test_rows_that_a_filter_left_out_leave_no_empty_cause():
    known = frame(sync(3, REFUSED), sync(4, 5000))
    assert list(cause_counts(known[known["code"] == REFUSED])) == ["write-refused"]


def test_charts_have_what_bears_a_time_that_can_be_and_the_rest_is_counted():
    ages_ago = CompanySyncStatus(sync_id="a", sync_utc_text="1970-01-01T00:00:00Z")
    known = frame(sync(3), sync(None), sync(9), ages_ago)
    assert charted(known, at(5))["sync_id"].tolist() == [f"3-{WROTE}"]
    assert (untimed(known), ahead(known, at(5)), long_ago(known, at(5))) == (1, 1, 1)


def test_where_all_times_can_be_the_frame_itself_is_charted():
    known = frame(sync(3), sync(9))
    assert charted(known, NOW) is known


def test_syncs_without_a_time_are_counted():
    assert untimed(frame(sync(None), sync(3), sync(None, REFUSED))) == 2


@given(
    st.lists(
        st.tuples(
            st.integers(1, 28) | st.none(),
            st.sampled_from([WROTE, 2040, REFUSED, SKIPPED, 5000, 4000, RUNNING, 77]),
        )
    )
)
def test_groups_are_those_that_one_finds_sync_by_sync(shown: list[tuple[int | None, int]]):
    syncs = [sync(day, code) for day, code in shown]
    failed = [each for each in syncs if outcome_of(each) is Outcome.FAILED]
    expected = {}
    for each in failed:
        times = sorted(one.sync_utc for one in failed if cause_of(one) == cause_of(each) and one.sync_utc)
        number = sum(cause_of(one).cause == cause_of(each).cause for one in failed)
        expected[cause_of(each).cause.key] = (
            number,
            times[0] if times else None,
            times[-1] if times else None,
        )
    assert cause_counts(frame(*syncs)) == expected
