"""What is recorded of a company: its row, what changed, and its episodes, each on SQLite and PostgreSQL."""

from __future__ import annotations

import pytest

from dashboard.fleet.history import FleetHistory
from dashboard.fleet.recording import record
from dashboard.insight.verdict.state import State
from tests.fleet.support import DAY, NOW, fleet_in, state_at
from tests.store.rows import COMPANY


@pytest.fixture
def fleet(store):
    return fleet_in(store)


def put(fleet, at, state, **values):
    return record(fleet, COMPANY, state_at(at, state, **values), read_at=at, now=max(at, NOW))


def test_the_first_state_of_a_company_comes_from_unread_and_its_episode_is_dated_by_the_problem(fleet):
    assert put(fleet, NOW, State.FAILING, began=NOW - 9 * DAY, cause="tax")
    (change,) = FleetHistory(fleet.store, fleet.account_id).changes(NOW - DAY, NOW)
    (episode,) = FleetHistory(fleet.store, fleet.account_id).open_episodes()
    row = fleet.one(COMPANY)
    assert (change.state_before, change.state, row.changed_at) == (None, State.FAILING, None)
    assert (episode.began, episode.seen_at, row.episode_id) == (NOW - 9 * DAY, NOW, episode.id)


def test_an_older_read_changes_nothing(fleet):
    put(fleet, NOW, State.ARRIVING)
    assert not put(fleet, NOW - DAY, State.FAILING)
    assert fleet.one(COMPANY).state.state is State.ARRIVING
