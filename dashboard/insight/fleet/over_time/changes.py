"""What changed in the fleet between two instants, from what is on record alone.

Only what was seen by the second instant counts, so the result of a past night never changes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from dashboard.insight.fleet.episode import Episode, Incident, VerdictChange
from dashboard.insight.fleet.over_time.checking import FleetChecking
from dashboard.insight.verdict.state import OFF, State

FINE: Final = frozenset({State.ARRIVING, State.NOTHING_TO_SEND})
BEHIND: Final = frozenset({State.LATE, State.STUCK})
FAILING: Final = frozenset({State.FAILING, State.DISCONNECTED, State.WILL_BE_SWITCHED_OFF})
_SAYS_NOTHING: Final = frozenset({State.RUNNING, State.NOT_KNOWN})


@dataclass(frozen=True, slots=True)
class IncidentCount:
    """The progress of an incident at an instant: its companies, and how many have recovered.

    `left`: how many had another problem after it; `over`: for how many it was over in another way.
    """

    incident: Incident
    companies: int
    recovered: int
    left: int = 0
    over: int = 0

    @property
    def is_over(self) -> bool:
        """Whether no company has a part in it any more."""
        return self.recovered + self.left + self.over == self.companies


@dataclass(frozen=True, slots=True)
class FleetChanges:
    """What changed after `since` and until `until` (aware). Each company is in one list at most.

    The changes are each company's last one in that time, ordered by company id. `failing`: newly; `behind`:
    newly late or stuck; `over`: fine again, though no sync that succeeded was seen. `recorded_since`: when
    recording began, if that was in that time. `checking`: how far the companies were checked in it; None if
    that isn't known.
    """

    since: datetime
    until: datetime
    failing: tuple[VerdictChange, ...] = ()
    will_be_switched_off: tuple[VerdictChange, ...] = ()
    switched_off: tuple[VerdictChange, ...] = ()
    behind: tuple[VerdictChange, ...] = ()
    recovered: tuple[VerdictChange, ...] = ()
    over: tuple[VerdictChange, ...] = ()
    begun: tuple[IncidentCount, ...] = ()
    ended: tuple[IncidentCount, ...] = ()
    recorded_since: datetime | None = None
    checking: FleetChecking | None = None

    @property
    def is_partial(self) -> bool:
        """Whether something may have changed that no one saw."""
        return self.recorded_since is not None or (self.checking is not None and self.checking.is_partial)


def changes_between(
    since: datetime,
    until: datetime,
    changes: Iterable[VerdictChange],
    episodes: Collection[Episode],
    incidents: Collection[Incident],
) -> FleetChanges:
    """Return what changed after `since` and until `until`.

    `changes`: at least those of that time; from those of the day before follows what was before a sync that
    ran when it began. `episodes`: at least those that were open in it, and all of the incidents. What a
    company was before it was first read isn't known, so its first state is no change, and an incident of
    companies that were all failing when first read didn't begin in that time. With the records of some
    companies alone, incidents are as these companies have them.
    """
    known = sorted(
        (each for each in changes if each.at <= until), key=lambda each: (each.company_id, each.at)
    )
    open_before = {each.company_id: each.state for each in episodes if each.lasts_at(since)}
    unproved = _over_without_success(since, until, episodes)
    lists: dict[str, list[VerdictChange]] = {}
    for company_id, its in groupby(known, key=lambda each: each.company_id):
        every = list(its)
        steps = [each for each in every if each.at > since]
        if not steps:
            continue
        before = _before(every[: -len(steps)], steps[0], open_before.get(company_id))
        if kind := _kind(before, steps[-1].state):
            kind = "over" if kind == "recovered" and company_id in unproved else kind
            lists.setdefault(kind, []).append(steps[-1])
    listed: dict[str, Any] = {kind: tuple(each) for kind, each in lists.items()}
    first_reads = {(each.company_id, each.at) for each in known if each.state_before is None}
    begun = _begun(since, until, episodes, incidents, first_reads)
    ended = _ended(since, until, episodes, incidents)
    return FleetChanges(since, until, begun=begun, ended=ended, **listed)


def counted(incident: Incident, episodes: Iterable[Episode], at: datetime) -> IncidentCount:
    """Return how an incident stood at this instant, as far as we had seen by then."""
    members = [each for each in episodes if each.incident_id == incident.id and each.seen_at <= at]
    last = {each.company_id: each for each in sorted(members, key=lambda each: (each.began, each.id))}
    still = {each.company_id for each in members if each.has_part_at(at)}
    ended = [each for company_id, each in last.items() if company_id not in still]
    left = sum(each.has_left_at(at) for each in ended)
    recovered = sum(each.recovered and not each.has_left_at(at) for each in ended)
    return IncidentCount(incident, len(last), recovered, left, len(ended) - left - recovered)


def _before(earlier: list[VerdictChange], first: VerdictChange, episode: State | None) -> State:
    """Return the state before the first change; where a running sync hides it, the one before that.

    The episode comes last: its state is the latest that we know, which may be from after the first change.
    """
    before = first.state if first.state_before is None else first.state_before
    if before not in _SAYS_NOTHING:
        return before
    states = [state for each in earlier for state in (each.state_before, each.state) if state is not None]
    known = [each for each in states if each not in _SAYS_NOTHING]
    return known[-1] if known else episode or before


def _kind(before: State, after: State) -> str:
    """Return the name of the list that a company belongs to; "" for none."""
    was_failing = before in FAILING | OFF
    if after in FINE:
        return "recovered" if was_failing or before in BEHIND else ""
    if after in OFF:
        return "" if before in OFF else "switched_off"
    if after is State.WILL_BE_SWITCHED_OFF:
        return "" if before in {after} | OFF else "will_be_switched_off"
    if after in FAILING:
        return "" if was_failing else "failing"
    return "behind" if after in BEHIND and before not in BEHIND and not was_failing else ""


def _over_without_success(since: datetime, until: datetime, episodes: Iterable[Episode]) -> set[str]:
    """Return the companies whose last episode to end in that time wasn't ended by a sync that succeeded."""
    ended = [
        (each.ended_seen_at, each)
        for each in episodes
        if each.ended_seen_at is not None and since < each.ended_seen_at <= until
    ]
    last = {each.company_id: each for _, each in sorted(ended, key=lambda pair: (pair[0], pair[1].id))}
    return {company_id for company_id, each in last.items() if not each.recovered}


def _begun(
    since: datetime,
    until: datetime,
    episodes: Collection[Episode],
    incidents: Iterable[Incident],
    first_reads: set[tuple[str, datetime]],
) -> tuple[IncidentCount, ...]:
    """Return the incidents that began in that time, in the order of their ids.

    One begins when it is made, or later, when the first of these companies is seen to belong to it. If all
    of them were failing by then when they were first read, it was found and didn't begin.
    """
    begun = []
    for incident in sorted(incidents, key=lambda each: each.id):
        its = [each for each in episodes if each.incident_id == incident.id]
        if incident.became is not None or not its:
            continue
        at = max(incident.made_at, min(each.seen_at for each in its))
        made_of = {(each.company_id, each.seen_at) for each in its if each.seen_at <= at}
        if since < at <= until and not made_of <= first_reads:
            begun.append(counted(incident, episodes, until))
    return tuple(begun)


def _ended(
    since: datetime, until: datetime, episodes: Collection[Episode], incidents: Iterable[Incident]
) -> tuple[IncidentCount, ...]:
    """Return the incidents that ended in that time, in the order of their ids."""
    ended = []
    for incident in sorted(incidents, key=lambda each: each.id):
        if incident.became is not None or incident.made_at > until:
            continue
        now, before = counted(incident, episodes, until), counted(incident, episodes, since)
        was_known = incident.made_at <= since and before.companies
        if now.companies and now.is_over and not (was_known and before.is_over):
            ended.append(now)
    return tuple(ended)
