"""Home's orders: each sorts as its name says, ties stand by name and id, and numbers sort as texts."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.fleet.filters import Context, Viewer
from dashboard.insight.fleet.query import FleetQuery, matching, select
from dashboard.insight.fleet.row_order import FIRST, Sort, in_order, place_of, tail_of
from dashboard.insight.fleet.urgency import urgency
from dashboard.insight.verdict.state import State
from tests.insight.fleet.fleet_rows import NOW, a_row, a_state, id_of, rows

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CONTEXT = Context({}, Viewer(), NOW)
ENDING = State.WILL_BE_SWITCHED_OFF


def place(row, sort=Sort.URGENCY, now=NOW):
    return place_of(row, sort, tail_of(row), now)


def in_sort(sort, *fleet):
    """Return the numbers of rows in an order; `fleet`: rows of which the id is the number."""
    numbers = {id_of(each): each for each in range(50)}
    return [numbers[row.company_id] for row in matching(fleet, FleetQuery(sort=sort), CONTEXT)]


@pytest.mark.parametrize(
    ("smaller", "greater"),
    [
        (0, 1),
        (1, 2),
        (9, 10),
        (99, 100),
        (-1, 0),
        (-2, -1),
        (-10, -9),
        (-100, -99),
        (-1, 1),
        (-(10**15), 10**15),
        (10**15 - 1, 10**15),
    ],
)
def test_a_number_stands_before_a_greater_one(smaller, greater):
    assert in_order(smaller) < in_order(greater)


@given(st.integers(-(10**17), 10**17), st.text(max_size=5), st.integers(-(10**17), 10**17))
def test_what_follows_a_number_never_decides_over_it(one, tail, other):
    if one < other:
        assert in_order(one) + tail < in_order(other)


def test_the_most_missing_days_come_first_and_unknown_ones_last():
    fleet = [
        a_row(1, a_state(days_missing=0)),
        a_row(2, a_state(days_missing=None)),
        a_row(3, a_state(days_missing=40)),
        a_row(4),
        a_row(5, a_state(days_missing=9)),
        a_row(6, a_state(days_missing=10)),
    ]
    assert in_sort(Sort.MISSING, *fleet) == [3, 6, 5, 1, 2, 4]


def test_what_is_switched_off_soonest_comes_first_and_what_is_not_counted_last():
    fleet = [
        a_row(1, a_state(State.ARRIVING)),
        a_row(2, a_state(ENDING, switch_off_days=10)),
        a_row(3),
        a_row(4, a_state(ENDING, switch_off_days=0)),
        a_row(5, a_state(ENDING, switch_off_days=9)),
    ]
    assert in_sort(Sort.LEFT, *fleet) == [4, 5, 2, 1, 3]


def test_the_newest_trouble_comes_first_and_none_last():
    fleet = [
        a_row(1, a_state(began=NOW - 9 * DAY)),
        a_row(2, a_state(State.ARRIVING)),
        a_row(3, a_state(began=NOW - HOUR)),
        a_row(4),
        a_row(5, a_state(began=NOW - DAY)),
    ]
    assert in_sort(Sort.SINCE, *fleet) == [3, 5, 1, 2, 4]


def test_what_was_never_read_comes_first_then_the_oldest_read():
    fleet = [
        a_row(1, a_state(), read_at=NOW),
        a_row(2),
        a_row(3, a_state(), read_at=NOW - DAY),
        a_row(4, a_state(), read_at=NOW - HOUR),
    ]
    assert in_sort(Sort.READ, *fleet) == [2, 3, 4, 1]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("b", "A", "c"), [2, 1, 3]),
        (("Ann B", "Ann", "Anna"), [2, 1, 3]),
        (("same", "same", "same"), [1, 2, 3]),
        (("z", "", "a"), [2, 3, 1]),
        (("x" * 40 + "b", "x" * 40 + "a", "x"), [3, 1, 2]),
        (("10", "9", "1"), [3, 1, 2]),
        (("straße", "STRASSE", "strassb"), [3, 1, 2]),
    ],
)
def test_names_sort_without_their_case_and_equals_by_id(names, expected):
    assert in_sort(Sort.NAME, *(a_row(at, name=name) for at, name in enumerate(names, 1))) == expected


@pytest.mark.parametrize("sort", Sort)
def test_equals_in_every_order_stand_by_name_and_then_by_id(sort):
    fleet = [a_row(3, a_state(), name="b"), a_row(2, a_state(), name="B"), a_row(4, a_state(), name="a")]
    assert in_sort(sort, *fleet) == [4, 2, 3]


@given(rows(12), st.sampled_from(Sort))
def test_no_two_rows_share_a_place_and_all_come_after_the_first(fleet, sort):
    places = [place(row, sort) for row in fleet]
    assert len(set(places)) == len(places)
    assert all(each > FIRST for each in places)


@given(rows(12))
def test_the_place_by_urgency_agrees_with_the_order_of_urgency(fleet):
    ordered = sorted(fleet, key=place)
    for one, other in pairwise(ordered):
        assert urgency(one, NOW) <= urgency(other, NOW)


@given(rows(12), st.sampled_from(Sort))
def test_the_order_in_which_rows_arrive_changes_nothing(fleet, sort):
    query = FleetQuery(sort=sort)
    assert matching(fleet, query, CONTEXT) == matching(fleet[::-1], query, CONTEXT)


@given(rows(12), st.sampled_from(Sort))
def test_every_order_lists_the_same_rows(fleet, sort):
    listed = {row.company_id for row in matching(fleet, FleetQuery(sort=sort), CONTEXT)}
    assert listed == {row.company_id for row in fleet if not row.company.gone}


def test_a_thousand_rows_that_all_tie_are_walked_without_a_gap():
    fleet = [a_row(number, a_state(), name="same") for number in range(1000)]
    walked: list[str] = []
    after: str | None = FIRST
    while after is not None:
        page = select(fleet, FleetQuery(after=after), CONTEXT)
        walked += [row.company_id for row in page.rows]
        after = page.following
    assert walked == [id_of(number) for number in range(1000)]


def test_ten_thousand_rows_have_a_first_and_a_last_page():
    fleet = [a_row(number, a_state() if number % 7 else None) for number in range(10_000)]
    first = select(fleet, FleetQuery(), CONTEXT)
    last = select(fleet, FleetQuery(after="~"), CONTEXT)
    assert (first.total, len(first.rows), first.previous) == (10_000, 100, None)
    assert (last.first, len(last.rows), last.following) == (9901, 100, None)


def test_a_place_outlives_its_row():
    fleet = [a_row(number, name=f"{number:02}") for number in range(10)]
    query = FleetQuery(sort=Sort.NAME, after=place(fleet[3], Sort.NAME))
    assert select([row for row in fleet if row is not fleet[3]], query, CONTEXT, 3).rows == tuple(fleet[4:7])


@pytest.mark.parametrize("after", ["", "~", "\x00", "💥", "a0", "\ud800", "z" * 10_000])
def test_an_odd_place_shows_a_page_of_the_list(after):
    fleet = [a_row(number) for number in range(5)]
    found = select(fleet, FleetQuery(after=after), CONTEXT, 2)
    assert 1 <= len(found.rows) <= 2
    assert 1 <= found.first <= 5


def test_an_empty_fleet_has_one_empty_page_in_every_order():
    for sort in Sort:
        found = select([], FleetQuery(sort=sort, after="x"), CONTEXT)
        assert (found.rows, found.total, found.first) == ((), 0, 0)
        assert (found.previous, found.following) == (None, None)
        assert not any(found.counts.values())
