"""The gap as days: which of the merchant's days have sales missing, and which of them may have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dashboard.insight.gap import Gap, Range
from dashboard.insight.schedule import Dues

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class MissingDays:
    """Days in a row, both included, each named by the merchant's day on which its due period begins.

    `sure`: all of them are missing for certain, so far as the schedule's rule holds; else a sync whose range
    or outcome is not known may have brought them.
    """

    first: date
    last: date
    sure: bool

    @property
    def count(self) -> int:
        """How many days these are."""
        return (self.last - self.first).days + 1


def missing_days(gap: Gap | None, dues: Dues | None) -> tuple[MissingDays, ...]:
    """Return the days with sales missing, in order; as many as `gap.days`, `gap.fewest` of them sure."""
    if gap is None or dues is None:
        return ()
    found: list[MissingDays] = []
    for each in _by_certainty(gap):
        _add(found, _days_of(each, dues))
    return tuple(found)


def newest_first(found: Sequence[MissingDays]) -> Iterator[tuple[date, bool]]:
    """Yield each day and whether it is sure. There may be hundreds of thousands, so take what you need."""
    for each in reversed(found):
        for back in range(each.count):
            yield each.last - _DAY * back, each.sure


def _by_certainty(gap: Gap) -> Iterator[tuple[Range, bool]]:
    """Yield what is missing, cut where certainty begins, and whether it is certain."""
    until = gap.compare_until
    for each in gap.missing:
        if until is None or until <= each.start:
            yield each, True
            continue
        yield Range(each.start, min(until, each.finish)), False
        if until < each.finish:
            yield Range(until, each.finish), True


def _days_of(stretch: tuple[Range, bool], dues: Dues) -> MissingDays:
    missing, sure = stretch
    ends = dues.last(missing.finish)
    last = dues.before(ends) if ends == missing.finish else ends
    return MissingDays(dues.day(dues.last(missing.start)), dues.day(last), sure)


def _add(found: list[MissingDays], new: MissingDays) -> None:
    """Add days after those found; a day with two holes counts once, and is sure if one of them is."""
    before = found[-1] if found else None
    if before is None or before.last < new.first - _DAY * (before.sure == new.sure):
        found.append(new)
    elif before.sure == new.sure:
        found[-1] = replace(before, last=max(before.last, new.last))
    else:
        found[-1:] = [*_if_any(replace(before, last=new.first - _DAY)), new]


def _if_any(days: MissingDays) -> Iterable[MissingDays]:
    return (days,) if days.count > 0 else ()
