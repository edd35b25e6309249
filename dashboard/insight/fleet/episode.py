"""What is on record of the fleet: episodes, incidents, changes, days.

An episode is each continuous trouble of one company; an incident, many that began together for one cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dashboard.insight.verdict.state import State


@dataclass(frozen=True, slots=True)
class Episode:
    """One trouble of one company, from its beginning to its end. Times are aware and UTC.

    `began`: as `CompanyState.began`, or when we first saw it. `ended`: when a sync succeeded again; None
    while it lasts. `ended_seen_at`: when we saw that. `worst`: the gravest state so far. `books`: the
    platform.
    """

    id: int
    company_id: str
    state: State
    worst: State
    cause: str
    books: str
    began: datetime
    seen_at: datetime
    ended: datetime | None = None
    incident_id: int | None = None
    ended_seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """Companies that began to fail within the same hours with the same cause on the same platform.

    Its id never changes, so its address stays good. The members are the episodes with its id. `became`: the
    older incident that it turned out to be part of, which has its members now; None for most.
    """

    id: int
    cause: str
    books: str
    first_began: datetime
    last_began: datetime
    made_at: datetime
    became: int | None = None


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A company's state or cause changed. `at`: when we saw it (aware, UTC).

    `state_before`: None if the company was read for the first time. `began`, `days_missing`: as
    `CompanyState` has them after the change.
    """

    company_id: str
    at: datetime
    state_before: State | None
    state: State
    cause_before: str = ""
    cause: str = ""
    began: datetime | None = None
    days_missing: int | None = None


@dataclass(frozen=True, slots=True)
class CompanyDay:
    """The last that we saw of a company on one day of the team's zone, if it wasn't fine.

    `days_missing`, `fewest_missing`: at most and at least; None where unknown.
    """

    day: date
    company_id: str
    state: State
    cause: str = ""
    books: str = ""
    days_missing: int | None = None
    fewest_missing: int | None = None
