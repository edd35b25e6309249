"""A day of 1,000 merchants with an outage of 41, on a fast clock: one incident, begun and ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from dashboard.fleet.history import FleetHistory
from dashboard.fleet.recording import Judgement, record_all
from dashboard.insight.fleet.company_state import CompanyState, FleetCompany
from dashboard.insight.fleet.over_time.changes import changes_between
from dashboard.insight.fleet.over_time.incident_state import state_of_incident
from dashboard.insight.verdict.state import State
from tests.fleet.support import NOW, fleet_in, state_at

HOUR = timedelta(hours=1)
EVENING = NOW.replace(day=24, hour=20, minute=0)
OUTAGE, OVER = EVENING.replace(day=25, hour=3, minute=10), EVENING.replace(day=25, hour=9)
UNTIL = EVENING + 24 * HOUR
EVERY_15_MINUTES = [EVENING + timedelta(minutes=15 * at) for at in range(24 * 4 + 1)]
BOOKS = ("Xero", "QuickBooks Online", "Sage")
COMPANIES = [FleetCompany(f"m{at:04}", f"Merchant {at}", BOOKS[at % 3]) for at in range(1000)]
HIT = {each.company_id for each in [each for each in COMPANIES if each.books == "Xero"][:41]}
NEVER_READ_BEFORE = {"m0999"}
# Single merchants that night: the outage’s cause on other platforms, other causes on the same one.
OTHERS = {
    **{f"m{at:04}": ("write-refused", OUTAGE) for at in (1, 2)},
    **{f"m{at:04}": ("settings", OUTAGE) for at in (900, 903)},
    **{f"m{at:04}": ("", OUTAGE) for at in (906, 909, 912, 915)},
    "m0999": ("access-withdrawn", OUTAGE),
}


def began_of(at: int) -> datetime:
    """Return when a merchant's sync failed: they are due over two hours, in no order of their ids."""
    return OUTAGE + timedelta(minutes=at * 7 % 120)


def state_of(at: int, company: FleetCompany, now: datetime) -> CompanyState:
    """Return what a poll at this moment finds."""
    cause, began = OTHERS.get(company.company_id, ("", None))
    if company.company_id in HIT:
        cause, began = "write-refused", began_of(at) if now < OVER + timedelta(minutes=at) else None
    if began is None or now < began:
        success = OVER + timedelta(minutes=at) if company.company_id in HIT and now >= OVER else None
        return state_at(now, last_success=success)
    state = State.FAILING if cause else State.LATE
    return state_at(now, state, cause=cause, began=began, days_missing=1)


def simulate(repository, seed: int) -> None:
    """Poll every 15 minutes what has changed, in a random order; everything once at the beginning."""
    known: dict[str, tuple[State, str]] = {}
    order = Random(seed)
    for now in EVERY_15_MINUTES:
        judged = []
        for at, company in enumerate(COMPANIES):
            if company.company_id in NEVER_READ_BEFORE and now < OUTAGE + 6 * HOUR:
                continue
            found = state_of(at, company, now)
            if known.get(company.company_id) != (found.state, found.cause):
                known[company.company_id] = found.state, found.cause
                judged.append(Judgement(company.company_id, found, now))
        order.shuffle(judged)
        record_all(repository, judged, now)


def test_an_outage_of_41_is_one_incident_that_begins_and_ends(open_, sqlite_url):
    store = open_(sqlite_url)
    repository = fleet_in(store, *COMPANIES)
    simulate(repository, seed=16)
    history = FleetHistory(store, repository.account_id)

    incident, *more = history.incidents(EVENING, UNTIL)
    members = history.members(incident.id)
    whole = state_of_incident(incident, members, {each.company_id for each in members})

    assert more == []
    assert {each.company_id for each in whole.members} == HIT
    assert (whole.first_began, whole.lasting) == (OUTAGE, 0)
    assert (incident.first_began, incident.last_began) == (whole.first_began, whole.last_began)
    assert whole.ended_at is not None
    assert OVER <= whole.ended_at <= OVER + 3 * HOUR

    night = changes_between(
        EVENING,
        OUTAGE + 4 * HOUR,
        history.changes(EVENING, UNTIL),
        history.episodes(EVENING, UNTIL),
        [incident],
    )
    assert len(night.failing) == 41 + 2 + 2
    assert (len(night.behind), len(night.recovered)) == (4, 0)
    assert [(each.companies, each.recovered) for each in night.begun] == [(41, 0)]

    morning = changes_between(
        night.until, UNTIL, history.changes(EVENING, UNTIL), history.episodes(EVENING, UNTIL), [incident]
    )
    assert {each.company_id for each in morning.recovered} == HIT
    assert [(each.companies, each.recovered) for each in morning.ended] == [(41, 41)]
    assert (morning.failing, morning.begun, night.ended) == ((), (), ())

    troubled = {each.company_id for each in history.days(date(2026, 11, 25), date(2026, 11, 25))}
    assert troubled == set(OTHERS)
