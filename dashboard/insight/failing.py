"""Failing days in a row: one rule for Company's count, the strip, the timeline and History's periods.

Codat's docs (Sync for Commerce): 31 consecutive days that end in errors switch the merchant's sync off. Codat
doesn't document how it counts, so this is our count, in the merchant's days. A day counts if its last
finished sync failed, and a success ends the row. A day without a finished sync is ignored. It is unknown
whether Codat counts a sync skipped as a duplicate (5080): a day that ends in one neither starts nor ends a
row, and counts between two failing days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from typing import TYPE_CHECKING

from dashboard.insight.outcome import LAST_IN_ONE_INSTANT, SUCCESSES, Outcome

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from dashboard.insight.runs import SyncRun

DayEnd = tuple[date, Outcome | None]
"""A merchant's day and the outcome of its last finished sync; None if none finished."""


@dataclass(frozen=True)
class FailingDays:
    """Failing days in a row, oldest first, and how many of them had only skipped syncs.

    `since`: days since the last failing one that ended in a skipped sync, oldest first. `ended`: the good day
    that ended the row, None if it goes on.
    """

    days: tuple[date, ...] = ()
    skipped: int = 0
    since: tuple[date, ...] = ()
    ended: date | None = None


def rows_of(ends: Iterable[DayEnd]) -> Iterator[FailingDays]:
    """Yield every row of failing days, newest first. `ends`: days, newest first."""
    good: date | None = None
    stretch: list[DayEnd] = []
    for day, outcome in ends:
        if outcome not in SUCCESSES:
            stretch.append((day, outcome))
            continue
        if (row := _row(stretch, good)).days:
            yield row
        good, stretch = day, []
    if (row := _row(stretch, good)).days:
        yield row


def at_the_end(ends: Iterable[DayEnd]) -> FailingDays:
    """Return the current row; without failing days it has the days skipped since the last good one.

    `ends`: days, newest first, read no further than the newest good one.
    """
    return _row(takewhile(lambda end: end[1] not in SUCCESSES, ends), None)


def _row(stretch: Iterable[DayEnd], ended: date | None) -> FailingDays:
    """Make a row of the days between two good ones, newest first."""
    days: list[date] = []
    skipped = 0
    waiting: list[date] = []
    since: list[date] = []
    for day, outcome in stretch:
        if outcome is Outcome.FAILED:
            days += [*waiting, day]
            skipped += len(waiting)
            waiting = []
        elif outcome is Outcome.SKIPPED:
            (waiting if days else since).append(day)
    return FailingDays(tuple(reversed(days)), skipped, tuple(reversed(since)), ended)


def ends_of(runs: Iterable[SyncRun], zone: ZoneInfo, now: datetime) -> Iterator[DayEnd]:
    """Yield the merchant's days on which a sync finished, lazily, newest first.

    `runs`: newest first; one with a time after `now` belongs to today. If a failure and a success have the
    same time, the day doesn't count as failing.
    """
    last: tuple[date, datetime, Outcome] | None = None
    for run in runs:
        if not run.ended:
            continue
        day = min(run.at, now).astimezone(zone).date()
        if last is None or day != last[0]:
            if last is not None:
                yield last[0], last[2]
            last = day, run.at, run.outcome
        elif run.at == last[1]:
            last = day, run.at, ended_in(last[2], run.outcome)
    if last is not None:
        yield last[0], last[2]


def ended_in(one: Outcome, other: Outcome) -> Outcome:
    """Return a day's outcome from two finished syncs at its last instant: a success wins."""
    return max(one, other, key=LAST_IN_ONE_INSTANT.index)
