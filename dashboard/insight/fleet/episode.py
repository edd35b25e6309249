"""Episodes: each continuous trouble of one company; and incidents: many that began together for one cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dashboard.insight.verdict.state import State


@dataclass(frozen=True, slots=True)
class Episode:
    """One trouble of one company, from its beginning to its end. Times are aware and UTC.

    `began`: as `CompanyState.began`, or when we first saw it. `ended`: when a sync succeeded again; None
    while it lasts. `worst`: the gravest state so far. `books`: the platform.
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


@dataclass(frozen=True, slots=True)
class Incident:
    """Companies that began to fail within the same hours with the same cause on the same platform.

    Its id never changes, so its address stays good. The members are the episodes with its id.
    """

    id: int
    cause: str
    books: str
    first_began: datetime
    last_began: datetime
    made_at: datetime
