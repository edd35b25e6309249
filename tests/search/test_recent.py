"""What the browser stores of recent companies comes back whole, or is dropped: it is untrusted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dashboard.search.recent import MAX_LETTERS, MAX_RECENTS, RecentCompany, merge, parse_recents

NOW = datetime(2026, 11, 20, 13, 42, tzinfo=UTC)
BLUEBIRD = RecentCompany(
    "8b1f02c4-3c9e-4f0a-9d57-2f6f1f0f4a11",
    "Bluebird <b>",
    "Square → Xero",
    "failed",
    "failing 9 days",
    "22 days until switch-off",
    NOW - timedelta(hours=2),
)


def company(number: int, **changes: Any) -> RecentCompany:
    return replace(BLUEBIRD, company_id=f"8b1f02c4-3c9e-4f0a-9d57-{number:012d}", **changes)


def test_what_is_stored_comes_back_the_same():
    assert parse_recents([BLUEBIRD.as_stored()], NOW) == [BLUEBIRD]


@pytest.mark.parametrize(
    "entries",
    [None, "x", 7, {"id": BLUEBIRD.company_id}, [None], ["x"], [{}], [{"id": "../../x"}], [{"id": ["a"]}]],
)
def test_nonsense_is_dropped(entries):
    assert parse_recents(entries, NOW) == []


FIRST_YEARS = ["0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+00:00", "1999-12-31T23:59:59+00:00"]
BAD_TIMES = ["", "soon", "2026-11-20T13:00:00", "2026-11-20T13:43:00+00:00", 5, None, *FIRST_YEARS]


@pytest.mark.parametrize("time", BAD_TIMES)
def test_without_a_believable_time_nothing_is_said_of_the_state(time):
    stored = BLUEBIRD.as_stored() | {"checked_at": time}
    expected = RecentCompany(BLUEBIRD.company_id, BLUEBIRD.name, BLUEBIRD.platforms)
    assert parse_recents([stored], NOW) == [expected]


def test_only_the_first_entries_and_the_beginning_of_long_texts_are_taken():
    stored = [
        company(number, name="x" * 100_000).as_stored() | {"state": "y" * 100_000} for number in range(50)
    ]
    parsed = parse_recents(stored, NOW)
    assert len(parsed) == MAX_RECENTS
    assert {len(each.name) for each in parsed} == {len(each.state) for each in parsed} == {MAX_LETTERS}


def test_a_company_is_listed_once():
    assert len(parse_recents([BLUEBIRD.as_stored(), BLUEBIRD.as_stored()], NOW)) == 1


def test_companies_of_this_session_come_first_and_the_browsers_others_after_them():
    merged = merge([company(2), company(1)], [company(1), company(3)])
    assert merged == [company(2), company(1), company(3)]


def test_of_two_checks_of_a_company_the_later_one_counts():
    older, newer = company(1, checked_at=NOW - timedelta(hours=3)), company(1, checked_at=NOW)
    assert merge([older], [newer]) == merge([newer], [older]) == [newer]
