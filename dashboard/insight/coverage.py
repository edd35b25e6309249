"""Which sales in a window of time have reached the books, and which haven't.

`gap.py` applies the schedule's rule to the latest syncs; this module applies it to a whole window (Codat's
docs, Sync for Commerce, schedule): a nightly success covers the sales from the due date of the previous
success to its own, so it closes any gap before it, late. Ranges that Codat reported for syncs we started take
precedence over estimates: each covers its own range only, and covers twice what an earlier sync had covered.
A nightly success after one covers the rest, since Codat skips a sync whose range overlaps an earlier one
(5080).

It iterates over due dates, not runs, so it is fast with 100,000 syncs. Only the runs since the last nightly
success are read one by one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from dashboard.insight.gap import Gap, Range, gap_of, own_due, periods_in, reported_range
from dashboard.insight.nights import Night, Nights
from dashboard.insight.outcome import SUCCESSES, Outcome, outcome_of
from dashboard.insight.runs import SyncRun
from dashboard.insight.schedule import start_date_of

if TYPE_CHECKING:
    from dashboard.insight.runs import SyncRuns
    from dashboard.insight.schedule import Dues
    from dashboard.insight.verdict.facts import CompanyFacts

_TICK: Final = timedelta(microseconds=1)


class Cover(StrEnum):
    """The state of the sales in a stretch of time.

    IN_BOOKS: a sync covered them. TWICE: two successes did; that doesn't prove double bookings, as Codat
    leaves out what it has already received. SKIPPED: Codat skipped a nightly sync as a duplicate after an
    unscheduled success, so it counts these dates as covered. UNCLEAR: missing, unless an unscheduled
    success covered them. DOUBTED: missing, unless a sync with an unknown outcome covered them. MISSING: in
    no success's range. BEFORE_START: before the start date in the set-up. NOT_KNOWN: before the oldest known
    success, or where the schedule has no rule.
    """

    IN_BOOKS = "in_books"
    TWICE = "twice"
    SKIPPED = "skipped"
    UNCLEAR = "unclear"
    DOUBTED = "doubted"
    MISSING = "missing"
    BEFORE_START = "before_start"
    NOT_KNOWN = "not_known"


NOT_IN_BOOKS: Final = frozenset({Cover.MISSING, Cover.UNCLEAR, Cover.DOUBTED})
"""The states of sales that are missing or may be."""


@dataclass(frozen=True)
class Stretch:
    """The sales from `start` up to, not including, `finish` (aware, UTC), and their state.

    `reported`: Codat reported the range (both, where two syncs covered it); otherwise it is estimated.
    `late`: in the books, but later than their own night: a closed gap. `partly`: a failed sync wrote some of
    them. `sync_id`, `ran`: the sync that covered them late, twice or by a reported range, or that may have
    (UNCLEAR, DOUBTED); None for ordinary nights.
    """

    start: datetime
    finish: datetime
    state: Cover
    reported: bool = False
    late: bool = False
    partly: bool = False
    sync_id: str | None = None
    ran: datetime | None = None


@dataclass(frozen=True)
class Coverage:
    """The sales in [`first`, `up_to`) as stretches: in order, without gaps or overlaps.

    The numbers count due periods; a period with two states counts for both. `days_missing` is the upper
    bound, `fewest_missing` the lower one. `days_reported` and `days_estimated` are in the books.
    """

    first: datetime
    up_to: datetime
    stretches: tuple[Stretch, ...]
    days_missing: int = 0
    fewest_missing: int = 0
    days_late: int = 0
    days_twice: int = 0
    days_reported: int = 0
    days_estimated: int = 0


@dataclass(frozen=True)
class _ReportedSuccess:
    """A success with a range that Codat reported. What comes before `owed` was late when it ran."""

    ran: datetime
    sync_id: str
    range: Range
    owed: datetime


def coverage_in(known: CompanyFacts, first: datetime) -> Coverage | None:
    """Return the coverage from `first` up to the last due date that counts.

    None where there is no daily schedule or nothing ever ran.
    """
    if known.dues is None or not known.runs.timed:
        return None
    up_to = known.gap.up_to if known.gap else known.dues.last(known.now)
    begins = start_date_of(known.configuration) if known.whole else None
    return coverage_of(
        known.runs,
        known.dues,
        first,
        up_to,
        start_date=begins,
        grace=known.limits.grace,
        reported=known.reported,
    )


def coverage_of(
    runs: SyncRuns,
    dues: Dues | None,
    first: datetime,
    up_to: datetime,
    *,
    start_date: datetime | None,
    grace: timedelta,
    reported: Mapping[str, Range],
) -> Coverage | None:
    """Return the coverage of [first, up_to); None without a daily schedule.

    After the last nightly success it agrees with `gap_of` for the same `up_to`. The order of the list doesn't
    matter.
    """
    if dues is None:
        return None
    known = Nights(runs, dues, grace, reported)
    nights = known.since(first)
    gap = gap_of(runs, dues, start_date, up_to, grace=grace, reported=reported)
    edge = nights[-1].due if nights else start_date
    estimated = [*_past(known, nights, first, start_date), *_end(runs, gap, edge, up_to)]
    if not nights:
        estimated.insert(0, Stretch(first, edge or up_to, Cover.BEFORE_START if edge else Cover.NOT_KNOWN))
    pieces = list(_within(estimated, first, up_to))
    for success in _reported_successes(known, nights[-1] if nights else None):
        _lay(pieces, success)
    for tried in _wrote_some(known, edge) if edge and gap else ():
        _mark_partly(pieces, tried)
    return _summed(first, up_to, _joined(pieces), dues)


def range_of(
    run: SyncRun,
    runs: SyncRuns,
    dues: Dues | None,
    grace: timedelta,
    reported: Mapping[str, Range],
    *,
    start_date: datetime | None = None,
) -> tuple[Range, bool] | None:
    """Return the range of a sync, and whether Codat reported it (else it is estimated); None where unknown.

    It is unknown for an unscheduled sync, without a daily schedule, in the future, after the success of the
    same night, and after an unscheduled success since the last nightly one (Codat doesn't document where the
    next range then begins). For a failed sync it is the range it should have covered. Without an earlier
    success it begins at the start date, or at the due date before its own.
    """
    known = reported_range(run.record, reported)
    if known is not None:
        return known, True
    due = own_due(run, runs, dues, grace, reported) if dues and not runs.is_ahead(run.at) else None
    if dues is None or due is None:
        return None
    nights = Nights(runs, dues, grace, reported)
    night = nights.of(due)
    if night is not None and night.ran < run.at:
        return None
    earlier = nights.before(due)
    newest = runs.last_success(run.at)
    if newest is not None and earlier is not None and newest > nights.over(earlier):
        return None
    start = _start(dues, earlier.due if earlier else None, due, start_date)
    return Range(start, due), False


def _start(dues: Dues, previous: datetime | None, due: datetime, start_date: datetime | None) -> datetime:
    """Return where the range of a night begins; a start date changed since the previous night counts."""
    if previous is None:
        return start_date if start_date is not None and start_date < due else dues.before(due)
    changed = start_date is not None and previous < start_date <= dues.before(due)
    return start_date if changed and start_date else previous


def _past(
    known: Nights, nights: Sequence[Night], first: datetime, start_date: datetime | None
) -> Iterator[Stretch]:
    """Yield what the nights covered, in order, and what comes before the oldest."""
    previous = None
    for night in nights:
        start = _start(known.dues, previous, night.due, start_date)
        late = previous is not None or known.runs.timed[0][0] < night.due
        if previous is None:
            yield Stretch(first, start, Cover.BEFORE_START if start == start_date else Cover.NOT_KNOWN)
        else:
            yield Stretch(previous, start, Cover.NOT_KNOWN)
        own = max(start, known.dues.before(night.due))
        brought = Stretch(own, night.due, Cover.IN_BOOKS, sync_id=night.sync_id, ran=night.ran)
        yield replace(brought, start=start, finish=own, late=late)
        yield brought
        previous = night.due


def _end(runs: SyncRuns, gap: Gap | None, edge: datetime | None, up_to: datetime) -> Iterator[Stretch]:
    """Yield the stretches after the last night, in order, as `gap_of` judges them."""
    if edge is None:
        return
    if gap is None:
        yield Stretch(edge, up_to, Cover.NOT_KNOWN)
        return
    at = edge
    for hole in gap.missing:
        yield Stretch(at, hole.start, Cover.SKIPPED)
        at = hole.start
        for maybe, reaches in _maybe(runs, gap):
            until = min(max(at, reaches), hole.finish)
            yield replace(maybe, start=at, finish=until)
            at = until
        yield Stretch(at, hole.finish, Cover.MISSING)
        at = hole.finish
    yield Stretch(at, up_to, Cover.SKIPPED)


def _maybe(runs: SyncRuns, gap: Gap) -> Iterator[tuple[Stretch, datetime]]:
    """Yield the stretches that a sync may have covered, and up to where."""
    if gap.unclear is not None:
        yield _unclear(runs, gap), gap.unclear
    if gap.doubt is not None:
        doubted = Stretch(gap.up_to, gap.up_to, Cover.DOUBTED, sync_id=gap.doubt.sync_id, ran=gap.doubt.ran)
        yield doubted, gap.doubt.reaches


def _unclear(runs: SyncRuns, gap: Gap) -> Stretch:
    """Return a stretch with the unscheduled success that may have covered it."""
    before = gap.unclear + _TICK if gap.unclear else gap.up_to
    run = next((each for each in runs.newest_before(before) if each.succeeded), None)
    sync_id, ran = (run.record.sync_id, run.at) if run else (None, None)
    return Stretch(gap.up_to, gap.up_to, Cover.UNCLEAR, sync_id=sync_id, ran=ran)


def _reported_successes(known: Nights, last: Night | None) -> list[_ReportedSuccess]:
    """Return the successes with a reported range, oldest first.

    As in `gap_of`, one that ran before the end of the last night covers nothing after that night.
    """
    over = known.over(last) if last and known.reported else None
    found = []
    for at, record in known.runs.timed if known.reported else ():
        reported = reported_range(record, known.reported)
        if reported is None or outcome_of(record) not in SUCCESSES:
            continue
        finish = min(reported.finish, last.due) if last and over and at <= over else reported.finish
        due = known.dues.last(at)
        tried = known.runs.any_between(due, at) or at - due >= known.grace
        owed = due if tried else known.dues.before(due)
        found.append(_ReportedSuccess(at, record.sync_id or "", Range(reported.start, finish), owed))
    return sorted(found, key=lambda each: (each.ran, each.sync_id, each.range))


def _lay(pieces: list[Stretch], reported: _ReportedSuccess) -> None:
    """Apply a reported range to the pieces."""
    start, finish = reported.range.start, reported.range.finish
    low = bisect_right(pieces, start, key=lambda each: each.finish)
    high = bisect_left(pieces, finish, key=lambda each: each.start)
    if start < finish and low < high:
        parts = [part for each in pieces[low:high] for part in _cut(each, start, reported.owed, finish)]
        pieces[low:high] = [
            _covered(part, reported) if start <= part.start < finish else part for part in parts
        ]


def _covered(part: Stretch, reported: _ReportedSuccess) -> Stretch:
    """Return a part as it is once a reported range has covered it, too."""
    if part.state is Cover.TWICE:
        return part
    mine = replace(part, sync_id=reported.sync_id, ran=reported.ran, late=False)
    before = part.ran is not None and part.ran <= reported.ran
    if part.state is Cover.IN_BOOKS and (part.reported or before):
        return replace(mine, state=Cover.TWICE)
    owed = part.state in {Cover.IN_BOOKS, Cover.SKIPPED} and part.start < reported.owed
    return replace(mine, state=Cover.IN_BOOKS, reported=True, late=owed)


def _wrote_some(known: Nights, edge: datetime) -> list[Range]:
    """Return the known ranges of failed syncs since `edge` that wrote something."""
    found: list[Range] = []
    own: datetime | None = None
    for at, record in reversed(known.runs.between(edge, datetime.max.replace(tzinfo=UTC))):
        if not record.data_pushed or outcome_of(record) is not Outcome.FAILED:
            continue
        reported = reported_range(record, known.reported)
        run = SyncRun(at, record, Outcome.FAILED)
        own = own or (None if reported else own_due(run, known.runs, known.dues, known.grace, known.reported))
        found += [reported] if reported else []
    return [*found, Range(edge, own)] if own else found


def _mark_partly(pieces: list[Stretch], tried: Range) -> None:
    """Mark missing sales within a range as partly written."""
    parts = [part for each in pieces for part in _cut(each, tried.start, tried.finish)]
    pieces[:] = [
        replace(part, partly=True)
        if part.state in NOT_IN_BOOKS and tried.start <= part.start < tried.finish
        else part
        for part in parts
    ]


def _cut(whole: Stretch, *places: datetime) -> list[Stretch]:
    """Cut a stretch at the places within it."""
    marks = sorted({whole.start, whole.finish, *(at for at in places if whole.start < at < whole.finish)})
    return [replace(whole, start=start, finish=finish) for start, finish in pairwise(marks)]


def _within(stretches: Iterable[Stretch], first: datetime, up_to: datetime) -> Iterator[Stretch]:
    """Yield the non-empty parts within [first, up_to)."""
    for each in stretches:
        start, finish = max(each.start, first), min(each.finish, up_to)
        if start < finish:
            yield (
                replace(each, start=start, finish=finish)
                if (start, finish) != (each.start, each.finish)
                else each
            )


def _joined(pieces: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Join neighbours with the same state. To join, ordinary nights lose their own syncs."""
    joined: list[Stretch] = []
    for each in pieces:
        ordinary = each.state is Cover.IN_BOOKS and not (each.reported or each.late)
        piece = replace(each, sync_id=None, ran=None) if ordinary else each
        if joined and replace(piece, start=joined[-1].start, finish=joined[-1].finish) == joined[-1]:
            joined[-1] = replace(joined[-1], finish=piece.finish)
        else:
            joined.append(piece)
    return tuple(joined)


def _summed(first: datetime, up_to: datetime, stretches: tuple[Stretch, ...], dues: Dues) -> Coverage:
    """Count the due periods of each kind."""

    def days(*states: Cover, late: bool | None = None, reported: bool | None = None) -> int:
        return periods_in(
            (
                Range(each.start, each.finish)
                for each in stretches
                if each.state in states and late in {None, each.late} and reported in {None, each.reported}
            ),
            dues,
        )

    return Coverage(
        first,
        up_to,
        stretches,
        days_missing=days(*NOT_IN_BOOKS),
        fewest_missing=days(Cover.MISSING),
        days_late=days(Cover.IN_BOOKS, late=True),
        days_twice=days(Cover.TWICE),
        days_reported=days(Cover.IN_BOOKS, Cover.TWICE, reported=True),
        days_estimated=days(Cover.IN_BOOKS, Cover.TWICE, reported=False),
    )
