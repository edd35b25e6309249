"""What changed, over any history: parts and whole agree, a past night stays, no company is in two lists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.fleet.episode import Episode, Incident, VerdictChange
from dashboard.insight.fleet.over_time.changes import (
    BEHIND,
    FAILING,
    FINE,
    FleetChanges,
    changes_between,
    counted,
)
from dashboard.insight.verdict.state import OFF, State
from tests.insight.fleet.episodes import NIGHT, an_episode, began

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LISTS = ("failing", "will_be_switched_off", "switched_off", "behind", "recovered", "over")
TELLING = sorted(FINE | BEHIND | FAILING | OFF)
INCIDENT = Incident(1, "write-refused", "Xero", NIGHT, NIGHT, NIGHT)


@dataclass(frozen=True)
class Past:
    """What is on record of a few companies: their changes, a state an hour at most, from `NIGHT` on."""

    changes: tuple[VerdictChange, ...]

    def between(self, since: float, until: float) -> FleetChanges:
        """Return what changed between these hours after `NIGHT`."""
        return changes_between(NIGHT + since * HOUR, NIGHT + until * HOUR, self.changes, (), ())

    def states(self, company: str) -> list[State]:
        return [each.state for each in self.changes if each.company_id == company]


def walked(company: str, states: list[State]) -> list[VerdictChange]:
    """Return the changes of a company that has these states, an hour each; the first is its first read."""
    return [
        VerdictChange(company, NIGHT + hour * HOUR, before, after)
        for hour, (before, after) in enumerate(zip([None, *states], states, strict=False))
        if before is not after
    ]


def pasts(states=TELLING) -> st.SearchStrategy[Past]:
    """Return the past of three companies that were seen in some of these states."""
    walks = st.lists(st.lists(st.sampled_from(states), min_size=2, max_size=8), min_size=3, max_size=3)
    return walks.map(
        lambda each: Past(tuple(c for at, walk in enumerate(each) for c in walked(f"c{at}", walk)))
    )


def named(found: FleetChanges) -> dict[str, str]:
    return {each.company_id: name for name in LISTS for each in getattr(found, name)}


@given(pasts(list(State)), st.integers(0, 8), st.integers(0, 8))
def test_a_company_is_in_one_list_at_most_and_lists_are_in_the_order_of_ids(past, since, lasting):
    found = past.between(since, since + lasting)
    every = [each.company_id for name in LISTS for each in getattr(found, name)]
    assert len(every) == len(set(every))
    for name in LISTS:
        ids = [each.company_id for each in getattr(found, name)]
        assert ids == sorted(ids)


@given(pasts(), st.integers(0, 8))
def test_who_is_listed_for_a_whole_time_is_listed_for_one_of_its_parts(past, middle):
    whole, parts = (
        named(past.between(0.5, 9)),
        (past.between(0.5, middle + 0.5), past.between(middle + 0.5, 9)),
    )
    assert set(whole) <= set(named(parts[0])) | set(named(parts[1]))


@given(pasts(), st.integers(0, 8))
def test_a_part_without_changes_leaves_the_other_as_the_whole(past, middle):
    quiet = Past(tuple(each for each in past.changes if each.at <= NIGHT + middle * HOUR))
    assert named(quiet.between(0.5, middle + 0.5)) == named(quiet.between(0.5, 9))
    assert named(quiet.between(middle + 0.5, 9)) == {}


@given(pasts(list(State)), st.integers(0, 8))
def test_what_is_seen_later_never_changes_a_past_night(past, until):
    by_then = Past(tuple(each for each in past.changes if each.at <= NIGHT + until * HOUR))
    assert past.between(0, until) == by_then.between(0, until)


@given(pasts(list(State)), st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing(past, shuffled):
    changes = list(past.changes)
    shuffled.shuffle(changes)
    assert Past(tuple(changes)).between(0, 9) == past.between(0, 9)


@given(pasts(), st.integers(0, 7))
def test_who_recovered_is_fine_and_who_newly_fails_is_not(past, since):
    for company, name in named(past.between(since + 0.5, 9)).items():
        last = past.states(company)[-1]
        expected = {
            "recovered": FINE,
            "switched_off": OFF,
            "behind": BEHIND,
            "will_be_switched_off": {State.WILL_BE_SWITCHED_OFF},
            "failing": FAILING,
        }
        assert last in expected[name]


@given(pasts([*TELLING, State.RUNNING]), st.integers(1, 8))
def test_a_running_sync_in_between_changes_no_list(past, since):
    through = Past(tuple(_without_running(past.changes)))
    walks = {company: past.states(company) for company in ("c0", "c1", "c2")}
    known = {each for each, states in walks.items() if State.RUNNING not in {states[0], states[-1]}}

    found, expected = (named(each.between(since + 0.5, 9)) for each in (past, through))

    assert {each: found.get(each) for each in known} == {each: expected.get(each) for each in known}


def _without_running(changes: tuple[VerdictChange, ...]) -> list[VerdictChange]:
    """Return the changes as they would be had no running sync been seen; at the time of the later one."""
    found: list[VerdictChange] = []
    known: dict[str, State] = {}
    for each in changes:
        if each.state is State.RUNNING:
            continue
        before = known.get(each.company_id)
        known[each.company_id] = each.state
        if before is not each.state:
            found.append(replace(each, state_before=before))
    return found


@pytest.mark.parametrize("episode_now", [State.LATE, State.FAILING, State.SWITCHED_OFF])
def test_what_becomes_of_a_problem_later_does_not_change_what_a_night_said(episode_now):
    late = VerdictChange("c1", NIGHT - 20 * HOUR, State.ARRIVING, State.LATE)
    runs = VerdictChange("c1", NIGHT - 13 * HOUR, State.LATE, State.RUNNING)
    fails = VerdictChange("c1", NIGHT, State.RUNNING, State.FAILING)
    lasting = an_episode(1, state=episode_now, seen_at=NIGHT - 20 * HOUR)

    found = changes_between(NIGHT - 12 * HOUR, NIGHT + HOUR, [late, runs, fails], [lasting], ())

    assert named(found) == {"c1": "failing"}


@pytest.mark.parametrize(
    ("hours", "companies", "recovered"),
    [(-1, 0, 0), (0, 1, 0), (1, 2, 0), (2, 3, 0), (3, 3, 1), (5, 3, 2), (8, 3, 2), (9, 3, 3)],
)
def test_an_incident_is_counted_as_it_stood_at_each_instant(hours, companies, recovered):
    episodes = [
        began(number, at, incident_id=1, ended=NIGHT + ended * HOUR, ended_seen_at=NIGHT + ended * HOUR)
        for number, at, ended in ((1, 0, 5), (2, 1, 3), (3, 2, 9))
    ]

    found = counted(INCIDENT, episodes, NIGHT + hours * HOUR)

    assert (found.companies, found.recovered, found.is_over) == (companies, recovered, companies == recovered)


def test_what_ended_counts_from_when_we_saw_it():
    seen_late = began(1, 0, incident_id=1, ended=NIGHT + HOUR, ended_seen_at=NIGHT + 10 * HOUR)
    unknown = began(2, 0, incident_id=1, ended=NIGHT + HOUR)

    assert counted(INCIDENT, [seen_late, unknown], NIGHT + 9 * HOUR).recovered == 1
    assert counted(INCIDENT, [seen_late, unknown], NIGHT + 10 * HOUR).recovered == 2


def test_episodes_of_other_incidents_and_of_none_do_not_count():
    episodes = [began(1, 0, incident_id=2), began(2, 0), began(3, 0, incident_id=1)]
    assert counted(INCIDENT, episodes, NIGHT + DAY).companies == 1


def incidents_of(since: float, until: float, episodes: list[Episode], *incidents: Incident):
    """Return the ids of the incidents that began, and those that ended, between these hours."""
    found = changes_between(NIGHT + since * HOUR, NIGHT + until * HOUR, (), episodes, incidents)
    return [each.incident.id for each in found.begun], [each.incident.id for each in found.ended]


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (-1, 0, ([1], [])),
        (0, 1, ([], [])),
        (-1, 6, ([1], [1])),
        (0, 6, ([], [1])),
        (5, 6, ([], [1])),
        (6, 7, ([], [])),
        (-3, -1, ([], [])),
    ],
)
def test_an_incident_begins_when_it_is_made_and_ends_with_the_last_recovery(since, until, expected):
    episodes = [
        began(number, -0.1 * number, incident_id=1, ended=NIGHT + at * HOUR, ended_seen_at=NIGHT + at * HOUR)
        for number, at in ((1, 2), (2, 4), (3, 6))
    ]
    assert incidents_of(since, until, episodes, INCIDENT) == expected


def test_an_incident_that_became_another_is_not_listed_and_others_stand_by_id():
    second, part = replace(INCIDENT, id=2), replace(INCIDENT, id=3, became=1)
    episodes = [began(number, 0, incident_id=number) for number in (1, 2, 3)]
    assert incidents_of(-1, 1, episodes, part, second, INCIDENT) == ([1, 2], [])


def test_an_incident_that_flares_up_again_ends_again():
    again = began(4, 8, incident_id=1, company_id="c1", ended=NIGHT + 9 * HOUR)
    over = [began(number, 0, incident_id=1, ended=NIGHT + HOUR) for number in (1, 2, 3)]
    assert incidents_of(7, 10, [*over, again], INCIDENT) == ([], [])
    assert incidents_of(8.5, 10, [*over, again], INCIDENT) == ([], [1])


def test_nothing_on_record_is_a_quiet_night():
    found = changes_between(NIGHT, NIGHT, (), (), ())
    assert found == FleetChanges(NIGHT, NIGHT)
