"""An incident as a reader sees it: its companies, since when, and how each of them came out of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from dashboard.insight.fleet.episode import Episode, Incident, MemberEnd


@dataclass(frozen=True, slots=True)
class IncidentMember:
    """A company of an incident. `over_at`, `end`: when and how it was over for it; None while it lasts."""

    company_id: str
    began: datetime
    over_at: datetime | None = None
    end: MemberEnd | None = None


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
        return self.count(MemberEnd.RECOVERED)

    @property
    def lasting(self) -> int:
        """For how many of them it lasts."""
        return self.count(None)

    def count(self, end: MemberEnd | None) -> int:
        """Return for how many of them it ended so; None: for how many it lasts."""
        return sum(each.end is end for each in self.members)

    @property
    def all_recovered(self) -> bool:
        """Whether it ended for all of them with a sync that succeeded."""
        return self.recovered == len(self.members)

    @property
    def over(self) -> list[IncidentMember]:
        """Those for which it is over, the last one first."""
        return sorted(
            (each for each in self.members if each.over_at is not None),
            key=lambda each: (each.over_at or each.began, each.company_id),
            reverse=True,
        )

    @property
    def ended_at(self) -> datetime | None:
        """When it was over for the last of them; None while it lasts for one."""
        return None if self.lasting else self.over[0].over_at


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
    first, lasting = episodes[0], [each for each in episodes if each.end is None]
    last = lasting[0] if lasting else max(episodes, key=lambda each: each.left_at or each.ended or each.began)
    return IncidentMember(first.company_id, first.began, last.left_at or last.ended, last.end)
