"""What changed between two instants: net changes alone, each company once, no first reads."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.insight.fleet.episode import Incident, VerdictChange
from dashboard.insight.fleet.over_time.changes import changes_between, counted
from dashboard.insight.verdict.state import State
from tests.insight.fleet.episodes import NIGHT, an_episode, began

SINCE, UNTIL = NIGHT - timedelta(hours=12), NIGHT + timedelta(hours=12)
HOUR = timedelta(hours=1)
INCIDENT = Incident(1, "write-refused", "Xero", NIGHT, NIGHT, NIGHT)
LISTS = ("failing", "will_be_switched_off", "switched_off", "behind", "recovered", "over")


def change(before: State | None, after: State, hours: float = 0, company: str = "c1") -> VerdictChange:
    """Return a change that was seen these hours after `NIGHT`."""
    return VerdictChange(company, NIGHT + hours * HOUR, before, after)


def lists(*changes, episodes=()):
    """Return the list each company is in."""
    found = changes_between(SINCE, UNTIL, changes, episodes, ())
    return {each.company_id: name for name in LISTS for each in getattr(found, name)}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (State.ARRIVING, State.FAILING, "failing"),
        (State.LATE, State.FAILING, "failing"),
        (State.ARRIVING, State.DISCONNECTED, "failing"),
        (State.DISCONNECTED, State.FAILING, None),
        (State.WILL_BE_SWITCHED_OFF, State.FAILING, None),
        (State.FAILING, State.WILL_BE_SWITCHED_OFF, "will_be_switched_off"),
        (State.ARRIVING, State.WILL_BE_SWITCHED_OFF, "will_be_switched_off"),
        (State.WILL_BE_SWITCHED_OFF, State.SWITCHED_OFF, "switched_off"),
        (State.PROBABLY_SWITCHED_OFF, State.SWITCHED_OFF, None),
        (State.ARRIVING, State.LATE, "behind"),
        (State.RUNNING, State.STUCK, "behind"),
        (State.LATE, State.STUCK, None),
        (State.FAILING, State.STUCK, None),
        (State.FAILING, State.ARRIVING, "recovered"),
        (State.SWITCHED_OFF, State.NOTHING_TO_SEND, "recovered"),
        (State.LATE, State.ARRIVING, "recovered"),
        (State.RUNNING, State.ARRIVING, None),
        (State.FAILING, State.RUNNING, None),
        (State.FAILING, State.NOT_KNOWN, None),
        (None, State.FAILING, None),
    ],
)
def test_one_change_is_named_for_what_it_is(before, after, expected):
    assert lists(change(before, after)).get("c1") == expected


def test_only_the_net_change_counts():
    there_and_back = (change(State.ARRIVING, State.FAILING), change(State.FAILING, State.ARRIVING, 2))

    assert lists(*there_and_back) == {}
    assert lists(*there_and_back, change(State.ARRIVING, State.FAILING, 3)) == {"c1": "failing"}


def test_a_change_after_the_first_read_counts_from_what_was_read_first():
    assert lists(change(None, State.ARRIVING), change(State.ARRIVING, State.FAILING, 1)) == {"c1": "failing"}


def test_the_beginning_is_left_out_and_the_end_is_in():
    at = {-12: "at the beginning", 12: "at the end", 12.1: "after it"}

    found = lists(*(change(State.ARRIVING, State.FAILING, hours, name) for hours, name in at.items()))

    assert found == {"at the end": "failing"}


def test_a_running_sync_hides_neither_a_trouble_nor_its_end():
    before = an_episode(1, seen_at=SINCE - HOUR)

    assert lists(change(State.RUNNING, State.FAILING), episodes=[before]) == {}
    assert lists(change(State.RUNNING, State.ARRIVING), episodes=[before]) == {"c1": "recovered"}


def test_an_incident_begins_once_and_ends_once():
    ended, seen = NIGHT + 20 * HOUR, NIGHT + 21 * HOUR
    episodes = [began(number, 0, incident_id=1, ended=ended, ended_seen_at=seen) for number in (1, 2, 3)]

    first = changes_between(SINCE, UNTIL, (), episodes, [INCIDENT])
    second = changes_between(UNTIL, UNTIL + 24 * HOUR, (), episodes, [INCIDENT])
    third = changes_between(UNTIL + 24 * HOUR, UNTIL + 48 * HOUR, (), episodes, [INCIDENT])

    assert [(each.companies, each.recovered) for each in first.begun] == [(3, 0)]
    assert [(each.companies, each.recovered) for each in second.ended] == [(3, 3)]
    assert (first.ended, second.begun, third.begun, third.ended) == ((), (), (), ())


def test_an_incident_without_a_company_that_the_reader_sees_is_none():
    found = changes_between(SINCE, UNTIL, (), [began(1, 0)], [INCIDENT])

    assert (found.begun, found.ended) == ((), ())


def test_a_company_that_fails_again_has_not_recovered():
    once = {"incident_id": 1, "company_id": "c1"}
    episodes = [an_episode(1, ended=NIGHT + HOUR, **once), began(2, 2, **once), began(3, 0, incident_id=1)]

    assert counted(INCIDENT, episodes, UNTIL).recovered == 0
    assert counted(INCIDENT, episodes, NIGHT + HOUR).recovered == 1


def test_an_incident_found_by_first_reads_alone_did_not_begin_then_but_can_end():
    over = {"ended": NIGHT + HOUR, "ended_seen_at": NIGHT + HOUR}
    episodes = [an_episode(number, incident_id=1, **over) for number in (1, 2, 3)]
    first_reads = [change(None, State.FAILING, company=f"c{number}") for number in (1, 2, 3)]

    found = changes_between(SINCE, UNTIL, first_reads, episodes, [INCIDENT])
    one_seen_to_fail = changes_between(SINCE, UNTIL, first_reads[:2], episodes, [INCIDENT])

    assert (found.begun, [each.companies for each in found.ended]) == ((), [3])
    assert [each.companies for each in one_seen_to_fail.begun] == [3]


def test_only_a_success_is_a_recovery():
    over = {"ended": NIGHT + HOUR, "ended_seen_at": NIGHT + HOUR, "seen_at": SINCE - HOUR}
    fine = [change(State.FAILING, State.ARRIVING, company=each) for each in ("c1", "c2")]

    found = lists(*fine, episodes=[an_episode(1, **over), an_episode(2, **over, recovered=False)])

    assert found == {"c1": "recovered", "c2": "over"}


def test_of_two_troubles_that_ended_the_last_says_whether_the_company_recovered():
    one = {"company_id": "c1", "recovered": False, "ended_seen_at": NIGHT + HOUR}
    other = {"company_id": "c1", "recovered": True, "ended_seen_at": NIGHT + 2 * HOUR}
    fine = change(State.FAILING, State.ARRIVING, 3)

    assert lists(fine, episodes=[an_episode(1, **one), an_episode(2, **other)]) == {"c1": "recovered"}
    assert lists(fine, episodes=[an_episode(2, **one), an_episode(1, **other)]) == {"c1": "recovered"}


def test_an_incident_is_over_though_some_of_it_went_on_with_another_problem():
    left = {"left_at": NIGHT + HOUR, "left_seen_at": NIGHT + 2 * HOUR}
    episodes = [
        began(1, 0, incident_id=1, **left),
        began(2, 0, incident_id=1, ended=NIGHT + HOUR),
        began(3, 0, incident_id=1, ended=NIGHT + HOUR, recovered=False),
    ]

    found, before = (counted(INCIDENT, episodes, NIGHT + at * HOUR) for at in (2, 1.5))

    assert (found.recovered, found.left, found.over, found.is_over) == (1, 1, 1, True)
    assert (before.recovered, before.left, before.over, before.is_over) == (1, 0, 1, False)


def test_who_sees_only_companies_that_joined_later_gets_the_incident_as_begun_then():
    joined = began(4, 5, incident_id=1, seen_at=NIGHT + 20 * HOUR, ended=NIGHT + 21 * HOUR)
    every = [*(began(number, 0, incident_id=1) for number in (1, 2, 3)), joined]
    later = (UNTIL, UNTIL + 24 * HOUR)

    for_all, for_one = (changes_between(*later, (), its, [INCIDENT]) for its in (every, [joined]))

    assert (for_all.begun, for_all.ended) == ((), ())
    assert [(each.companies, each.recovered) for each in for_one.begun] == [(1, 1)]
    assert for_one.ended == for_one.begun
    assert changes_between(SINCE, UNTIL, (), [joined], [INCIDENT]).begun == ()


def test_who_sees_only_a_company_that_failed_when_first_read_hears_of_no_beginning():
    joined = began(4, 5, incident_id=1, seen_at=NIGHT + 20 * HOUR)
    first_read = VerdictChange("c4", NIGHT + 20 * HOUR, None, State.FAILING)

    found = changes_between(UNTIL, UNTIL + 24 * HOUR, [first_read], [joined], [INCIDENT])

    assert found.begun == ()
