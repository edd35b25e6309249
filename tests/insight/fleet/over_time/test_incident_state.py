"""An incident as its reader sees it: only their companies, each once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.insight.fleet.episode import Incident, MemberEnd
from dashboard.insight.fleet.over_time.incident_state import state_of_incident
from tests.insight.fleet.episodes import NIGHT, began

HOUR = timedelta(hours=1)
INCIDENT = Incident(1, "write-refused", "Xero", NIGHT, NIGHT + 3 * HOUR, NIGHT)
EPISODES = [
    began(1, 0, incident_id=1, ended=NIGHT + 5 * HOUR),
    began(2, 1, incident_id=1),
    began(3, 3, incident_id=1, ended=NIGHT + 4 * HOUR),
    began(4, 0, incident_id=2),
]


def state(*seen: str, episodes=EPISODES):
    """Return the incident as someone sees it who may see these companies."""
    return state_of_incident(INCIDENT, episodes, seen)


def test_it_has_its_companies_by_when_they_began():
    found = state("c1", "c2", "c3", "c4")

    assert [each.company_id for each in found.members] == ["c1", "c2", "c3"]
    assert (found.first_began, found.last_began) == (NIGHT, NIGHT + 3 * HOUR)
    assert (found.recovered, found.lasting, found.ended_at) == (2, 1, None)


def test_nothing_in_it_tells_of_companies_that_the_reader_may_not_see():
    found = state("c3")

    assert (found.first_began, len(found.members), found.ended_at) == (NIGHT + 3 * HOUR, 1, NIGHT + 4 * HOUR)
    assert state("c4") is None


def test_each_way_to_come_out_of_it_is_counted_apart():
    ended = NIGHT + 5 * HOUR
    found = state(
        "c1", "c2", "c3", "c4",
        episodes=[
            began(1, 0, incident_id=1, ended=ended),
            began(2, 0, incident_id=1, ended=ended + HOUR, recovered=False),
            began(3, 0, incident_id=1, left_at=NIGHT + 2 * HOUR, left_seen_at=NIGHT + 3 * HOUR),
            began(4, 0, incident_id=1),
        ],
    )  # fmt: skip

    assert {each: found.count(each) for each in (*MemberEnd, None)} == dict.fromkeys((*MemberEnd, None), 1)
    assert [(each.company_id, each.over_at) for each in found.over] == [
        ("c2", ended + HOUR), ("c1", ended), ("c3", NIGHT + 2 * HOUR),
    ]  # fmt: skip
    assert (found.all_recovered, found.ended_at) == (False, None)


@pytest.mark.parametrize("since", [{}, {"ended": NIGHT + 9 * HOUR}])
def test_once_a_later_sync_had_another_cause_the_incident_is_over_for_that_company(since):
    left = {"left_at": NIGHT + 2 * HOUR, "left_seen_at": NIGHT + 3 * HOUR}

    found = state("c1", episodes=[began(1, 0, incident_id=1, **left, **since)])

    assert (found.ended_at, found.lasting, found.all_recovered) == (NIGHT + 2 * HOUR, 0, False)
    assert found.count(MemberEnd.OTHER) == 1


def test_a_company_that_failed_twice_is_one_and_recovers_last():
    twice = [
        began(1, 0, incident_id=1, ended=NIGHT + HOUR),
        began(2, 2, incident_id=1, company_id="c1", ended=NIGHT + 3 * HOUR),
    ]

    found = state("c1", episodes=twice)

    assert [(each.began, each.over_at) for each in found.members] == [(NIGHT, NIGHT + 3 * HOUR)]
    assert state("c1", episodes=[twice[0], began(2, 2, incident_id=1, company_id="c1")]).recovered == 0
