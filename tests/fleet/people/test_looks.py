"""A reload isn't a new look: what was new stays new until half an hour has passed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.fleet.people.looks import LOOK_LASTS, Looks, from_text, looked, to_text

NOW = datetime(2026, 11, 24, 9, 51, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)
MINUTE = timedelta(minutes=1)


def test_the_first_look_has_none_before_it():
    assert looked(None, NOW) == Looks(NOW)


def test_a_look_the_next_day_counts_from_the_one_before():
    assert looked(Looks(YESTERDAY), NOW) == Looks(NOW, YESTERDAY)


def test_a_reload_keeps_what_was_new():
    first = Looks(NOW, YESTERDAY)
    assert looked(first, NOW + LOOK_LASTS - MINUTE) == first
    assert looked(first, NOW + LOOK_LASTS) == Looks(NOW + LOOK_LASTS, NOW)


def test_a_look_by_a_clock_that_is_ahead_counts_as_none():
    assert looked(Looks(NOW + timedelta(hours=1)), NOW) == Looks(NOW)


@given(at=st.integers(1, 4_000_000_000), before=st.none() | st.integers(1, 4_000_000_000))
def test_the_browser_stores_them_to_the_second(at, before):
    looks = Looks(datetime.fromtimestamp(at, UTC), datetime.fromtimestamp(before, UTC) if before else None)
    assert from_text(to_text(looks)) == looks


@pytest.mark.parametrize(
    "text", ["", "1", "0.1", "1.x", "1.1.1", "-1.1", "٣.1", "99999999999.1", "1." + "1" * 99]
)
def test_anything_else_in_the_browser_counts_as_none(text):
    assert from_text(text) is None
