"""The gap as days: the merchant's days on which sales are missing, for certain or perhaps."""

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

    `sure`: missing for certain, assuming the schedule's rule holds; otherwise a sync with an unknown range or
    outcome may have covered them.
    """

    first: date
    last: date
    sure: bool

    @property
    def count(self) -> int:
        """The number of days."""
        return (self.last - self.first).days + 1


def missing_days(gap: Gap | None, dues: Dues | None) -> tuple[MissingDays, ...]:
    """Return the days with missing sales, in order: `gap.days` of them, `gap.fewest` sure."""
    if gap is None or dues is None:
        return ()
    found: list[MissingDays] = []
    for each in _by_certainty(gap):
        _add(found, _days_of(each, dues))
    return tuple(found)


def newest_first(found: Sequence[MissingDays]) -> Iterator[tuple[date, bool]]:
    """Yield each day and whether it is sure: lazily, as there may be hundreds of thousands."""
    for each in reversed(found):
        for back in range(each.count):
            yield each.last - _DAY * back, each.sure


def _by_certainty(gap: Gap) -> Iterator[tuple[Range, bool]]:
    """Yield the missing ranges, cut where certainty begins, and whether each is certain."""
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
    """Append days; a day with two holes counts once, and is sure if either is."""
    before = found[-1] if found else None
    if before is None or before.last < new.first - _DAY * (before.sure == new.sure):
        found.append(new)
    elif before.sure == new.sure:
        found[-1] = replace(before, last=max(before.last, new.last))
    else:
        found[-1:] = [*_if_any(replace(before, last=new.first - _DAY)), new]


def _if_any(days: MissingDays) -> Iterable[MissingDays]:
    return (days,) if days.count > 0 else ()
