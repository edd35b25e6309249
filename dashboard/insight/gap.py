"""The gap: sales that are not in the books, as due periods.

Codat's docs (Sync for Commerce, schedule): each sync goes from the due date of the previous successful one to
its own due date. So a gap begins at the end of the range of the last success, never at the time it ran; the
first period of all begins at the configured start date. The API tells a range only to the one who started the
sync: every other is derived from that rule. What can break it: the schedule was changed, a sync by hand came
between, the merchant set another start date.

Which run is a due date's own: one within three hours after it, or the first after it within the grace, not
counting those that we started and were told the range of. Any other success lies outside the schedule: what
it covered is not told, so it closes nothing for certain, and what was missing when it ran may or may not be
missing still. A run that was skipped as a duplicate after such a success lost nothing: Codat says that
its dates had been covered. A sync whose outcome nobody knows may have succeeded, so it may have closed what
it would have covered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from dashboard.insight.outcome import Outcome

if TYPE_CHECKING:
    from codat_client import CompanySyncStatus
    from dashboard.insight.runs import SyncRun, SyncRuns
    from dashboard.insight.schedule import Dues

NIGHTLY_WITHIN = timedelta(hours=3)
"""A run within this after its due date is that due date's own in any case (our rule)."""
_MOST_UNCLEAR = 200
"""After so many successes outside the schedule in a row the schedule is no guide to these runs."""


@dataclass(frozen=True, order=True)
class Range:
    """From `start` up to, not including, `finish` (aware); `historic`: asked for by days, not "up to now"."""

    start: datetime
    finish: datetime
    historic: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Doubt:
    """A sync of unknown outcome: when it ran, its id, and up to where it may have brought sales."""

    ran: datetime
    sync_id: str | None
    reaches: datetime


@dataclass(frozen=True)
class Gap:
    """What is missing up to `up_to`, the last due date that counts.

    `days`: due periods with something missing, the most there can be; `fewest`: those that surely are, lower
    when `unclear` or `doubt` may have closed some. `since`: the first instant missing, `first_day` the
    merchant's day it lies in. `covered_to`: up to here all is in the books; None where nobody knows.
    `from_start`: no sync ever succeeded, so it begins at the start date of the set-up. `unclear`: the newest
    success of untold range. `doubt`: the sync of unknown outcome that reaches furthest. `told`: whether the
    end of what is covered was told by Codat, not derived.
    """

    missing: tuple[Range, ...]
    up_to: datetime
    days: int = 0
    fewest: int = 0
    since: datetime | None = None
    first_day: date | None = None
    covered_to: datetime | None = None
    from_start: bool = False
    unclear: datetime | None = None
    told: bool = False
    doubt: Doubt | None = None

    @property
    def certain(self) -> bool:
        """Whether it is known how much is missing, so far as the schedule's rule holds."""
        return self.days == self.fewest

    @property
    def success_to_compare(self) -> datetime | None:
        """When the success outside the schedule ran that may have brought some of it; None: there is none."""
        return self.unclear if self.unclear and self.since and self.unclear > self.since else None

    @property
    def doubt_to_compare(self) -> Doubt | None:
        """The sync of unknown outcome that may have brought some of it; None: there is none."""
        return self.doubt if self.doubt and self.since and self.doubt.reaches > self.since else None

    @property
    def compare_until(self) -> datetime | None:
        """Up to when sales may be in the books without anyone knowing; None where all that is missing is."""
        doubt = self.doubt_to_compare
        may_reach = [self.success_to_compare, doubt.reaches if doubt else None]
        return max((each for each in may_reach if each), default=None)


@dataclass
class _Covered:
    """What the successes since the last nightly one tell; `edge`: up to where that one covered.

    `lost`: so many ran outside the schedule that it is no guide.
    """

    edge: datetime | None = None
    told: list[Range] = field(default_factory=list)
    held_back: list[Range] = field(default_factory=list)
    unclear: datetime | None = None
    doubt: Doubt | None = None
    lost: bool = False


def told_of(record: CompanySyncStatus, told: Mapping[str, Range]) -> Range | None:
    """Return the range that Codat told of a sync; `told` is by sync id, in lower case."""
    return told.get((record.sync_id or "").lower())


def own_due(
    run: SyncRun, runs: SyncRuns, dues: Dues, grace: timedelta, told: Mapping[str, Range] | None = None
) -> datetime | None:
    """Return the due date that a run belongs to; None when it ran outside the schedule.

    None as well while that due date lies ahead of now, whatever time the run bears. `told`: the ranges of
    syncs that we started, as `told_of` has them; such a one takes no night's place, so it isn't the first.
    """
    due = dues.last(run.at)
    if runs.is_to_come(due):
        return None
    late = run.at - due
    if late <= NIGHTLY_WITHIN:
        return due
    earlier = runs.between(due, run.at) if late <= grace else ()
    first = late <= grace and all(told_of(record, told or {}) for _, record in earlier)
    return due if first else None


def gap_of(
    runs: SyncRuns,
    dues: Dues,
    start_date: datetime | None,
    up_to: datetime,
    *,
    grace: timedelta,
    told: Mapping[str, Range],
) -> Gap | None:
    """Return the gap; None where neither a success nor a start date tells where it begins."""
    covered = _covered(runs, dues, grace, told)
    edge = covered.edge or start_date
    if edge is None or covered.lost:
        return None
    missing = _without(Range(edge, up_to), [*covered.told, *covered.held_back])
    surely = max([edge, *_may_reach(covered)])
    sure = [Range(max(each.start, surely), each.finish) for each in missing if each.finish > surely]
    nothing = covered.edge is None and not covered.told and covered.unclear is None
    reached = missing[0].start if missing else max([edge, up_to, *_reach(edge, covered.told)])
    return Gap(
        tuple(missing),
        up_to,
        days=periods_in(missing, dues),
        fewest=periods_in(sure, dues),
        since=missing[0].start if missing else None,
        first_day=dues.day(missing[0].start) if missing else None,
        covered_to=None if covered.held_back or nothing else reached,
        from_start=nothing,
        unclear=covered.unclear,
        told=any(each.finish == reached for each in covered.told),
        doubt=covered.doubt,
    )


def _may_reach(covered: _Covered) -> Iterator[datetime]:
    """Yield up to where sales may be in the books without anyone knowing."""
    if covered.unclear is not None:
        yield covered.unclear
    if covered.doubt is not None:
        yield covered.doubt.reaches


def _covered(runs: SyncRuns, dues: Dues, grace: timedelta, told: Mapping[str, Range]) -> _Covered:
    """Walk back to the last nightly success, and keep what came after it."""
    found, held = _Covered(), list[datetime]()
    unclear = 0
    for run in runs.newest_first():
        if run.outcome is Outcome.SKIPPED:
            held.append(dues.last(run.at))
        if run.outcome is Outcome.UNKNOWN:
            found.doubt = _further(found.doubt, _doubt(run, runs, dues, grace, told))
        if not run.succeeded:
            continue
        known = told_of(run.record, told)
        own = own_due(run, runs, dues, grace, told) if known is None else None
        if own is not None:
            found.edge = own
            break
        held = _protect(found, run, held, dues)
        if known is not None:
            found.told.append(known)
        else:
            found.unclear = found.unclear or run.at
            unclear += 1
        if unclear > _MOST_UNCLEAR:
            found.lost = True
            break
    return found


def _doubt(run: SyncRun, runs: SyncRuns, dues: Dues, grace: timedelta, told: Mapping[str, Range]) -> Doubt:
    """Return what a sync of unknown outcome may have brought; outside the schedule up to when it ran."""
    known = told_of(run.record, told)
    reaches = known.finish if known else own_due(run, runs, dues, grace, told) or run.at
    return Doubt(run.at, run.record.sync_id, reaches)


def _further(one: Doubt | None, other: Doubt) -> Doubt:
    return one if one is not None and one.reaches >= other.reaches else other


def _protect(found: _Covered, run: SyncRun, held: list[datetime], dues: Dues) -> list[datetime]:
    """Take note of the periods that were held back because of this success; gives those still open."""
    mine = [due for due in held if dues.before(due) <= run.at < due]
    found.held_back += [Range(dues.before(due), due) for due in mine]
    return [due for due in held if due not in mine]


def _without(whole: Range, taken: Iterable[Range]) -> list[Range]:
    """Return what is left of a range without others, in order."""
    left, at = [], whole.start
    for each in sorted(each for each in taken if each.start < each.finish):
        if each.start > at:
            left.append(Range(at, min(each.start, whole.finish)))
        at = max(at, each.finish)
    left.append(Range(at, whole.finish))
    return [each for each in left if each.start < each.finish]


def _reach(edge: datetime, told: Sequence[Range]) -> list[datetime]:
    """Return how far told ranges carry on from the edge without a break."""
    ends = [edge]
    for each in sorted(told):
        if each.start <= ends[-1]:
            ends.append(max(ends[-1], each.finish))
    return ends


def periods_in(missing: Iterable[Range], dues: Dues) -> int:
    """Count the due periods with something missing; one with two holes counts once."""
    number, counted = 0, None
    for each in missing:
        first = dues.last(each.start)
        number += dues.periods(each.start, each.finish) - (first == counted)
        last = dues.last(each.finish)
        counted = last if last < each.finish else dues.before(last)
    return number
