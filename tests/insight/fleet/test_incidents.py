"""What is one incident: as many as the rule says, whatever the order in which we come to see it."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dashboard.insight.fleet.episode import Episode, Incident
from dashboard.insight.fleet.incidents import FEWEST, FEWEST_LATE, NEAR, SPAN, joined
from dashboard.insight.verdict.state import State
from tests.insight.fleet.episodes import NIGHT, Grouped, an_episode, began

CAUSES, BOOKS = ("write-refused", "access-withdrawn", ""), ("Xero", "QuickBooks Online")


@st.composite
def troubles(draw: st.DrawFn, hours: int = 48) -> list[Episode]:
    """Draw up to a dozen troubles of a few companies within two days, or so many hours."""
    when = st.integers(0, 2 * hours)
    drawn = st.tuples(when, st.integers(1, 6), st.sampled_from(CAUSES), st.sampled_from(BOOKS))
    return [
        began(number, half_hours / 2, company_id=f"c{company}", cause=cause, books=books)
        for number, (half_hours, company, cause, books) in enumerate(draw(st.lists(drawn, max_size=12)), 1)
    ]


def by_the_rule(episodes: list[Episode]) -> set[frozenset[int]]:
    """Return the incidents of all these at once: neighbours in time, in runs of enough companies."""
    runs = runs_of(episodes)
    return {frozenset(e.id for e in run) for run in runs if len({e.company_id for e in run}) >= FEWEST}


def runs_of(episodes: list[Episode]) -> list[list[Episode]]:
    """Return the runs of neighbours in time, of one cause on one platform each."""
    found = []
    for cause, books in {(each.cause, each.books) for each in episodes if each.cause}:
        alike = sorted((e for e in episodes if (e.cause, e.books) == (cause, books)), key=lambda e: e.began)
        runs = [[alike[0]]]
        for before, after in pairwise(alike):
            if after.began - before.began > NEAR:
                runs.append([])
            runs[-1].append(after)
        found += runs
    return found


@given(troubles(hours=6) | troubles(), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_grouping_follows_the_rule_in_any_order_of_arrival(episodes, shuffled):
    assume(all(run[-1].began - run[0].began <= SPAN for run in runs_of(episodes)))
    arriving = list(episodes)
    shuffled.shuffle(arriving)

    assert Grouped().see(arriving).members() == by_the_rule(episodes)


@given(troubles())
@settings(max_examples=50, deadline=None)
def test_an_incident_covers_its_members_and_no_episode_is_in_two(episodes):
    grouped = Grouped().see(episodes)

    members = grouped.members()
    assert sum(map(len, members)) == len(frozenset().union(*members))
    for incident in grouped.incidents.values():
        times = [e.began for e in grouped.episodes.values() if e.incident_id == incident.id]
        assert bool(times) is (incident.became is None)
        assert not times or (incident.first_began, incident.last_began) == (min(times), max(times))


@given(troubles(), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_no_incident_goes_on_and_none_that_could_be_is_left_out(episodes, shuffled):
    shuffled.shuffle(episodes)

    grouped = Grouped().see(episodes)

    current = [each for each in grouped.incidents.values() if each.became is None]
    assert all(each.last_began - each.first_began <= SPAN for each in current)
    assert all(len({grouped.episodes[e].company_id for e in each}) >= FEWEST for each in grouped.members())
    loose = [each for each in grouped.episodes.values() if each.incident_id is None]
    assert not [each for each in loose if joined(current, loose, each)]


@given(troubles(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_what_is_seen_later_takes_no_member_from_an_incident_and_its_address_stays_good(episodes, shuffled):
    shuffled.shuffle(episodes)
    grouped = Grouped()
    for new in episodes:
        before = dict(grouped.episodes)
        grouped.see([new])
        for each in before.values():
            now = grouped.episodes[each.id].incident_id
            assert each.incident_id is None or now in {
                each.incident_id,
                grouped.incidents[each.incident_id].became,
            }
    assert all(
        each.became is None or grouped.incidents[each.became].became is None
        for each in grouped.incidents.values()
    )


def test_unrelated_troubles_one_after_another_for_a_week_are_no_incident_of_a_week():
    grouped = Grouped().see(began(number, number * 2.8) for number in range(60))

    spans = [each.last_began - each.first_began for each in grouped.incidents.values()]
    assert len(spans) == 20
    assert max(spans) == timedelta(hours=5.6)


@pytest.mark.parametrize(("late", "belongs"), [(SPAN, True), (SPAN + timedelta(seconds=1), False)])
def test_the_last_begins_at_most_six_hours_after_the_first(late, belongs):
    incident = Incident(7, "write-refused", "Xero", NIGHT, NIGHT + 2 * NEAR - timedelta(hours=1), NIGHT)

    found = joined([incident], [], an_episode(1, began=NIGHT + late))

    assert (found is not None) is belongs


def test_of_two_incidents_that_one_may_join_it_joins_the_older():
    hour = timedelta(hours=1)
    one = Incident(9, "write-refused", "Xero", NIGHT, NIGHT + 4 * hour, NIGHT)
    other = Incident(4, "write-refused", "Xero", NIGHT + 6.5 * hour, NIGHT + 7 * hour, NIGHT)

    found = joined([one, other], [began(2, 5.5)], began(1, 5))

    assert (found.incident_id, found.absorbed, found.members) == (4, (), {1, 2})
    assert (found.first_began, found.last_began) == (NIGHT + 5 * hour, NIGHT + 7 * hour)


def test_a_company_that_fails_again_doesn_t_keep_two_others_from_being_an_incident_with_it():
    repeated = [began(n, hours, company_id="c1") for n, hours in ((1, 2.1), (2, 5))]

    grouped = Grouped().see([*repeated, began(3, 7.9), began(4, 8.2)])

    assert grouped.members() == {frozenset({2, 3, 4})}


def test_a_bad_midnight_for_many_causes_is_an_incident_for_each_of_them():
    episodes = [began(n, 0, cause=CAUSES[n % 2], books=BOOKS[n % 4 // 2]) for n in range(1, 41)]

    grouped = Grouped().see(episodes)

    assert len(grouped.incidents) == 4
    assert all(len(each) == 10 for each in grouped.members())


@pytest.mark.parametrize(("late", "belongs"), [(NEAR, True), (NEAR + timedelta(seconds=1), False)])
def test_an_episode_joins_up_to_three_hours_before_or_after(late, belongs):
    incident = Incident(7, "write-refused", "Xero", NIGHT, NIGHT + timedelta(hours=1), NIGHT)

    for at in (NIGHT - late, NIGHT + timedelta(hours=1) + late):
        found = joined([incident], [], an_episode(1, began=at))
        assert (found is not None and found.incident_id == 7) is belongs


def test_one_company_that_fails_again_and_again_is_no_incident():
    assert not Grouped().see(began(n, n, company_id="c1") for n in range(9)).incidents


def test_who_recovered_before_the_third_was_seen_is_a_member():
    ended = began(1, 0, ended=NIGHT + timedelta(hours=1))

    grouped = Grouped().see([ended, began(2, 0.5), began(3, 2)])

    assert grouped.members() == {frozenset({1, 2, 3})}


def test_of_two_incidents_that_turn_out_to_be_one_the_older_keeps_its_address():
    apart = [*(began(n, 5) for n in (1, 2, 3)), *(began(n, 0) for n in (4, 5, 6))]
    grouped = Grouped().see(apart)
    assert len(grouped.members()) == 2

    grouped.see([began(7, 2.5)])

    assert grouped.members() == {frozenset(range(1, 8))}
    assert grouped.incidents[2].became == 1
    assert grouped.incidents[1].first_began == NIGHT


def late(number: int, hours: float = 0, **values: object) -> Episode:
    """Return a company whose sync, due these hours after `NIGHT`, didn't run."""
    return began(number, hours, **{"state": State.LATE, "cause": "", **values})


@pytest.mark.parametrize(("number", "incidents"), [(FEWEST_LATE - 1, 0), (FEWEST_LATE, 1), (41, 1)])
def test_many_that_are_late_on_one_platform_are_an_incident_and_a_few_are_none(number, incidents):
    grouped = Grouped().see(late(each, each / 20) for each in range(1, number + 1))

    assert [(each.is_late, each.first_began) for each in grouped.incidents.values()] == [
        (True, NIGHT + timedelta(hours=1 / 20))
    ] * incidents
    assert grouped.members() == ({frozenset(range(1, number + 1))} if incidents else set())


@pytest.mark.parametrize(
    "other",
    [
        {"books": "Sage"},
        {"books": ""},
        {"cause": "write-refused"},
        {"state": State.STUCK},
        {"state": State.NOT_KNOWN},
        {"state": State.FAILING},
        {"company_id": "c1"},
        {"began": NIGHT + SPAN + timedelta(seconds=1)},
        {"began": NIGHT - NEAR - timedelta(seconds=1)},
    ],
)
def test_what_isn_t_one_more_late_sync_of_the_platform_makes_no_incident_of_them(other):
    grouped = Grouped().see(late(each) for each in range(1, FEWEST_LATE))

    assert not grouped.see([late(99, **other)]).incidents


def test_late_ones_of_no_known_platform_have_nothing_in_common():
    assert not Grouped().see(late(each, books="") for each in range(1, 42)).incidents


def test_late_ones_and_a_cause_at_the_same_time_are_incidents_of_their_own():
    together = [each for number in range(1, 21) for each in (late(number), began(number + 50, 0))]

    grouped = Grouped().see(together)

    assert sorted((each.cause, each.is_late) for each in grouped.incidents.values()) == [
        ("", True), ("write-refused", False),
    ]  # fmt: skip
    assert sorted(map(len, grouped.members())) == [20, 20]
