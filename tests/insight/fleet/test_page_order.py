"""Rows don't jump under the hand: a drawn page keeps its order, and says how many rows have moved."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.fleet.page_order import as_drawn
from tests.insight.fleet.fleet_rows import a_row, a_state, id_of

ROWS = {id_of(each): a_row(each, a_state()) for each in range(8)}
ORDERS = st.lists(st.sampled_from(sorted(ROWS)), unique=True)


def page(*numbers):
    return [ROWS[id_of(each)] for each in numbers]


def page_again(drawn, fresh):
    return as_drawn([id_of(each) for each in drawn], page(*fresh), ROWS)


def test_the_order_is_that_of_the_drawn_page_with_present_values():
    assert list(page_again([3, 1, 2], [1, 2, 3]).rows) == page(3, 1, 2)


def test_a_row_that_one_came_before_has_not_moved_itself():
    assert page_again([1, 2, 3, 4], [5, 1, 2, 3]).moved == 1
    assert page_again([1, 2, 3, 4], [4, 1, 2, 3]).moved == 1
    assert page_again([1, 2], [2, 1]).moved == 1


def test_rows_that_left_and_rows_that_came_count():
    assert page_again([1, 2, 3], [1]).moved == 2
    assert page_again([1], [1, 2, 3]).moved == 2


def test_a_company_that_is_gone_leaves_the_page():
    found = as_drawn([id_of(1), "gone", id_of(2)], page(1, 2), ROWS)
    assert (list(found.rows), found.moved) == (page(1, 2), 0)


@given(ORDERS)
def test_an_unchanged_page_has_not_moved(drawn):
    assert as_drawn(drawn, [ROWS[each] for each in drawn], ROWS).moved == 0


@given(ORDERS, ORDERS)
def test_no_more_rows_move_than_there_are(drawn, fresh):
    found = as_drawn(drawn, [ROWS[each] for each in fresh], ROWS)
    assert 0 <= found.moved <= max(len(drawn), len(fresh))
    assert [row.company_id for row in found.rows] == drawn
