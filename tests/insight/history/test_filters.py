"""What the address says of filters and order, and what it says no sense of."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.causes.catalogue import causes
from dashboard.insight.history.filters import (
    NAMES,
    STATUSES,
    Filters,
    Order,
    SortColumn,
    from_address,
    next_order,
    not_understood,
    order_from_address,
    order_to_address,
    to_address,
)
from dashboard.insight.outcome import Outcome

DAYS = st.none() | st.dates()


@st.composite
def filters(draw) -> Filters:
    """Draw filters as the page can set them."""
    first, last = sorted([draw(st.dates()), draw(st.dates())])
    days = draw(st.sampled_from([None, 30, 90, 365]))
    return Filters(
        statuses=draw(st.frozensets(st.sampled_from(STATUSES))),
        codes=draw(st.frozensets(st.integers(-(2**31), 2**31 - 1))),
        causes=draw(st.frozensets(st.sampled_from(sorted(causes())))),
        wrote=draw(st.sampled_from([None, True, False])),
        days=days,
        first=None if days else draw(st.sampled_from([None, first])),
        last=None if days else draw(st.sampled_from([None, last])),
        text=draw(st.text(max_size=50)).strip(),
    )


@given(filters())
def test_filters_come_back_from_the_address_as_they_went(wanted):
    query = to_address(wanted)
    assert set(query) == set(NAMES)
    assert from_address({name: value for name, value in query.items() if value}) == wanted


@given(filters())
def test_a_filter_taken_away_is_gone_and_the_others_stay(wanted):
    for kind in wanted.kinds:
        assert wanted.without(kind).kinds == tuple(each for each in wanted.kinds if each != kind)


def test_the_address_is_read():
    read = from_address(
        {"status": "failed,running", "days": "90", "text": " tax ", "wrote": "no", "code": "4000"}
    )
    assert read.statuses == {Outcome.FAILED, Outcome.RUNNING}
    assert (read.codes, read.wrote, read.days, read.text) == (frozenset({4000}), False, 90, "tax")


def test_days_the_wrong_way_round_are_turned():
    read = from_address({"from": "2026-11-15", "to": "2026-11-08"})
    assert (read.first, read.last) == (date(2026, 11, 8), date(2026, 11, 15))


@given(st.dictionaries(st.sampled_from(NAMES), st.text()))
def test_any_nonsense_in_the_address_still_gives_filters(query):
    assert isinstance(from_address(query), Filters)


@pytest.mark.parametrize(
    "query",
    [
        {"cause": "nobody-knows"},
        {"code": f"4,,x,²,--4,+4,{2**31},{-(2**31) - 1}"},
        {"days": "31"},
        {"wrote": "perhaps"},
    ],
)
def test_a_value_that_there_is_not_is_no_filter(query):
    kept = from_address(query)
    assert kept.codes <= {4}
    assert not from_address(query | {"code": ""}).count


@pytest.mark.parametrize("order", [Order(column, down) for column in SortColumn for down in (True, False)])
def test_an_order_comes_back_from_the_address_as_it_went(order):
    assert order_from_address(order_to_address(order) or "") == order


@given(st.text())
def test_an_order_that_makes_no_sense_is_the_newest_first(text):
    assert order_from_address(f"{text}?") == Order()


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Filters(), 0),
        (Filters(days=30), 1),
        (Filters(first=date(2026, 11, 20), text="x"), 2),
        (Filters(last=date(2026, 11, 20), wrote=False), 2),
    ],
)
def test_set_filters_are_counted(wanted, count):
    assert wanted.count == count


@pytest.mark.parametrize(
    ("order", "column", "expected"),
    [
        (Order(), SortColumn.CODE, Order(SortColumn.CODE, descending=False)),
        (Order(), SortColumn.OUTCOME, Order(SortColumn.OUTCOME, descending=True)),
        (Order(), SortColumn.RAN, Order(SortColumn.RAN, descending=False)),
        (Order(SortColumn.CODE, descending=False), SortColumn.CODE, Order(SortColumn.CODE, descending=True)),
    ],
)
def test_choosing_a_column_orders_by_it_and_choosing_it_again_turns_it_round(order, column, expected):
    assert next_order(order, column) == expected


@given(filters())
def test_what_the_page_itself_writes_is_understood(wanted):
    assert not_understood({name: value or "" for name, value in to_address(wanted).items()}) == {}


@pytest.mark.parametrize(
    "query",
    [
        {"status": "zzz"},
        {"status": "failed,zzz"},
        {"code": "4000,x"},
        {"cause": "nope"},
        {"wrote": "perhaps"},
        {"days": "31"},
        {"from": "2027-99-99"},
        {"to": "soon"},
    ],
)
def test_what_makes_no_sense_in_an_address_is_shown(query):
    assert not_understood(query | {"text": "anything, at all"}) == query


def test_two_days_the_wrong_way_round_are_understood():
    assert not_understood({"from": "2026-11-15", "to": "2026-11-08"}) == {}


TODAY = date(2026, 11, 20)


def test_so_many_days_end_with_today_which_is_one_of_them():
    assert Filters(days=30).between(TODAY) == (date(2026, 10, 22), TODAY)
    assert Filters(days=1).between(TODAY) == (TODAY, TODAY)


@pytest.mark.parametrize(("first", "last"), [(None, None), (TODAY, None), (None, TODAY), (TODAY, TODAY)])
def test_without_so_many_days_the_chosen_ones_bound_it(first, last):
    assert Filters(first=first, last=last).between(TODAY) == (first, last)


def test_so_many_days_leave_chosen_ones_out_of_the_address():
    shown = to_address(Filters(days=30, first=TODAY, last=TODAY))
    assert (shown["days"], shown["from"], shown["to"]) == ("30", None, None)


def test_beside_so_many_days_nonsense_in_the_chosen_ones_is_not_reported():
    assert not_understood({"days": "30", "from": "soon"}) == {}


def test_every_code_of_an_int32_can_be_asked_for_and_no_other():
    asked = {"code": "2147483647,-2147483648,2147483648,-2147483649"}
    assert from_address(asked).codes == {2**31 - 1, -(2**31)}


def test_of_many_values_the_first_fifty_count_and_of_a_text_two_hundred_letters():
    asked = from_address({"code": ",".join(str(number) for number in range(1, 53)), "text": f" {'x' * 201}"})
    assert asked.codes == set(range(1, 51))
    assert asked.text == "x" * 200
