"""An incident as its reader sees it: only their companies, each once."""

from __future__ import annotations

from datetime import timedelta

from dashboard.insight.fleet.episode import Incident
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
    assert (found.recovered, found.failing, found.ended_at) == (2, 1, None)


def test_nothing_in_it_tells_of_companies_that_the_reader_may_not_see():
    found = state("c3")

    assert (found.first_began, len(found.members), found.ended_at) == (NIGHT + 3 * HOUR, 1, NIGHT + 4 * HOUR)
    assert state("c4") is None


def test_a_company_that_failed_twice_is_one_and_recovers_last():
    twice = [
        began(1, 0, incident_id=1, ended=NIGHT + HOUR),
        began(2, 2, incident_id=1, company_id="c1", ended=NIGHT + 3 * HOUR),
    ]

    found = state("c1", episodes=twice)

    assert [(each.began, each.recovered_at) for each in found.members] == [(NIGHT, NIGHT + 3 * HOUR)]
    assert state("c1", episodes=[twice[0], began(2, 2, incident_id=1, company_id="c1")]).recovered == 0
