"""What Home computes once for each version of a row is what it would compute anew, at any time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.fleet import filters, row_facts
from dashboard.insight.fleet.row_facts import facts_of, hour_of
from dashboard.insight.fleet.row_order import Sort, place_of, tail_of
from tests.insight.fleet.fleet_rows import NOW, a_row, a_state, rows

HOUR = timedelta(hours=1)
moments = st.integers(0, 40 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))


def facts_at(row, now=NOW):
    return facts_of(row, now, hour_of(now))


@given(rows(), st.lists(moments, min_size=1, max_size=4))
def test_facts_are_those_of_a_moment_of_their_hour(fleet, times):
    for now in times:
        for row in fleet:
            facts = facts_at(row, now)
            assert facts.row is row
            assert facts.tail == tail_of(row)
            assert facts.attention == filters.needs_attention(row)
            first = datetime.fromtimestamp(hour_of(now) * 3600, UTC)
            in_hour = {
                place_of(row, Sort.URGENCY, facts.tail, at) for at in (first, now, first + HOUR * 0.999)
            }
            assert facts.place in in_hour


@given(rows(), moments)
def test_their_profile_has_the_values_of_each_filter_and_none_of_the_context(fleet, now):
    for row in fleet:
        profile = row_facts._profile(filters.of_row(row, now))
        assert profile.values[: len(filters.of_row(row, now))] == filters.of_row(row, now)
        assert len(profile.values) == len(filters.Filter)
        assert not any(profile.values[len(filters.of_row(row, now)) :])


def test_the_same_row_is_computed_once_an_hour():
    row, now = a_row(1, a_state()), NOW.replace(minute=0)
    first = facts_at(row, now)
    assert facts_at(row, now + HOUR - timedelta(seconds=1)) is first
    assert facts_at(row, now + HOUR) is not first


def test_a_new_version_of_a_row_is_computed_anew_though_it_says_the_same():
    row = a_row(2, a_state())
    first = facts_at(row)
    again = facts_at(replace(row))
    assert again is not first
    assert (again.place, again.tail) == (first.place, first.tail)


def test_a_merchant_that_recovers_needs_no_attention_at_once():
    failing = a_row(3, a_state())
    assert facts_at(failing).attention
    assert not facts_at(replace(failing, state=None)).attention


def test_rows_with_the_same_values_share_a_profile():
    first, second, other = (
        facts_at(a_row(at, a_state(cause=cause))) for at, cause in ((4, "a"), (5, "a"), (6, "b"))
    )
    assert first.profile is second.profile
    assert first.profile is not other.profile
    assert first.tail != second.tail


def test_the_days_until_a_switch_off_count_down_while_the_row_stays_the_same():
    row = a_row(7, a_state(switch_off_days=8))
    soon = [facts_at(row, NOW + timedelta(days=day)).profile.values[0] for day in range(7)]
    assert ["week" in values for values in soon] == [False, True, True, True, True, True, True]
    assert ["soon" in values for values in soon] == [False] * 5 + [True, True]


@pytest.mark.parametrize("most", [1, 3])
def test_no_more_is_kept_than_may_be(monkeypatch, most):
    monkeypatch.setattr(row_facts, "_KNOWN", {})
    monkeypatch.setattr(row_facts, "_PROFILES", {})
    monkeypatch.setattr(row_facts, "_MOST_ROWS", most)
    monkeypatch.setattr(row_facts, "_MOST_PROFILES", most)
    for at in range(10):
        row = a_row(at, a_state(cause=f"cause-{at}"))
        assert facts_at(row).place == place_of(row, Sort.URGENCY, tail_of(row), NOW)
        assert len(row_facts._KNOWN) <= most
        assert len(row_facts._PROFILES) <= most


@pytest.mark.parametrize(("seconds", "hour"), [(0, 0), (3599.999, 0), (3600, 1), (7200.5, 2)])
def test_an_hour_begins_on_the_hour(seconds, hour):
    assert hour_of(datetime.fromtimestamp(seconds, UTC)) == hour
