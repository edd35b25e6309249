"""Failing days in a row: one rule for Company's count, the strip, the timeline and History's troubles.

Codat's docs (Sync for Commerce): 31 consecutive days that end in errors switch the merchant's sync off. How
Codat counts is not told, so this is our count, in the merchant's days. A day counts when its last finished
sync failed, and a success ends the row. A day on which nothing ended is passed over. Whether Codat counts a
sync that it skipped as a duplicate (5080) is not known: a day that ends in one neither starts nor ends a row,
and counts between two failing days.
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
"""A merchant's day and what it ended in: the outcome of its last finished sync, None where none finished."""


@dataclass(frozen=True)
class FailingDays:
    """Failing days in a row, the oldest first, and how many of them were only skipped as duplicates.

    `since`: days after the last failing one that ended in a skipped sync, the oldest first. `ended`: the good
    day that ended the row, None so far.
    """

    days: tuple[date, ...] = ()
    skipped: int = 0
    since: tuple[date, ...] = ()
    ended: date | None = None


def rows_of(ends: Iterable[DayEnd]) -> Iterator[FailingDays]:
    """Yield every row of failing days, the newest first. `ends`: days, the newest first."""
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
    """Return the row that goes on now; without failing days it has the days skipped since the last good one.

    `ends`: days, the newest first; no further than to the newest good one are they looked at.
    """
    return _row(takewhile(lambda end: end[1] not in SUCCESSES, ends), None)


def _row(stretch: Iterable[DayEnd], ended: date | None) -> FailingDays:
    """Make a row of the days between two good ones, the newest first."""
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
    """Yield the merchant's days on which a sync finished, the newest first, as they are needed.

    `runs`: the newest first; one that lies ahead of `now` belongs to today. Where a failure and a success
    bear one instant the day did not end in a failure.
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
    """Return what a day ended in, of two finished syncs at its last instant: a success before all others."""
    return max(one, other, key=LAST_IN_ONE_INSTANT.index)
