"""Home's query: it survives odd addresses, every row is on one page, and a count is what its filter shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.insight.fleet.filters import MINE, NAMED, NOBODY, YES, Context, Filter, StateGroup, Viewer
from dashboard.insight.fleet.query import (
    NAMES,
    FleetQuery,
    from_address,
    matching,
    select,
    to_address,
    unmatched,
)
from dashboard.insight.fleet.row_order import Sort, in_order
from dashboard.insight.fleet.work import CompanyWork
from dashboard.insight.verdict.state import State
from tests.insight.fleet.fleet_rows import NOW, a_row, a_state, id_of, rows, works_of

ADA = Viewer("Ada", looked_at=NOW - timedelta(hours=8))
PLAIN = Context({}, ADA, NOW)
FLEETS = rows(12).flatmap(lambda fleet: st.tuples(st.just(fleet), works_of(fleet)))
VALUES = {
    Filter.STATE: [*StateGroup, *State],
    Filter.CAUSE: ["tax-rate", "no-such"],
    Filter.ACTS: ["merchant", "us"],
    Filter.PLATFORM: ["Xero", "Square"],
    Filter.TAG: ["a=x"],
    Filter.INCIDENT: ["1"],
    Filter.OWNER: [MINE, NOBODY, f"{NAMED}mine"],
    Filter.NEW: ["yesterday", "week", "looked"],
    Filter.SNOOZED: ["yes"],
}
QUERIES = st.builds(
    FleetQuery,
    st.fixed_dictionaries({}, optional={name: st.sampled_from(each) for name, each in VALUES.items()}),
    st.sampled_from(Sort),
)


def ids(rows_):
    return [row.company_id for row in rows_]


def pages(fleet, query, context, size):
    """Return all pages, walked from the first one by the links to the next."""
    found = [select(fleet, query, context, size)]
    while found[-1].following is not None:
        found.append(select(fleet, replace(query, after=found[-1].following), context, size))
    return found


@given(QUERIES, st.text(max_size=30))
def test_a_query_comes_back_from_its_address(query, after):
    asked = replace(query, after=after)
    written = {name: value for name, value in to_address(asked).items() if value}
    assert from_address(written) == asked
    assert set(written) <= set(NAMES)


@given(st.fixed_dictionaries({name: st.text(max_size=60) for name in NAMES}), FLEETS)
def test_whatever_an_address_says_it_can_be_answered(address, fleet):
    query = from_address(address)
    found = select(fleet[0], query, Context(fleet[1], ADA, NOW))
    assert len(found.rows) == min(found.total, 100) or query.after


@given(FLEETS, QUERIES, st.integers(1, 7))
def test_every_row_that_matches_is_on_exactly_one_page(fleet, query, size):
    context = Context(fleet[1], ADA, NOW)
    walk = pages(fleet[0], query, context, size)
    assert [each for page in walk for each in ids(page.rows)] == ids(matching(fleet[0], query, context))
    assert [page.first for page in walk if page.rows] == list(range(1, walk[0].total + 1, size))


@given(FLEETS, QUERIES, st.integers(1, 7))
def test_the_page_before_the_next_one_is_this_one(fleet, query, size):
    context = Context(fleet[1], ADA, NOW)
    walk = pages(fleet[0], query, context, size)
    assert walk[0].previous is None
    for one, after in pairwise(walk):
        back = select(fleet[0], replace(query, after=after.previous), context, size)
        assert ids(back.rows) == ids(one.rows)


@settings(max_examples=30)
@given(FLEETS, QUERIES)
def test_a_count_is_the_number_of_rows_that_its_filter_shows(fleet, query):
    context = Context(fleet[1], ADA, NOW)
    found = select(fleet[0], query, context)
    counts = found.counts
    assert found.overall == select(fleet[0], FleetQuery(), context).counts
    for which, values in VALUES.items():
        for value in values:
            shown = select(fleet[0], query.having(which, str(value)), context).total
            assert counts[which].get(value, 0) == shown, (which, value)


@given(FLEETS, QUERIES, st.data())
def test_a_change_of_one_row_leaves_the_order_of_all_others(fleet, query, data):
    before, context = fleet[0], Context(fleet[1], ADA, NOW)
    changed = data.draw(st.sampled_from(before or [a_row()]))
    after = [replace(row, state=a_state(State.ARRIVING)) if row is changed else row for row in before]
    others = [
        [each for each in ids(matching(every, query, context)) if each != changed.company_id]
        for every in (before, after)
    ]
    assert others[0] == others[1]


@given(st.lists(st.integers(-(10**15), 10**15), min_size=2, max_size=2))
def test_numbers_sort_as_texts(numbers):
    one, other = numbers
    assert (in_order(one) < in_order(other)) == (one < other)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"state": "attention"}, [1, 2]),
        ({"state": "soon"}, [1]),
        ({"state": "fine"}, [5]),
        ({"state": "unread"}, [3, 4]),
        ({"platform": "Square"}, [2]),
        ({"owner": "mine"}, [2]),
        ({"owner": "nobody"}, [1]),
        ({"owner": "name:Ada"}, [2]),
        ({"new": "looked"}, [1]),
        ({"new": "yesterday"}, [1, 2]),
        ({"incident": "7"}, [2]),
        ({"tag": "region=EU"}, [4]),
        ({"snoozed": "yes"}, [6]),
        ({"state": "no such state", "sort": "no such sort"}, [1, 2, 3, 4, 5]),
        ({"cause": "no-such-cause"}, []),
        ({"sort": "name"}, [5, 3, 4, 2, 1]),
    ],
)
def test_what_an_address_shows(address, shown):
    ending = a_state(State.WILL_BE_SWITCHED_OFF, switch_off_days=2)
    fleet = [
        a_row(5, a_state(State.ARRIVING), name="A"),
        a_row(4, name="C", tags={"region": "EU"}),
        a_row(3, name="B"),
        a_row(2, a_state(), name="D", shops="Square", incident_id=7, changed_at=NOW - timedelta(hours=20)),
        a_row(1, ending, name="E", changed_at=NOW - timedelta(hours=1)),
        a_row(6, a_state()),
        a_row(7, a_state(), gone=True),
    ]
    works = {
        id_of(2): CompanyWork(id_of(2), owner="Ada"),
        id_of(6): CompanyWork(
            id_of(6), snoozed_at=NOW, until_change=True, snoozed_state=a_state().state_and_cause
        ),
    }
    found = select(fleet, from_address(address), Context(works, ADA, NOW))
    assert ids(found.rows) == [id_of(each) for each in shown]


def test_someone_with_the_same_name_owns_nothing_of_a_person_who_signed_in():
    works = {id_of(1): CompanyWork(id_of(1), owner="Ada", owner_identity="issuer ada")}
    mine = FleetQuery({Filter.OWNER: MINE})
    for viewer, total in (
        (Viewer("Ada"), 0),
        (Viewer("Ada L", "issuer ada"), 1),
        (Viewer("Ada", "issuer b"), 0),
    ):
        assert select([a_row(1, a_state())], mine, Context(works, viewer, NOW)).total == total


def test_the_days_left_are_fewer_when_the_assessment_is_old():
    old = a_state(switch_off_days=5, assessed_at=NOW - timedelta(days=3), valid_until=NOW - timedelta(days=2))
    assert select([a_row(1, old)], from_address({"state": "soon"}), PLAIN).total == 1


def test_a_place_after_the_last_row_shows_the_last_page():
    fleet = [a_row(each) for each in range(25)]
    found = select(fleet, FleetQuery(after="~"), PLAIN, 10)
    assert (found.first, len(found.rows), found.following) == (21, 5, None)


@pytest.mark.parametrize(
    ("address", "ignored"),
    [
        ({"state": "nonsense"}, [(Filter.STATE, "nonsense")]),
        ({"acts": "no_one", "new": "2 days"}, [(Filter.ACTS, "no_one"), (Filter.NEW, "2 days")]),
        ({"snoozed": " no "}, [(Filter.SNOOZED, "no")]),
        ({"state": " ", "cause": "nonsense", "platform": "x", "owner": "y", "tag": "z"}, []),
        ({"state": "failing", "sort": "odd"}, []),
    ],
)
def test_values_that_a_filter_doesn_t_have_are_ignored_and_kept_apart(address, ignored):
    query = from_address(address)
    assert list(query.ignored) == ignored
    assert not {which for which, _ in ignored} & set(query.values)
    assert from_address({key: text for key, text in to_address(query).items() if text}).ignored == ()


@pytest.mark.parametrize(
    ("asked", "sort", "unknown"),
    [
        ("", Sort.URGENCY, ""),
        (" ", Sort.URGENCY, ""),
        ("missing", Sort.MISSING, ""),
        (" missing ", Sort.MISSING, ""),
        ("urgency", Sort.URGENCY, ""),
        ("Missing", Sort.URGENCY, "Missing"),
        ("odd", Sort.URGENCY, "odd"),
        ("x" * 900, Sort.URGENCY, "x" * 500),
    ],
)
def test_an_order_that_there_isn_t_is_kept_apart_and_no_address_repeats_it(asked, sort, unknown):
    query = from_address({"sort": asked, "state": "failing"})
    assert (query.sort, query.unknown_sort) == (sort, unknown)
    again = {key: text for key, text in to_address(query).items() if text}
    assert from_address(again).unknown_sort == ""
    assert again == {"state": "failing"} | ({"sort": sort.value} if sort is not Sort.URGENCY else {})


@given(st.fixed_dictionaries({name: st.text(max_size=60) for name in NAMES}))
def test_a_value_of_an_address_counts_or_is_told(address):
    query = from_address(address)
    for which in Filter:
        is_told = which in query.values or which in dict(query.ignored)
        assert is_told is bool(address[which.value].strip())


@settings(max_examples=30)
@given(FLEETS, QUERIES)
def test_a_filter_that_matches_no_company_is_named_and_only_such_ones(fleet, query):
    context = Context(fleet[1], ADA, NOW)
    found = unmatched(fleet[0], query, context)
    for which, value in query.values.items():
        alone = FleetQuery({which: value})
        snoozed = FleetQuery({which: value, Filter.SNOOZED: YES})
        shown = sum(select(fleet[0], each, context).total for each in (alone, snoozed))
        assert (which in found) is (shown == 0)


def test_of_no_companies_every_filter_is_unmatched():
    query = FleetQuery({Filter.STATE: "failing", Filter.CAUSE: "tax-rate"})
    assert unmatched([], query, PLAIN) == [Filter.STATE, Filter.CAUSE]
    assert unmatched([a_row(1, a_state(cause="tax-rate"))], query, PLAIN) == []
