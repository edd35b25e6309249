"""Episodes of companies, and the incidents that they form."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.fleet.history import FleetHistory
from dashboard.fleet.picture import FleetPicture
from dashboard.fleet.recording import record
from dashboard.insight.fleet.company_state import FleetCompany
from dashboard.insight.fleet.episode import MemberEnd
from dashboard.insight.fleet.incidents import FEWEST_LATE
from dashboard.insight.fleet.over_time.incident_state import state_of_incident
from dashboard.insight.verdict.state import Ground, State
from tests.fleet.support import DAY, MINUTE, NOW, fleet_in, open_episodes, state_at
from tests.store.rows import COMPANY

HOUR = timedelta(hours=1)
MERCHANTS = ("a", "b", "c", "d", "e")


@pytest.fixture
def fleet(store):
    return fleet_in(store, *(FleetCompany(each, each, "Xero") for each in (COMPANY, *MERCHANTS)))


@pytest.fixture
def history(fleet):
    return FleetHistory(fleet.store, fleet.account_id)


def put(fleet, at, state=State.ARRIVING, company_id=COMPANY, **values):
    return record(fleet, company_id, state_at(at, state, **values), read_at=at, now=at)


def episodes(history):
    return history.episodes(NOW - 99 * DAY, NOW + 99 * DAY)


def test_an_episode_lasts_until_a_sync_succeeds_and_keeps_its_gravest_state_and_first_cause(fleet, history):
    put(fleet, NOW, State.LATE, began=NOW - HOUR)
    put(fleet, NOW + HOUR, State.WILL_BE_SWITCHED_OFF, began=NOW, cause="tax")
    put(fleet, NOW + 2 * HOUR, State.FAILING, began=NOW, cause="link")
    put(fleet, NOW + 9 * HOUR, last_success=NOW + 8 * HOUR)
    (episode,) = episodes(history)
    assert (episode.state, episode.worst, episode.cause) == (
        State.FAILING, State.WILL_BE_SWITCHED_OFF, "tax",
    )  # fmt: skip
    assert (episode.began, episode.ended, episode.ended_seen_at) == (
        NOW - HOUR, NOW + 8 * HOUR, NOW + 9 * HOUR,
    )  # fmt: skip
    assert (open_episodes(fleet), fleet.one(COMPANY).episode_id) == ([], None)


@pytest.mark.parametrize(
    "unclear", [{"state": State.RUNNING}, {"state": State.NOT_KNOWN, "ground": Ground.NOT_READ}]
)
def test_a_running_sync_and_a_failed_read_neither_begin_an_episode_nor_end_one(fleet, unclear):
    put(fleet, NOW, **unclear)
    assert open_episodes(fleet) == []
    put(fleet, NOW + HOUR, State.FAILING)
    put(fleet, NOW + 2 * HOUR, **unclear)
    assert len(open_episodes(fleet)) == 1


def test_what_is_over_without_a_success_is_no_recovery(fleet, history):
    put(fleet, NOW, State.FAILING, began=NOW - DAY, last_success=NOW - 2 * DAY)
    put(fleet, NOW + HOUR, State.NEVER_SYNCED)
    put(fleet, NOW, State.FAILING, "a", began=NOW - DAY)
    put(fleet, NOW + 2 * HOUR, State.ARRIVING, "a", last_success=NOW + HOUR)
    assert {each.company_id: (each.recovered, each.ended, each.end) for each in episodes(history)} == {
        COMPANY: (False, NOW + HOUR, MemberEnd.OVER),
        "a": (True, NOW + HOUR, MemberEnd.RECOVERED),
    }


def an_outage(fleet, *companies, **values):
    """Record that these began to fail for one cause, by syncs at `NOW`."""
    for each in companies:
        put(fleet, NOW, State.FAILING, each, **{"began": NOW, "cause": "writes", "sync_at": NOW, **values})


def test_a_new_cause_of_a_later_sync_ends_the_incident_for_that_company(fleet, history):
    an_outage(fleet, *"abc")
    for company_id in "ab":
        put(fleet, NOW + DAY, company_id=company_id, last_success=NOW + 20 * HOUR)
    other = {"began": NOW, "cause": "tax", "sync_at": NOW + 23 * HOUR}
    put(fleet, NOW + DAY, State.FAILING, "c", **other)
    (incident,) = history.incidents(NOW, NOW)
    left = history.members(incident.id)[2]
    assert (left.cause, left.left_at, left.left_seen_at, left.ended) == (
        "writes", NOW + 23 * HOUR, NOW + DAY, None,
    )  # fmt: skip
    assert (fleet.one("c").incident_id, fleet.one("c").episode_id) == (None, left.id)
    assert FleetPicture(fleet).incidents() == ()
    state = state_of_incident(incident, history.members(incident.id), {*"abc"})
    assert (state.recovered, state.count(MemberEnd.OTHER), state.ended_at) == (2, 1, NOW + 23 * HOUR)


@pytest.mark.parametrize(
    "same",
    [
        {"sync_at": NOW, "cause": "tax"},
        {"sync_at": None, "cause": "tax"},
        {"sync_at": NOW + HOUR, "cause": ""},
        {"sync_at": NOW + HOUR, "cause": "writes"},
    ],
    ids=["another view of the same sync", "of no known sync", "no cause", "the same cause again"],
)
def test_what_shows_no_other_cause_of_a_later_sync_ends_nothing(fleet, same):
    an_outage(fleet, *"abc")
    put(fleet, NOW + DAY, State.FAILING, "c", began=NOW, **same)
    assert {each.left_at for each in open_episodes(fleet)} == {None}
    assert fleet.one("c").incident_id is not None


def test_a_new_cause_is_seen_while_the_next_sync_runs_and_stays_seen(fleet):
    an_outage(fleet, *"abc")
    put(fleet, NOW + DAY, State.RUNNING, "c", cause="tax", sync_at=NOW + HOUR)
    put(fleet, NOW + 2 * DAY, State.FAILING, "c", cause="writes", sync_at=NOW + 2 * DAY)
    assert [each.left_at for each in open_episodes(fleet)] == [None, None, NOW + HOUR]


def test_another_view_of_one_sync_that_the_next_sync_confirms_ends_it_with_the_next(fleet):
    an_outage(fleet, *"abc")
    for hours in (1, 2):
        put(fleet, NOW + hours * HOUR, State.FAILING, "c", cause="tax", sync_at=NOW)
    put(fleet, NOW + DAY, State.FAILING, "c", cause="tax", sync_at=NOW + 20 * HOUR)
    assert [each.left_at for each in open_episodes(fleet)] == [None, None, NOW + 20 * HOUR]


def test_a_state_of_a_version_that_knew_no_sync_times_lets_a_later_sync_end_it(fleet):
    an_outage(fleet, *"abc", sync_at=None)
    put(fleet, NOW + DAY, State.FAILING, "c", cause="tax", sync_at=NOW + HOUR)
    assert [each.left_at for each in open_episodes(fleet)] == [None, None, NOW + HOUR]


LATE = [f"late{each}" for each in range(FEWEST_LATE)]


@pytest.fixture
def late(fleet, history):
    """Return the incident of companies whose syncs, due a minute after each other, didn’t run."""
    fleet.put_companies([FleetCompany(each, each, "Xero") for each in LATE], NOW, whole=False)
    for minutes, company_id in enumerate(LATE):
        put(fleet, NOW + 12 * HOUR, State.LATE, company_id, began=NOW + minutes * MINUTE, sync_at=NOW - DAY)
    (incident,) = history.incidents(NOW, NOW + DAY)
    return incident


def test_many_late_companies_of_one_platform_are_an_incident_that_ends_as_their_syncs_run(
    fleet, history, late
):
    assert (late.is_late, late.books, late.first_began) == (True, "Xero", NOW)
    for each in LATE[:-1]:
        put(fleet, NOW + DAY, company_id=each, last_success=NOW + 20 * HOUR)
    assert [each.id for each in FleetPicture(fleet).incidents()] == [late.id]
    put(fleet, NOW + DAY, company_id=LATE[-1], last_success=NOW + 21 * HOUR)
    state = state_of_incident(late, history.members(late.id), LATE)
    assert (state.all_recovered, state.ended_at) == (True, NOW + 21 * HOUR)
    assert FleetPicture(fleet).incidents() == ()


@pytest.mark.parametrize(
    ("after", "left_at"),
    [
        ({"state": State.FAILING, "cause": "writes", "sync_at": NOW + 20 * HOUR}, NOW + 20 * HOUR),
        ({"state": State.STUCK, "sync_at": NOW - DAY}, NOW + DAY),
        ({"state": State.DISCONNECTED, "cause": "side-unlinked", "sync_at": NOW - DAY}, NOW + DAY),
        ({"state": State.LATE, "sync_at": NOW - DAY}, None),
        ({"state": State.RUNNING}, None),
        ({"state": State.NOT_KNOWN, "ground": Ground.NOT_READ}, None),
    ],
)
def test_a_late_company_leaves_the_others_once_it_has_a_problem_of_its_own(
    fleet, history, late, after, left_at
):
    put(fleet, NOW + DAY, company_id=LATE[3], began=NOW, **after)
    found = {each.company_id: each.left_at for each in history.members(late.id)}
    assert found == {**dict.fromkeys(LATE), LATE[3]: left_at}


def test_the_cause_of_one_that_was_late_is_on_record_and_joins_no_second_incident(fleet, late):
    an_outage(fleet, *"abc")
    put(fleet, NOW + DAY, State.FAILING, LATE[0], began=NOW, cause="writes", sync_at=NOW + 20 * HOUR)
    (episode,) = (each for each in open_episodes(fleet) if each.company_id == LATE[0])
    assert (episode.cause, episode.incident_id, episode.end) == ("writes", late.id, MemberEnd.OTHER)


def test_a_success_between_two_problems_makes_them_two_episodes_though_no_one_saw_it(fleet, history):
    put(fleet, NOW, State.FAILING, began=NOW - DAY)
    put(fleet, NOW + 3 * DAY, State.FAILING, began=NOW + 2 * DAY, last_success=NOW + DAY)
    first, second = episodes(history)
    assert (first.ended, second.began, second.ended) == (NOW + DAY, NOW + 2 * DAY, None)


def test_an_episode_begins_no_earlier_than_the_one_before_ended(fleet, history):
    put(fleet, NOW, State.FAILING, began=NOW - DAY)
    put(fleet, NOW + HOUR)
    put(fleet, NOW + 2 * HOUR, State.FAILING, began=NOW - DAY)
    first, second = episodes(history)
    assert first.ended == second.began == NOW + HOUR


def test_three_that_began_together_with_one_cause_on_one_platform_are_an_incident(fleet, history):
    for hours, company_id in enumerate(MERCHANTS):
        cause = "tax" if company_id == "d" else "writes"
        put(fleet, NOW + DAY, State.FAILING, company_id, began=NOW + hours * HOUR, cause=cause)
    (incident,) = history.incidents(NOW, NOW + DAY)
    assert (incident.cause, incident.books, incident.first_began, incident.last_began) == (
        "writes", "Xero", NOW, NOW + 4 * HOUR,
    )  # fmt: skip
    assert [each.company_id for each in history.members(incident.id)] == ["a", "b", "c", "e"]
    assert history.members(incident.id, incident.id + 1) == history.members(incident.id)
    assert history.members() == []
    assert {row.company_id for row in fleet.rows() if row.incident_id == incident.id} == {*"abce"}
    assert history.incident(incident.id) == incident


def test_one_that_recovered_stays_a_member_and_its_row_has_no_incident(fleet, history):
    for company_id in "abc":
        put(fleet, NOW, State.FAILING, company_id, began=NOW, cause="writes")
    put(fleet, NOW + HOUR, company_id="a")
    (incident,) = history.incidents(NOW, NOW)
    assert len(history.members(incident.id)) == 3
    assert fleet.one("a").incident_id is None


def test_two_incidents_become_one_when_another_turns_out_to_lie_between(fleet, history):
    rest = [FleetCompany(each, each, "Xero") for each in "fgh"]
    fleet.put_companies(rest, NOW, whole=False)
    for company_id, hours in zip("abcfgh", (0, 0, 0, 5, 5, 5), strict=True):
        put(fleet, NOW + DAY, State.FAILING, company_id, began=NOW + hours * HOUR, cause="writes")
    later, first = history.incidents(NOW, NOW + DAY)
    put(fleet, NOW + DAY, State.FAILING, "d", began=NOW + 2.5 * HOUR, cause="writes")
    assert (history.incident(later.id).became, history.members(later.id)) == (first.id, [])
    assert len(history.members(first.id)) == 7


def test_a_cause_that_is_known_only_later_joins_as_well(fleet, history):
    for company_id in "ab":
        put(fleet, NOW, State.FAILING, company_id, began=NOW, cause="writes")
    put(fleet, NOW, State.LATE, "c", began=NOW)
    put(fleet, NOW + MINUTE, State.FAILING, "c", began=NOW, cause="writes")
    (incident,) = history.incidents(NOW, NOW)
    assert len(history.members(incident.id)) == 3


def test_the_episode_of_a_company_that_is_gone_is_neither_ended_nor_shown(fleet, history):
    put(fleet, NOW, State.FAILING)
    fleet.put_companies([FleetCompany("a")], NOW, whole=True)
    assert open_episodes(fleet) == []
    assert [each.ended for each in episodes(history)] == [None]
