"""What is on record of the fleet: episodes, incidents, changes, days.

An episode is each continuous trouble of one company; an incident, many that began together for one cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dashboard.insight.verdict.state import State


@dataclass(frozen=True, slots=True)
class Episode:
    """One trouble of one company, from its beginning to its end. Times are aware and UTC.

    `began`: as `CompanyState.began`, or when we first saw it. `ended`: when a sync succeeded again, or
    without one, when we saw that it was over; None while it lasts. `ended_seen_at`: when we saw that.
    `recovered`: whether a sync that succeeded ended it. `worst`: the gravest state so far. `cause`: the first
    one known. `left_at`: when a later sync failed for another cause, or at last ran though not well, so that
    the company has no part any more in an incident of the first one; None if that wasn't seen. `books`: the
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
    recovered: bool = False
    left_at: datetime | None = None
    left_seen_at: datetime | None = None

    @property
    def end(self) -> MemberEnd | None:
        """How an incident is over for the company, as far as is known now; None while it lasts."""
        if self.left_at is not None:
            return MemberEnd.OTHER
        if self.ended is None:
            return None
        return MemberEnd.RECOVERED if self.recovered else MemberEnd.OVER

    def lasts_at(self, at: datetime) -> bool:
        """Return whether we had seen, by this instant, that it began but not that it ended."""
        ended = self.ended_seen_at or self.ended
        return self.seen_at <= at and (ended is None or ended > at)

    def has_part_at(self, at: datetime) -> bool:
        """Return whether, as far as we had seen by this instant, it lasted with its first cause."""
        return self.lasts_at(at) and not self.has_left_at(at)

    def has_left_at(self, at: datetime) -> bool:
        """Return whether we had seen, by this instant, that a later sync had another cause."""
        return self.left_seen_at is not None and self.left_seen_at <= at


class MemberEnd(StrEnum):
    """How an incident is over for one of its companies."""

    RECOVERED = "recovered"  # a sync succeeded
    OTHER = "other"  # a later sync had another problem
    OVER = "over"  # the problem is over, but no sync that succeeded was seen


@dataclass(frozen=True, slots=True)
class Incident:
    """Companies that began to fail within the same hours with the same cause on the same platform.

    Or, with no `cause`, companies whose syncs due within the same hours didn't run. Its id never changes, so
    its address stays good. The members are the episodes with its id. `became`: the older incident that it
    turned out to be part of, which has its members now; None for most.
    """

    id: int
    cause: str
    books: str
    first_began: datetime
    last_began: datetime
    made_at: datetime
    became: int | None = None

    @property
    def is_late(self) -> bool:
        """Whether its companies are late: no sync ran, so there is no cause."""
        return not self.cause


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
