"""What is recorded of a company: its row, what changed, and the days, each on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.fleet.history import FleetHistory
from dashboard.fleet.reading.reads import LatestFailure
from dashboard.fleet.recording import Judgement, record, record_all
from dashboard.insight.fleet.company_state import FleetCompany
from dashboard.insight.verdict.state import Ground, State
from tests.fleet.support import DAY, MINUTE, NOW, OTHER, fleet_in, open_episodes, state_at
from tests.store.rows import COMPANY

TODAY = NOW.date()


@pytest.fixture
def fleet(store):
    return fleet_in(store)


@pytest.fixture
def history(fleet):
    return FleetHistory(fleet.store, fleet.account_id)


def put(fleet, at, state=State.ARRIVING, now=None, **values):
    """Record a state of the company that was read and judged then."""
    return record(fleet, COMPANY, state_at(at, state, **values), read_at=at, now=now or max(at, NOW))


def test_the_first_state_comes_from_unread_and_its_episode_is_dated_by_the_problem(fleet, history):
    assert put(fleet, NOW, State.FAILING, began=NOW - 9 * DAY, cause="tax")
    (change,), (episode,), row = history.changes(NOW - DAY, NOW), open_episodes(fleet), fleet.one(COMPANY)
    assert (change.state_before, change.state, change.began) == (None, State.FAILING, NOW - 9 * DAY)
    assert (episode.began, episode.seen_at, row.episode_id) == (NOW - 9 * DAY, NOW, episode.id)
    assert row.changed_at is None


def test_an_older_read_changes_nothing(fleet, history):
    put(fleet, NOW)
    revision = fleet.one(COMPANY).revision
    assert not put(fleet, NOW - DAY, State.FAILING)
    row = fleet.one(COMPANY)
    assert (row.state.state, row.revision, len(history.changes(NOW - DAY, NOW))) == (
        State.ARRIVING, revision, 1,
    )  # fmt: skip


def test_the_same_read_judged_later_replaces_the_state(fleet):
    put(fleet, NOW)
    later = NOW + DAY
    assert record(fleet, COMPANY, state_at(later, State.LATE), read_at=NOW, now=later)
    assert not record(fleet, COMPANY, state_at(later - MINUTE), read_at=NOW, now=later)
    row = fleet.one(COMPANY)
    assert (row.state.state, row.read_at, row.changed_at) == (State.LATE, NOW, later)


def test_what_a_clock_that_was_ahead_has_dated_is_replaced(fleet):
    ahead = NOW + 2 * MINUTE
    put(fleet, ahead, State.FAILING, now=ahead)
    assert not put(fleet, NOW, now=NOW + MINUTE)
    assert put(fleet, NOW, now=NOW)
    assert fleet.one(COMPANY).read_at == NOW


@pytest.mark.parametrize("failed_first", [True, False])
def test_a_failed_read_shows_until_the_latest_sync_is_read_again(fleet, failed_first):
    failed = Judgement(COMPANY, failure=LatestFailure(NOW, "Unreachable"))
    read = Judgement(COMPANY, state_at(NOW - MINUTE), NOW - MINUTE)
    assert record_all(fleet, [failed, read] if failed_first else [read, failed], NOW) == 2
    row = fleet.one(COMPANY)
    assert (row.state.state, row.failed_at, row.failed_with) == (State.ARRIVING, NOW, "Unreachable")
    assert not record(
        fleet, COMPANY, None, read_at=None, now=NOW, failure=LatestFailure(NOW - 5 * MINUTE, "Unreachable")
    )
    put(fleet, NOW)
    assert (fleet.one(COMPANY).failed_at, fleet.one(COMPANY).failed_with) == (None, "")


def test_a_company_that_someone_opens_before_the_list_has_it_is_added_unless_codat_lacks_it(fleet):
    gone = Judgement("0" * 8, state_at(NOW, State.NOT_KNOWN, ground=Ground.GONE), NOW)
    new = Judgement(OTHER.upper(), state_at(NOW), NOW, company=FleetCompany(OTHER, "Fern Bakery"))
    assert record_all(fleet, [gone, new], NOW) == 1
    assert {row.company_id: row.company.name for row in fleet.rows()} == {
        COMPANY: "Bluebird Coffee", OTHER: "Fern Bakery",
    }  # fmt: skip


def test_each_change_is_there_once_and_says_what_was_before(fleet, history):
    for minutes, cause in enumerate(("", "", "tax", "tax", "link")):
        at = NOW + minutes * MINUTE
        put(fleet, at, State.FAILING if cause else State.ARRIVING, cause=cause)
    found = history.changes(NOW - DAY, NOW + DAY, COMPANY.upper())
    assert [(each.state_before, each.cause_before, each.state, each.cause) for each in found] == [
        (None, "", State.ARRIVING, ""),
        (State.ARRIVING, "", State.FAILING, "tax"),
        (State.FAILING, "tax", State.FAILING, "link"),
    ]


def test_a_sync_that_runs_changes_nothing_until_its_end_is_known(fleet, history):
    put(fleet, NOW, State.FAILING, cause="tax", began=NOW - DAY)
    put(fleet, NOW + MINUTE, State.RUNNING, began=NOW - DAY)
    put(fleet, NOW + 2 * MINUTE, State.FAILING, cause="tax", began=NOW - DAY)
    row = fleet.one(COMPANY)
    assert (len(history.changes(NOW - DAY, NOW + DAY)), row.changed_at) == (1, None)
    put(fleet, NOW + 3 * MINUTE, State.RUNNING)
    put(fleet, NOW + 4 * MINUTE)
    (_, last) = history.changes(NOW - DAY, NOW + DAY)
    assert (last.state_before, last.cause_before, last.state) == (State.FAILING, "tax", State.ARRIVING)


def test_a_day_has_the_last_problem_of_each_company_and_no_healthy_one(fleet, history):
    put(fleet, NOW, State.LATE, days_missing=1)
    put(fleet, NOW + MINUTE, State.FAILING, days_missing=2, fewest_missing=1, cause="tax")
    put(fleet, NOW + 2 * MINUTE, State.RUNNING)
    record(fleet, OTHER, state_at(NOW), read_at=NOW, now=NOW)
    (day,) = history.days(TODAY, TODAY)
    assert (day.company_id, day.state, day.cause, day.books, day.days_missing, day.fewest_missing) == (
        COMPANY, State.FAILING, "tax", "Xero", 2, 1,
    )  # fmt: skip
    put(fleet, NOW + 3 * MINUTE)
    assert history.days(TODAY, TODAY) == []
    assert history.recorded_days(TODAY - DAY, TODAY) == {TODAY: (2, 1)}


def test_a_day_begins_with_the_problems_of_the_day_before(fleet, history):
    record(fleet, OTHER, state_at(NOW, State.STUCK, days_missing=3, fewest_missing=2), read_at=NOW, now=NOW)
    put(fleet, NOW + DAY)
    tomorrow = TODAY + DAY
    (day,) = history.days(tomorrow, tomorrow)
    assert (day.company_id, day.state) == (OTHER, State.STUCK)
    assert (day.days_missing, day.fewest_missing) == (3, 2)
    assert history.recorded_days(TODAY, tomorrow) == {TODAY: (1, 2), tomorrow: (2, 2)}


def test_a_day_is_one_of_the_teams_zone(store):
    fleet = fleet_in(store, zone="Pacific/Auckland")
    put(fleet, NOW + timedelta(hours=2), State.FAILING)
    (day,) = FleetHistory(store, fleet.account_id).days(TODAY, TODAY + DAY)
    assert day.day == TODAY + DAY
