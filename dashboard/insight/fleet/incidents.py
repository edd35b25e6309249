"""Which episodes are one incident: the same cause on the same platform, begun within the same hours.

Order the episodes of one cause and platform by when they began: neighbours at most `NEAR` apart belong
together, as long as all began within `SPAN` of the first, and `FEWEST` companies together are an incident.
An incident keeps its members whatever is seen later, unless it turns out to be part of an older one: its
address stays good, and no later episode makes it another one. So only for what goes on longer than `SPAN`
does it matter in which order we come to see it.

Late syncs have no cause. What those of one platform have in common is that none ran when it was due, and by
chance a few are late at any time: only `FEWEST_LATE` of them are an incident. Other episodes without a cause
never group: they have nothing in common that could be named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from typing import Final

from dashboard.insight.fleet.episode import Episode, Incident
from dashboard.insight.verdict.state import State

NEAR: Final = timedelta(hours=3)
"""How far from another of an incident one may begin and still belong to it."""
SPAN: Final = timedelta(hours=6)
"""How long after the first of an incident the last of it may begin."""
FEWEST: Final = 3
"""The fewest companies of an incident."""
FEWEST_LATE: Final = 10
"""The fewest of one without a cause."""


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
class _Block:
    """An episode or an incident, with the time in which it began. `incident_id`: None of an episode."""

    first: datetime
    last: datetime
    company_id: str = ""
    episode_id: int | None = None
    incident_id: int | None = None


def joined(incidents: Collection[Incident], loose: Collection[Episode], new: Episode) -> Joining | None:
    """Return which incident a new episode forms or joins; None if it stays loose.

    `incidents`: of the account, those that became another left out. `loose`: its episodes without an
    incident, ended ones as well, since a company may recover before we see the next one fail. Both may hold
    what has nothing to do with the new one; `new` may be among the loose.
    """
    if not new.cause and not _is_late(new):
        return None
    episodes = {each.id: each for each in loose if _are_alike(each, new)} | {new.id: new}
    blocks = [
        *(_Block(each.first_began, each.last_began, incident_id=each.id) for each in incidents
          if _are_alike(each, new)),
        *(_Block(each.began, each.began, each.company_id, each.id) for each in episodes.values()),
    ]  # fmt: skip
    best = min(_groups(blocks, new), key=_rank)
    old = _incidents_of(best)
    if not old and _companies(best) < (FEWEST if new.cause else FEWEST_LATE):
        return None
    members = frozenset(each.episode_id for each in best if each.episode_id is not None)
    return Joining(old[0] if old else None, members, best[0].first, _last(best), tuple(old[1:]))


def _groups(blocks: Collection[_Block], new: Episode) -> Iterator[list[_Block]]:
    """Yield the groups that the new episode may belong to, one for each time at which it may have begun."""
    for first in {each.first for each in blocks if each.first <= new.began <= each.first + SPAN}:
        within = [each for each in blocks if first <= each.first and each.last <= first + SPAN]
        for run in _runs(within):
            if any(each.episode_id == new.id for each in run):
                yield run


def _runs(blocks: Iterable[_Block]) -> list[list[_Block]]:
    """Return the blocks as runs of neighbours, each in order."""
    runs: list[list[_Block]] = []
    for each in sorted(blocks, key=lambda block: (block.first, block.last)):
        if runs and each.first - _last(runs[-1]) <= NEAR:
            runs[-1].append(each)
        else:
            runs.append([each])
    return runs


def _rank(group: list[_Block]) -> tuple[float, int, datetime]:
    """Return what orders groups: that of the oldest incident first, then the largest, then the earliest."""
    return min(_incidents_of(group), default=inf), -_companies(group), group[0].first


def _incidents_of(group: Iterable[_Block]) -> list[int]:
    return sorted(each.incident_id for each in group if each.incident_id is not None)


def _companies(group: Iterable[_Block]) -> int:
    return len({each.company_id for each in group if each.company_id})


def _last(group: Iterable[_Block]) -> datetime:
    return max(each.last for each in group)


def _are_alike(one: Episode | Incident, other: Episode) -> bool:
    if (one.cause, one.books) != (other.cause, other.books):
        return False
    return bool(other.cause) or isinstance(one, Incident) or _is_late(one)


def _is_late(episode: Episode) -> bool:
    """Return whether all that is known of an episode is that no sync ran, on a known platform."""
    return episode.state is State.LATE and not episode.cause and bool(episode.books)
