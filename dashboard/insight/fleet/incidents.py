"""Which episodes are one incident: the same cause on the same platform, begun within the same hours.

Order the episodes of one cause and platform by when they began: neighbours at most `NEAR` apart belong
together, and `FEWEST` companies together are an incident. So it doesn't matter in which order we come to
see them. Episodes without a cause never group: they have nothing in common that could be named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dashboard.insight.fleet.episode import Episode, Incident

NEAR: Final = timedelta(hours=3)
"""How far from the first or the last of an incident another may begin and still belong to it."""
FEWEST: Final = 3
"""The fewest companies of an incident."""


@dataclass(frozen=True, slots=True)
class Joining:
    """What becomes of a new episode that belongs to an incident.

    `incident_id`: of the incident; None if it is to be made. `members`: the ids of the episodes that join it,
    the new one and loose ones. `first_began`, `last_began`: of the incident from now on. `absorbed`: later
    incidents that the new episode shows to be this one. Their members move to it, and their rows stay, with
    its id as what they became: an address of an incident stays good.
    """

    incident_id: int | None
    members: frozenset[int]
    first_began: datetime
    last_began: datetime
    absorbed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Span:
    """The time in which episodes began, or one did."""

    first: datetime
    last: datetime

    def is_near(self, other: _Span) -> bool:
        return self.first - NEAR <= other.last and other.first - NEAR <= self.last

    def with_(self, other: _Span) -> _Span:
        return _Span(min(self.first, other.first), max(self.last, other.last))


def joined(incidents: Collection[Incident], loose: Collection[Episode], new: Episode) -> Joining | None:
    """Return which incident a new episode forms or joins; None if it stays loose.

    `incidents`: of the account, those that became another left out. `loose`: its episodes without an
    incident, ended ones as well, since a company may recover before we see the next one fail. Both may hold
    what has nothing to do with the new one; `new` may be among the loose.
    """
    if not new.cause:
        return None
    episodes = {new.id: new} | {each.id: each for each in loose if _are_alike(each, new)}
    near, span = _nearby(incidents, episodes, new)
    old = sorted(
        each.id for each in incidents if _are_alike(each, new) and _span_of_incident(each).is_near(span)
    )
    if not old and len({episodes[each].company_id for each in near}) < FEWEST:
        return None
    return Joining(old[0] if old else None, frozenset(near), span.first, span.last, tuple(old[1:]))


def _nearby(
    incidents: Iterable[Incident], episodes: dict[int, Episode], new: Episode
) -> tuple[set[int], _Span]:
    """Return the ids of the episodes that belong with the new one, and the time in which all began."""
    near, span = {new.id}, _Span(new.began, new.began)
    spans: list[tuple[int | None, _Span]] = [
        (None, _span_of_incident(each)) for each in incidents if _are_alike(each, new)
    ]
    left = [*spans, *((each.id, _Span(each.began, each.began)) for each in episodes.values())]
    while found := [each for each in left if each[1].is_near(span)]:
        left = [each for each in left if each not in found]
        for episode_id, its in found:
            span = span.with_(its)
            near |= set() if episode_id is None else {episode_id}
    return near, span


def _span_of_incident(incident: Incident) -> _Span:
    return _Span(incident.first_began, incident.last_began)


def _are_alike(one: Episode | Incident, other: Episode) -> bool:
    return (one.cause, one.books) == (other.cause, other.books)
