"""Which syncs a person sees for a filter."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_client import CompanySyncStatus
from dashboard.insight.filters import Filters, from_address, matching, newest_first
from dashboard.insight.outcome import Outcome

LONDON = ZoneInfo("Europe/London")
NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 20, 13, 42, tzinfo=UTC)


def sync(at: str | None = "2026-11-20T02:11:00Z", code: int | None = 2000, message: str | None = None):
    return CompanySyncStatus(sync_id=at, sync_status_code=code, sync_utc_text=at, error_message=message)


def shown(syncs, zone=LONDON, **filters):
    return matching(syncs, Filters(**filters), zone, NOW)


def test_without_a_filter_everything_is_shown_in_its_order():
    syncs = [sync("2026-11-18T02:00:00Z"), sync(None), sync("2026-11-20T02:00:00Z")]
    assert shown(syncs) == syncs


def test_a_status_keeps_its_own_syncs():
    failed, good = sync(code=4000), sync(code=2000)
    assert shown([failed, good], statuses=frozenset({Outcome.FAILED})) == [failed]


def test_two_statuses_keep_both():
    failed, good, empty = sync(code=4000), sync(code=2000), sync(code=2040)
    both = frozenset({Outcome.FAILED, Outcome.NOTHING_TO_WRITE})
    assert shown([failed, good, empty], statuses=both) == [failed, empty]


def test_the_last_thirty_days_include_today_and_the_day_29_days_ago():
    syncs = [sync(f"2026-{day}T12:00:00Z") for day in ("11-20", "10-22", "10-21")]
    assert shown(syncs, days=30) == syncs[:2]


def test_days_are_the_merchants_days():
    late_evening = sync("2026-11-11T03:30:00Z")  # 10 Nov 22:30 in New York
    assert shown([late_evening], NEW_YORK, first=date(2026, 11, 10), last=date(2026, 11, 10))
    assert not shown([late_evening], LONDON, first=date(2026, 11, 10), last=date(2026, 11, 10))


def test_both_bounds_are_included_and_each_may_be_missing():
    syncs = [sync(f"2026-11-{day}T12:00:00Z") for day in (10, 11, 12)]
    assert shown(syncs, first=date(2026, 11, 11)) == syncs[1:]
    assert shown(syncs, last=date(2026, 11, 11)) == syncs[:2]


def test_a_sync_without_a_time_is_on_no_day_but_is_not_lost_without_a_filter_of_days():
    assert shown([sync(None)], days=365) == []
    assert shown([sync(None)]) == [sync(None)]


@pytest.mark.parametrize("text", ["TAX", "tax rate", "4000"])
def test_text_is_looked_for_in_messages_and_code_in_any_case(text):
    failed = sync(code=4000, message="Tax rate does not exist")
    assert shown([failed, sync()], text=text) == [failed]


def test_newest_first_puts_syncs_without_a_time_last():
    old, new, unknown = sync("2026-11-01T02:00:00Z"), sync("2026-11-20T02:00:00Z"), sync(None)
    assert newest_first([unknown, old, new]) == [new, old, unknown]


def test_the_address_is_read_back():
    read = from_address({"status": "failed,running", "days": "90", "text": " tax "})
    assert read == Filters(frozenset({Outcome.FAILED, Outcome.RUNNING}), days=90, text="tax")


def test_days_the_wrong_way_round_are_turned():
    read = from_address({"from": "2026-11-15", "to": "2026-11-08"})
    assert (read.first, read.last) == (date(2026, 11, 8), date(2026, 11, 15))


@given(st.dictionaries(st.sampled_from(["status", "days", "from", "to", "text"]), st.text()))
def test_any_nonsense_in_the_address_still_gives_filters(query):
    filters = from_address(query)
    assert isinstance(matching([sync(), sync(None)], filters, LONDON, NOW), list)


@pytest.mark.parametrize(
    ("filters", "count"), [(Filters(), 0), (Filters(days=30), 1), (Filters(first=NOW.date(), text="x"), 2)]
)
def test_set_filters_are_counted(filters, count):
    assert filters.count == count
