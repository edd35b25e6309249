"""An incident as a reader sees it: its companies, since when, and who has recovered."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from dashboard.insight.fleet.episode import Episode, Incident


@dataclass(frozen=True, slots=True)
class IncidentMember:
    """A company of an incident. `recovered_at`: when a sync succeeded again; None while it still fails."""

    company_id: str
    began: datetime
    recovered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class IncidentState:
    """An incident with the companies of it that a reader may see, by when they began to fail; never empty."""

    incident: Incident
    members: tuple[IncidentMember, ...]

    @property
    def first_began(self) -> datetime:
        """When the first of them began to fail."""
        return self.members[0].began

    @property
    def last_began(self) -> datetime:
        """When the last of them began to fail."""
        return self.members[-1].began

    @property
    def recovered(self) -> int:
        """How many of them have recovered."""
        return sum(each.recovered_at is not None for each in self.members)

    @property
    def failing(self) -> int:
        """How many of them still fail."""
        return len(self.members) - self.recovered

    @property
    def ended_at(self) -> datetime | None:
        """When the last of them recovered; None while one still fails."""
        times = [each.recovered_at for each in self.members if each.recovered_at is not None]
        return max(times) if len(times) == len(self.members) else None


def state_of_incident(
    incident: Incident, episodes: Iterable[Episode], seen: Collection[str]
) -> IncidentState | None:
    """Return the incident as its reader sees it; None if they see none of its companies.

    `episodes`: at least its own. `seen`: the ids of the companies that the reader may see.
    """
    its = [each for each in episodes if each.incident_id == incident.id and each.company_id in seen]
    its.sort(key=lambda each: (each.company_id, each.began))
    members = [_member(list(each)) for _, each in groupby(its, key=lambda each: each.company_id)]
    ordered = sorted(members, key=lambda each: (each.began, each.company_id))
    return IncidentState(incident, tuple(ordered)) if ordered else None


def _member(episodes: list[Episode]) -> IncidentMember:
    """Return a company from its episodes, in order; one that failed again hasn't recovered."""
    ended = [each.ended for each in episodes if each.ended is not None]
    over = len(ended) == len(episodes)
    return IncidentMember(episodes[0].company_id, episodes[0].began, max(ended) if over else None)
