"""Whatever the order in which records of a company arrive, and from however many processes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.fleet.history import FleetHistory
from dashboard.fleet.reading.reads import LatestFailure
from dashboard.fleet.recording import Judgement, record_all
from dashboard.insight.fleet.company_state import FleetCompany
from dashboard.insight.fleet.has_problem import has_problem
from dashboard.insight.verdict.state import State
from tests.fleet.support import DAY, NOW, fleet_in, state_at
from tests.store.conftest import Child

HOUR = timedelta(hours=1)
LAST = NOW + 9 * DAY
FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
HOURS = st.integers(0, 60)
STATES = st.sampled_from([State.ARRIVING, State.RUNNING, State.LATE, State.FAILING, State.SWITCHED_OFF])


@st.composite
def judgements(draw):
    """Draw what one read gave: a state judged then or later, or a failure."""
    read_at = NOW + draw(HOURS) * HOUR
    if draw(st.integers(0, 5)) == 0:
        return Judgement("", failure=LatestFailure(read_at, "Unreachable"))
    judged_at = read_at + draw(st.integers(0, 2)) * HOUR
    began = draw(st.none() | HOURS.map(lambda hours: read_at - hours * HOUR))
    success = draw(st.none() | HOURS.map(lambda hours: read_at - hours * HOUR))
    state = state_at(
        judged_at, draw(STATES), cause=draw(st.sampled_from(["", "tax", "link"])), began=began,
        last_success=success, version=uuid4().hex,
    )  # fmt: skip
    return Judgement("", state, read_at)


@pytest.fixture
def fleet(store):
    return fleet_in(store)


def put(fleet, records, now=LAST):
    """Record these of a company that is new; return its id."""
    company_id = uuid4().hex
    fleet.put_companies([FleetCompany(company_id)], NOW, whole=False)
    record_all(fleet, [replace(each, company_id=company_id) for each in records], now)
    return company_id


def shown(fleet, company_id):
    row = fleet.one(company_id)
    return row.state, row.read_at, row.failed_at, row.failed_with


@FEW
@given(records=st.lists(judgements(), min_size=1, max_size=6), order=st.randoms(use_true_random=False))
def test_any_order_ends_in_the_same_row(fleet, records, order):
    shuffled = order.sample(records, len(records))
    assert shown(fleet, put(fleet, records)) == shown(fleet, put(fleet, shuffled))


@FEW
@given(records=st.lists(judgements(), max_size=8))
def test_changes_are_a_chain_that_ends_in_the_row_and_episodes_never_overlap(fleet, records):
    company_id = put(fleet, records)
    history, row = FleetHistory(fleet.store, fleet.account_id), fleet.one(company_id)
    changes = history.changes(NOW - DAY, LAST, company_id)
    for change, after in pairwise(changes):
        assert (change.state, change.cause) == (after.state_before, after.cause_before)
        assert (change.state, change.cause) != (after.state, after.cause)
    says = row.state is not None and has_problem(row.state) is not None
    if says:  # a running sync says nothing, so no change has it
        assert (changes[-1].state, changes[-1].cause) == (row.state.state, row.state.cause)
    assert all(each.state is not State.RUNNING for each in changes)
    episodes = history.episodes(NOW - 99 * DAY, LAST, company_id)
    for one, next_ in pairwise(episodes):
        assert one.ended is not None
        assert one.began <= one.ended <= next_.began
    still = [each.id for each in episodes if each.ended is None]
    assert still == ([row.episode_id] if row.episode_id else [])
    if says:
        assert bool(still) == has_problem(row.state)


def test_two_processes_that_record_the_same_companies_at_once_make_each_change_once(
    store, fleet, database_url
):
    companies = [f"company-{number}" for number in range(6)]
    fleet.put_companies([FleetCompany(each, books="Xero") for each in companies], NOW, whole=False)
    program = ("record_problems", database_url, fleet.account_id, *companies)
    children = [Child(*program, module="tests.fleet.programs") for _ in range(2)]
    for each in children:
        each.line()
    for each in children:
        each.go()
    assert [each.end() for each in children] == [0, 0]
    history = FleetHistory(store, fleet.account_id)
    for company_id in companies:
        assert len(history.changes(NOW - DAY, LAST, company_id)) == 3
        assert len(history.episodes(NOW - DAY, LAST, company_id)) == 1
    (incident,) = history.incidents(NOW, NOW)
    assert len(history.members(incident.id)) == len(companies)
