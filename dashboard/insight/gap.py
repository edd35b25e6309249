"""The gap: sales that are not in the books, in due periods.

Codat's docs (Sync for Commerce, schedule): each sync covers the sales from the due date of the previous
success to its own due date. So a gap begins at the end of the last success's range, never at the time it ran;
the first period begins at the configured start date. The API reports a range only to whoever started the
sync; all others are estimated by this rule. A changed schedule, a manual sync or a new start date makes an
estimate wrong.

A run belongs to a due date if it is within three hours after it, or the first after it within the grace, not
counting runs we started with a reported range. Any other success is unscheduled: its range is unknown, so it
doesn't close a gap for certain. A run skipped as a duplicate after such a success lost nothing: Codat says
its dates had been covered. A sync with an unknown outcome may have succeeded, and so closed the gap
up to its end.
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
"""A run within this time after a due date always belongs to it (our rule)."""
_MOST_UNCLEAR = 200
"""After this many unscheduled successes in a row the schedule's rule no longer applies."""


@dataclass(frozen=True, order=True)
class Range:
    """From `start` up to, not including, `finish` (aware); `historic`: started for days, not "up to now"."""

    start: datetime
    finish: datetime
    historic: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Doubt:
    """A sync with an unknown outcome: when it ran, its id, and the end of the sales it may have covered."""

    ran: datetime
    sync_id: str | None
    reaches: datetime


@dataclass(frozen=True)
class Gap:
    """The sales missing up to `up_to`, the last due date that counts.

    `days`: due periods with something missing, at most; `fewest`: at least, lower where `unclear` or `doubt`
    may have closed some. `since`: the first missing instant; `first_day`: the merchant's day of it.
    `covered_to`: everything before it is in the books; None where unknown. `from_start`: no sync ever
    succeeded, so the gap begins at the start date in the set-up. `unclear`: the newest success of unknown
    range. `doubt`: the sync with an unknown outcome that reaches furthest. `reported`: whether Codat reported
    `covered_to`; otherwise it is estimated.
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
    reported: bool = False
    doubt: Doubt | None = None

    @property
    def certain(self) -> bool:
        """Whether the amount missing is known, assuming the schedule's rule holds."""
        return self.days == self.fewest

    @property
    def known_days(self) -> int | None:
        """How many due periods are missing; None where that is uncertain."""
        return self.days if self.certain else None

    @property
    def success_to_compare(self) -> datetime | None:
        """When the unscheduled success ran that may have closed part of it; None without one."""
        return self.unclear if self.unclear and self.since and self.unclear > self.since else None

    @property
    def doubt_to_compare(self) -> Doubt | None:
        """The sync with an unknown outcome that may have closed part of it; None without one."""
        return self.doubt if self.doubt and self.since and self.doubt.reaches > self.since else None

    @property
    def compare_until(self) -> datetime | None:
        """The end of the sales that may be in the books already; None where all of them are missing."""
        doubt = self.doubt_to_compare
        may_reach = [self.success_to_compare, doubt.reaches if doubt else None]
        return max((each for each in may_reach if each), default=None)


@dataclass
class _Covered:
    """The ranges of the successes since the last nightly one; `edge`: the end of the nightly one's range.

    `skipped`: the periods of nightly syncs that Codat skipped as duplicates. `lost`: too many successes were
    unscheduled for the schedule's rule to apply.
    """

    edge: datetime | None = None
    reported: list[Range] = field(default_factory=list)
    skipped: list[Range] = field(default_factory=list)
    unclear: datetime | None = None
    doubt: Doubt | None = None
    lost: bool = False


def reported_range(record: CompanySyncStatus, reported: Mapping[str, Range]) -> Range | None:
    """Return the range that Codat reported for a sync; `reported` is by sync id, in lower case."""
    return reported.get((record.sync_id or "").lower())


def own_due(
    run: SyncRun, runs: SyncRuns, dues: Dues, grace: timedelta, reported: Mapping[str, Range] | None = None
) -> datetime | None:
    """Return the due date that a run belongs to; None for an unscheduled run or a due date in the future.

    `reported`: the ranges of syncs we started, by sync id in lower case. Such a sync doesn't count as the
    first after a due date.
    """
    due = dues.last(run.at)
    if runs.is_to_come(due):
        return None
    late = run.at - due
    if late <= NIGHTLY_WITHIN:
        return due
    earlier = runs.between(due, run.at) if late <= grace else ()
    first = late <= grace and all(reported_range(record, reported or {}) for _, record in earlier)
    return due if first else None


def gap_of(
    runs: SyncRuns,
    dues: Dues,
    start_date: datetime | None,
    up_to: datetime,
    *,
    grace: timedelta,
    reported: Mapping[str, Range],
) -> Gap | None:
    """Return the gap; None without a success or a start date to begin at."""
    covered = _covered(runs, dues, grace, reported)
    edge = covered.edge or start_date
    if edge is None or covered.lost:
        return None
    missing = without(Range(edge, up_to), [*covered.reported, *covered.skipped])
    surely = max([edge, *_may_reach(covered)])
    sure = [Range(max(each.start, surely), each.finish) for each in missing if each.finish > surely]
    nothing = covered.edge is None and not covered.reported and covered.unclear is None
    reached = missing[0].start if missing else max([edge, up_to, *_reach(edge, covered.reported)])
    return Gap(
        tuple(missing),
        up_to,
        days=periods_in(missing, dues),
        fewest=periods_in(sure, dues),
        since=missing[0].start if missing else None,
        first_day=dues.day(missing[0].start) if missing else None,
        covered_to=None if covered.skipped or nothing else reached,
        from_start=nothing,
        unclear=covered.unclear,
        reported=any(each.finish == reached for each in covered.reported),
        doubt=covered.doubt,
    )


def _may_reach(covered: _Covered) -> Iterator[datetime]:
    """Yield the ends of sales that may be in the books already."""
    if covered.unclear is not None:
        yield covered.unclear
    if covered.doubt is not None:
        yield covered.doubt.reaches


def _covered(runs: SyncRuns, dues: Dues, grace: timedelta, reported: Mapping[str, Range]) -> _Covered:
    """Walk back to the last nightly success and collect the ranges since."""
    found, skipped = _Covered(), list[datetime]()
    unclear = 0
    for run in runs.newest_first():
        if run.outcome is Outcome.SKIPPED:
            skipped.append(dues.last(run.at))
        if run.outcome is Outcome.UNKNOWN:
            found.doubt = _further(found.doubt, _doubt(run, runs, dues, grace, reported))
        if not run.succeeded:
            continue
        known = reported_range(run.record, reported)
        own = own_due(run, runs, dues, grace, reported) if known is None else None
        if own is not None:
            found.edge = own
            break
        skipped = _count_skipped(found, run, skipped, dues)
        if known is not None:
            found.reported.append(known)
        else:
            found.unclear = found.unclear or run.at
            unclear += 1
        if unclear > _MOST_UNCLEAR:
            found.lost = True
            break
    return found


def _doubt(
    run: SyncRun, runs: SyncRuns, dues: Dues, grace: timedelta, reported: Mapping[str, Range]
) -> Doubt:
    """Return what a sync with an unknown outcome may have covered; unscheduled: up to when it ran."""
    known = reported_range(run.record, reported)
    reaches = known.finish if known else own_due(run, runs, dues, grace, reported) or run.at
    return Doubt(run.at, run.record.sync_id, reaches)


def _further(one: Doubt | None, other: Doubt) -> Doubt:
    return one if one is not None and one.reaches >= other.reaches else other


def _count_skipped(found: _Covered, run: SyncRun, skipped: list[datetime], dues: Dues) -> list[datetime]:
    """Count the periods skipped because of this success as covered; return the due dates of the others."""
    mine = [due for due in skipped if dues.before(due) <= run.at < due]
    found.skipped += [Range(dues.before(due), due) for due in mine]
    return [due for due in skipped if due not in mine]


def without(whole: Range, taken: Iterable[Range]) -> list[Range]:
    """Return what is left of a range without the others, in order."""
    left, at = [], whole.start
    for each in sorted(each for each in taken if each.start < each.finish):
        if each.start > at:
            left.append(Range(at, min(each.start, whole.finish)))
        at = max(at, each.finish)
    left.append(Range(at, whole.finish))
    return [each for each in left if each.start < each.finish]


def _reach(edge: datetime, reported: Sequence[Range]) -> list[datetime]:
    """Return the ends of reported ranges that follow the edge without a break."""
    ends = [edge]
    for each in sorted(reported):
        if each.start <= ends[-1]:
            ends.append(max(ends[-1], each.finish))
    return ends


def periods_in(missing: Iterable[Range], dues: Dues) -> int:
    """Count the due periods with something missing; a period with two holes counts once."""
    number, counted = 0, None
    for each in missing:
        first = dues.last(each.start)
        number += dues.periods(each.start, each.finish) - (first == counted)
        last = dues.last(each.finish)
        counted = last if last < each.finish else dues.before(last)
    return number
