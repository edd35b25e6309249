"""Which sales have reached the books, and which haven't: the schedule's rule, told for a whole window.

What `gap.py` says of the end holds all along (Codat's docs, Sync for Commerce, schedule): a nightly success
covers the sales from the due date of the previous success to its own. So whatever is missing at its end was
closed by the next nightly success, days late. Ranges that Codat told us, as we started those syncs, lie over
what is derived: each covers its own part and no more, and twice what had been covered when it ran. A nightly
success after one takes what is left: Codat holds a sync back whose range overlaps an earlier one (5080).

Quick with 100,000 syncs: the due dates are walked, not the runs. Of the runs only what follows the last
nightly success is looked at one by one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from dashboard.insight.gap import Gap, Range, gap_of, own_due, periods_in, told_of
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
    """What is known of the sales of a stretch of time.

    IN_BOOKS: a sync covered them. TWICE: two successes did, which proves no doubles (Codat leaves out
    what it received before). HELD_BACK: duplicate protection held a night back after a success outside
    the schedule; Codat says that these dates had been covered. UNCLEAR: missing, unless a success outside
    the schedule brought them. DOUBTED: missing, unless a sync whose outcome nobody knows brought them.
    MISSING: in no success's range. BEFORE_START: before the start date of the set-up. NOT_KNOWN: before
    the oldest success that is known, or where the schedule is no guide.
    """

    IN_BOOKS = "in_books"
    TWICE = "twice"
    HELD_BACK = "held_back"
    UNCLEAR = "unclear"
    DOUBTED = "doubted"
    MISSING = "missing"
    BEFORE_START = "before_start"
    NOT_KNOWN = "not_known"


NOT_IN_BOOKS: Final = frozenset({Cover.MISSING, Cover.UNCLEAR, Cover.DOUBTED})
"""What is missing, surely or perhaps."""


@dataclass(frozen=True)
class Stretch:
    """The sales from `start` up to, not including, `finish` (aware, UTC), and what is known of them.

    `told`: Codat told the range (of both, where two covered it); else it is derived. `late`: in the books,
    but only after their night had passed: a gap that was closed. `partly`: a failed sync says that it wrote
    some of them. `sync_id`, `ran`: the one sync that brought them late, by a told range or a second time, or
    that may have (UNCLEAR, DOUBTED); None for ordinary nights.
    """

    start: datetime
    finish: datetime
    state: Cover
    told: bool = False
    late: bool = False
    partly: bool = False
    sync_id: str | None = None
    ran: datetime | None = None


@dataclass(frozen=True)
class Coverage:
    """A window of sales, [`first`, `up_to`), in stretches: in order, without a gap or an overlap.

    The numbers are due periods of the window; one with two kinds in it counts for both. `days_missing` is the
    most there can be, `fewest_missing` what surely is. `days_told` and `days_derived` are those in the books.
    """

    first: datetime
    up_to: datetime
    stretches: tuple[Stretch, ...]
    days_missing: int = 0
    fewest_missing: int = 0
    days_late: int = 0
    days_twice: int = 0
    days_told: int = 0
    days_derived: int = 0


@dataclass(frozen=True)
class _Told:
    """A success whose range was told, and that range; what lies before `owed` was late when it ran."""

    ran: datetime
    sync_id: str
    range: Range
    owed: datetime


def coverage_in(known: CompanyFacts, first: datetime) -> Coverage | None:
    """Return what is known of the sales from `first` up to the last due date that counts.

    None where the schedule has no rule (none, or not daily) or nothing ever ran.
    """
    if known.dues is None or not known.runs.timed:
        return None
    up_to = known.gap.up_to if known.gap else known.dues.last(known.now)
    begins = start_date_of(known.configuration) if known.whole else None
    return coverage_of(
        known.runs, known.dues, first, up_to, start_date=begins, grace=known.limits.grace, told=known.told
    )


def coverage_of(
    runs: SyncRuns,
    dues: Dues | None,
    first: datetime,
    up_to: datetime,
    *,
    start_date: datetime | None,
    grace: timedelta,
    told: Mapping[str, Range],
) -> Coverage | None:
    """Return what is known of the sales in [first, up_to); None where the schedule has no rule.

    Its end agrees with `gap_of` for the same `up_to`: what is missing or unclear after the last nightly
    success is what is missing there. The order of the list changes nothing.
    """
    if dues is None:
        return None
    known = Nights(runs, dues, grace, told)
    nights = known.since(first)
    gap = gap_of(runs, dues, start_date, up_to, grace=grace, told=told)
    edge = nights[-1].due if nights else start_date
    derived = [*_past(known, nights, first, start_date), *_end(runs, gap, edge, up_to)]
    if not nights:
        derived.insert(0, Stretch(first, edge or up_to, Cover.BEFORE_START if edge else Cover.NOT_KNOWN))
    pieces = list(_within(derived, first, up_to))
    for success in _told_successes(known, nights[-1] if nights else None):
        _lay(pieces, success)
    for tried in _wrote_some(known, edge) if edge and gap else ():
        _mark_partly(pieces, tried)
    return _summed(first, up_to, _joined(pieces), dues)


def range_of(
    run: SyncRun,
    runs: SyncRuns,
    dues: Dues | None,
    grace: timedelta,
    told: Mapping[str, Range],
    *,
    start_date: datetime | None = None,
) -> tuple[Range, bool] | None:
    """Return the range of a sync, and whether it was told (else derived); None where it is not known.

    That is so outside the schedule (the API doesn't tell a start by hand from a nightly one), without a daily
    schedule, ahead of now, for a run after the success of the same night, and where a success outside the
    schedule came since the last night's: whether a range then begins at its end is told nowhere. A failed
    one's is what it was to cover. Where no earlier success is known it begins at the start date; without
    that its own night is the least there is.
    """
    known = told_of(run.record, told)
    if known is not None:
        return known, True
    due = own_due(run, runs, dues, grace, told) if dues and not runs.is_ahead(run.at) else None
    if dues is None or due is None:
        return None
    nights = Nights(runs, dues, grace, told)
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
    """Return where the range of a night begins; a start date set anew since the previous one counts."""
    if previous is None:
        return start_date if start_date is not None and start_date < due else dues.before(due)
    anew = start_date is not None and previous < start_date <= dues.before(due)
    return start_date if anew and start_date else previous


def _past(
    known: Nights, nights: Sequence[Night], first: datetime, start_date: datetime | None
) -> Iterator[Stretch]:
    """Yield what the nights covered, in order; of the oldest also what lies before it."""
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
    """Yield what follows the last night, in order: what `gap_of` tells of it."""
    if edge is None:
        return
    if gap is None:
        yield Stretch(edge, up_to, Cover.NOT_KNOWN)
        return
    at = edge
    for hole in gap.missing:
        yield Stretch(at, hole.start, Cover.HELD_BACK)
        at = hole.start
        for maybe, reaches in _maybe(runs, gap):
            until = min(max(at, reaches), hole.finish)
            yield replace(maybe, start=at, finish=until)
            at = until
        yield Stretch(at, hole.finish, Cover.MISSING)
        at = hole.finish
    yield Stretch(at, up_to, Cover.HELD_BACK)


def _maybe(runs: SyncRuns, gap: Gap) -> Iterator[tuple[Stretch, datetime]]:
    """Yield what may have been brought without anyone knowing, as a stretch, and up to where."""
    if gap.unclear is not None:
        yield _unclear(runs, gap), gap.unclear
    if gap.doubt is not None:
        doubted = Stretch(gap.up_to, gap.up_to, Cover.DOUBTED, sync_id=gap.doubt.sync_id, ran=gap.doubt.ran)
        yield doubted, gap.doubt.reaches


def _unclear(runs: SyncRuns, gap: Gap) -> Stretch:
    """Return a stretch that bears the success outside the schedule that may have brought it."""
    before = gap.unclear + _TICK if gap.unclear else gap.up_to
    run = next((each for each in runs.newest_before(before) if each.succeeded), None)
    sync_id, ran = (run.record.sync_id, run.at) if run else (None, None)
    return Stretch(gap.up_to, gap.up_to, Cover.UNCLEAR, sync_id=sync_id, ran=ran)


def _told_successes(known: Nights, last: Night | None) -> list[_Told]:
    """Return the successes whose range was told, oldest first.

    One that ran before the last night was over tells nothing of what came after it, as `gap_of` has it.
    """
    over = known.over(last) if last and known.told else None
    found = []
    for at, record in known.runs.timed if known.told else ():
        told = told_of(record, known.told)
        if told is None or outcome_of(record) not in SUCCESSES:
            continue
        finish = min(told.finish, last.due) if last and over and at <= over else told.finish
        due = known.dues.last(at)
        tried = known.runs.any_between(due, at) or at - due >= known.grace
        owed = due if tried else known.dues.before(due)
        found.append(_Told(at, record.sync_id or "", Range(told.start, finish), owed))
    return sorted(found, key=lambda each: (each.ran, each.sync_id, each.range))


def _lay(pieces: list[Stretch], told: _Told) -> None:
    """Lay a told range over what is known so far."""
    start, finish = told.range.start, told.range.finish
    low = bisect_right(pieces, start, key=lambda each: each.finish)
    high = bisect_left(pieces, finish, key=lambda each: each.start)
    if start < finish and low < high:
        parts = [part for each in pieces[low:high] for part in _cut(each, start, told.owed, finish)]
        pieces[low:high] = [_covered(part, told) if start <= part.start < finish else part for part in parts]


def _covered(part: Stretch, told: _Told) -> Stretch:
    """Return what a part is once a told range has covered it, too."""
    if part.state is Cover.TWICE:
        return part
    mine = replace(part, sync_id=told.sync_id, ran=told.ran, late=False)
    before = part.ran is not None and part.ran <= told.ran
    if part.state is Cover.IN_BOOKS and (part.told or before):
        return replace(mine, state=Cover.TWICE)
    owed = part.state in {Cover.IN_BOOKS, Cover.HELD_BACK} and part.start < told.owed
    return replace(mine, state=Cover.IN_BOOKS, told=True, late=owed)


def _wrote_some(known: Nights, edge: datetime) -> list[Range]:
    """Return the ranges, as far as they are known, of failed syncs since `edge` that wrote something."""
    found: list[Range] = []
    own: datetime | None = None
    for at, record in reversed(known.runs.between(edge, datetime.max.replace(tzinfo=UTC))):
        if not record.data_pushed or outcome_of(record) is not Outcome.FAILED:
            continue
        told = told_of(record, known.told)
        run = SyncRun(at, record, Outcome.FAILED)
        own = own or (None if told else own_due(run, known.runs, known.dues, known.grace, known.told))
        found += [told] if told else []
    return [*found, Range(edge, own)] if own else found


def _mark_partly(pieces: list[Stretch], tried: Range) -> None:
    """Mark what is missing within a range as partly written."""
    parts = [part for each in pieces for part in _cut(each, tried.start, tried.finish)]
    pieces[:] = [
        replace(part, partly=True)
        if part.state in NOT_IN_BOOKS and tried.start <= part.start < tried.finish
        else part
        for part in parts
    ]


def _cut(whole: Stretch, *places: datetime) -> list[Stretch]:
    """Cut a stretch at those of the places that lie within it."""
    marks = sorted({whole.start, whole.finish, *(at for at in places if whole.start < at < whole.finish)})
    return [replace(whole, start=start, finish=finish) for start, finish in pairwise(marks)]


def _within(stretches: Iterable[Stretch], first: datetime, up_to: datetime) -> Iterator[Stretch]:
    """Yield the parts that lie in [first, up_to), empty ones left out."""
    for each in stretches:
        start, finish = max(each.start, first), min(each.finish, up_to)
        if start < finish:
            yield (
                replace(each, start=start, finish=finish)
                if (start, finish) != (each.start, each.finish)
                else each
            )


def _joined(pieces: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Join neighbours of which the same is known; ordinary nights lose their own syncs for that."""
    joined: list[Stretch] = []
    for each in pieces:
        ordinary = each.state is Cover.IN_BOOKS and not (each.told or each.late)
        piece = replace(each, sync_id=None, ran=None) if ordinary else each
        if joined and replace(piece, start=joined[-1].start, finish=joined[-1].finish) == joined[-1]:
            joined[-1] = replace(joined[-1], finish=piece.finish)
        else:
            joined.append(piece)
    return tuple(joined)


def _summed(first: datetime, up_to: datetime, stretches: tuple[Stretch, ...], dues: Dues) -> Coverage:
    """Count the due periods of each kind."""

    def days(*states: Cover, late: bool | None = None, told: bool | None = None) -> int:
        return periods_in(
            (
                Range(each.start, each.finish)
                for each in stretches
                if each.state in states and late in {None, each.late} and told in {None, each.told}
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
        days_told=days(Cover.IN_BOOKS, Cover.TWICE, told=True),
        days_derived=days(Cover.IN_BOOKS, Cover.TWICE, told=False),
    )
