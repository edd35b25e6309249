"""Activity's filters in the address: parsed as written, and nothing in an address is trusted."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.activity.entry import ActivityKind, ActivityOutcome
from dashboard.insight.activity.filters import (
    NAMES,
    PRESETS,
    UNNAMED,
    ActivityFilters,
    from_address,
    instants,
    to_address,
)

COMPANY = "5bb4f6e2-2f0c-4d5c-9b9c-3c1f3f3b7e01"
NOW = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
SYDNEY = ZoneInfo("Australia/Sydney")
ALL_SET = ActivityFilters(
    "Ada", COMPANY, frozenset({ActivityOutcome.FAILED}), frozenset({ActivityKind.NOTE}), days=30
)


@pytest.mark.parametrize(
    "filters",
    [
        ActivityFilters(),
        ALL_SET,
        ActivityFilters(person=UNNAMED),
        ActivityFilters(first=date(2026, 11, 1)),
        ActivityFilters(first=date(2026, 11, 1), last=date(2026, 11, 7)),
        ActivityFilters(outcomes=frozenset(ActivityOutcome)),
        *(ActivityFilters(days=days) for days in PRESETS),
    ],
)
def test_filters_are_read_back_from_their_address(filters):
    written = {name: value for name, value in to_address(filters).items() if value}
    assert from_address(written) == filters
    assert set(written) <= set(NAMES)


@given(st.fixed_dictionaries({name: st.text(max_size=200) for name in NAMES}))
def test_whatever_an_address_says_it_gives_filters_that_can_be_used(query):
    filters = from_address(query)
    instants(filters, NOW, SYDNEY)
    assert from_address({name: value or "" for name, value in to_address(filters).items()}) == filters


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-13-01", "tomorrow"])
def test_a_day_that_cannot_be_shown_is_ignored(day):
    assert from_address({"from": day, "to": day}) == ActivityFilters()


def test_days_in_the_wrong_order_are_turned():
    filters = from_address({"from": "2026-11-07", "to": "2026-11-01"})
    assert (filters.first, filters.last) == (date(2026, 11, 1), date(2026, 11, 7))


def test_days_are_those_of_the_zone_both_ends_included():
    filters = ActivityFilters(first=date(2026, 11, 1), last=date(2026, 11, 2))
    after, before = instants(filters, NOW, SYDNEY)
    assert (after, before) == (
        datetime(2026, 10, 31, 13, tzinfo=UTC),
        datetime(2026, 11, 2, 13, tzinfo=UTC),
    )


def test_the_last_days_end_today_in_the_zone():
    after, before = instants(ActivityFilters(days=7), NOW, SYDNEY)
    assert (after, before) == (
        datetime(2026, 11, 18, 13, tzinfo=UTC),
        datetime(2026, 11, 25, 13, tzinfo=UTC),
    )


@pytest.mark.parametrize("kind", ALL_SET.kinds)
def test_a_filter_can_be_removed_alone(kind):
    assert set(ALL_SET.without(kind).kinds) == set(ALL_SET.kinds) - {kind}
