"""Whatever is recorded in whatever order: rows, episodes and days agree with each other."""

from __future__ import annotations

from datetime import timedelta
from itertools import count, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dashboard.fleet.history import FleetHistory
from dashboard.fleet.picture import FleetPicture
from dashboard.fleet.recording import Judgement, record_all
from dashboard.fleet.repository import FleetRepository
from dashboard.insight.fleet.company_state import FleetCompany
from dashboard.insight.fleet.has_problem import has_problem
from dashboard.insight.verdict.state import Ground, State
from tests.fleet.support import DAY, MINUTE, NOW, fleet_in, state_at

HOUR = timedelta(hours=1)
IDS = ("a", "b", "c", "d")
quick = hypothesis_settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
_numbers = count()
ANY_ID = st.sampled_from(IDS)


@pytest.fixture
def sqlite(sqlite_url, open_):
    return open_(sqlite_url)


def new_fleet(store) -> FleetRepository:
    """Return a fleet of four companies in an account of its own."""
    listed = [FleetCompany(each, each, "Xero") for each in IDS]
    return fleet_in(store, *listed, account_id=f"account {next(_numbers)}")


STATES = st.sampled_from(
    [State.ARRIVING, State.RUNNING, State.LATE, State.FAILING, State.SWITCHED_OFF, State.NEVER_SYNCED]
)
BEFORE = st.none() | st.integers(0, 3000).map(lambda minutes: NOW - minutes * MINUTE)


@st.composite
def judgements(draw, ids=ANY_ID):
    """Draw a read of a company at some minute of two days, judged then or somewhat later."""
    read_at = NOW - draw(st.integers(0, 2880)) * MINUTE
    state = state_at(
        read_at + draw(st.integers(0, 2)) * MINUTE,
        draw(STATES),
        ground=draw(st.sampled_from([Ground.PLAIN, Ground.PLAIN, Ground.NOT_READ, Ground.GONE])),
        cause=draw(st.sampled_from(["", "tax", "link"])),
        began=draw(BEFORE),
        last_success=draw(BEFORE),
        sync_at=draw(BEFORE),
        version=draw(st.sampled_from("12")),
    )
    return Judgement(draw(ids), state, read_at)


def rank(judged: Judgement):
    """Return what decides which of two judgements of a company is the newer."""
    return judged.read_at, judged.state.assessed_at, judged.state.version


def assert_they_agree(fleet: FleetRepository) -> None:
    """Assert that rows, episodes, incidents, the day and the picture say the same."""
    history, rows = FleetHistory(fleet.store, fleet.account_id), {row.company_id: row for row in fleet.rows()}
    every = history.episodes(NOW - 99 * DAY, NOW + 99 * DAY)
    lasting = {each.company_id: each for each in every if each.ended_seen_at is None}
    assert sum(each.ended_seen_at is None for each in every) == len(lasting)
    assert {key: row.episode_id for key, row in rows.items() if row.episode_id} == {
        key: each.id for key, each in lasting.items()
    }
    for each in every:
        assert each.began <= (each.ended or NOW + 99 * DAY)
        assert each.worst.gravity >= each.state.gravity
        assert (each.left_at is None) is (each.left_seen_at is None)
        assert each.left_at is None or each.began <= each.left_at
        assert not each.recovered or each.ended is not None
    for key, row in rows.items():
        if row.state is not None and has_problem(row.state) is not None:
            assert (key in lasting) is has_problem(row.state)
    (today,) = {day.day for day in history.days(NOW.date(), NOW.date())} or {NOW.date()}
    assert {day.company_id for day in history.days(today, today)} == set(lasting)
    picture = FleetPicture(fleet)
    assert {each.id for each in picture.open_episodes()} == {each.id for each in lasting.values()}
    assert {each.id for each in picture.incidents()} == {
        each.incident_id for each in lasting.values() if each.incident_id is not None and each.left_at is None
    }


@quick
@given(st.lists(judgements(), min_size=1, max_size=12))
def test_recorded_one_by_one_everything_agrees(sqlite, judged):
    fleet = new_fleet(sqlite)
    for each in judged:
        record_all(fleet, [each], NOW)
    assert_they_agree(fleet)


@quick
@given(st.lists(judgements(), min_size=1, max_size=12))
def test_recorded_at_once_everything_agrees_and_the_newest_read_has_won(sqlite, judged):
    fleet = new_fleet(sqlite)
    record_all(fleet, judged, NOW)
    assert_they_agree(fleet)
    for row in fleet.rows():
        mine = [each for each in judged if each.company_id == row.company_id]
        assert (row.read_at is None) is (not mine)
        if mine:
            newest = max(map(rank, mine))
            assert (row.read_at, row.state.assessed_at, row.state.version) == newest


@quick
@given(st.data(), st.lists(judgements(), min_size=2, max_size=6, unique_by=rank))
def test_the_order_in_which_reads_arrive_doesnt_matter_to_the_rows(sqlite, data, judged):
    one, other = new_fleet(sqlite), new_fleet(sqlite)
    record_all(one, judged, NOW)
    record_all(other, data.draw(st.permutations(judged)), NOW)
    first, second = ([(row.state, row.read_at) for row in each.rows()] for each in (one, other))
    assert first == second


@quick
@given(st.lists(judgements(), min_size=1, max_size=6))
def test_what_was_recorded_already_is_not_new(sqlite, judged):
    fleet = new_fleet(sqlite)
    record_all(fleet, judged, NOW)
    before = fleet.rows()
    assert record_all(fleet, judged, NOW + MINUTE) == 0
    assert fleet.rows() == before


@quick
@given(st.lists(judgements(st.just("a")), min_size=1, max_size=8))
def test_each_change_begins_where_the_one_before_ended(sqlite, judged):
    fleet = new_fleet(sqlite)
    record_all(fleet, judged, NOW)
    found = FleetHistory(sqlite, fleet.account_id).changes(NOW - DAY, NOW, "a")
    assert [(each.state_before, each.cause_before) for each in found[:1]] in ([], [(None, "")])
    for one, after in pairwise(found):
        assert (after.state_before, after.cause_before) == (one.state, one.cause)
        assert (after.state, after.cause) != (one.state, one.cause)
    (row,) = (each for each in fleet.rows() if each.company_id == "a")
    if row.state and has_problem(row.state) is not None:  # what says neither is no change
        assert (found[-1].state, found[-1].cause) == (row.state.state, row.state.cause)


@quick
@given(st.lists(st.tuples(st.integers(0, 72), judgements()), min_size=1, max_size=10))
def test_on_every_recorded_day_the_lasting_problems_are_there(sqlite, timed):
    fleet = new_fleet(sqlite)
    history = FleetHistory(sqlite, fleet.account_id)
    hours = sorted(each for each, _ in timed)
    for hour, (_, judged) in zip(hours, timed, strict=True):
        record_all(fleet, [judged], NOW + hour * HOUR)
        lasting = {row.company_id for row in fleet.rows() if row.episode_id is not None}
        day = (NOW + hour * HOUR).date()
        assert day not in history.recorded_days(day, day) or lasting == {
            each.company_id for each in history.days(day, day)
        }


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "Etc/UTC", "America/Los_Angeles", "Asia/Kolkata"])
def test_a_day_begins_at_midnight_of_the_teams_zone(sqlite, zone):
    fleet = fleet_in(sqlite, FleetCompany("a"), zone=zone)
    history = FleetHistory(sqlite, fleet.account_id)
    for minutes in range(0, 24 * 60, 240):
        at = NOW + minutes * MINUTE
        record_all(fleet, [Judgement("a", state_at(at, State.LATE), at)], at)
    days = {(NOW + minutes * MINUTE).astimezone(ZoneInfo(zone)).date() for minutes in range(0, 24 * 60, 240)}
    assert set(history.recorded_days(min(days) - DAY, max(days) + DAY)) == days
