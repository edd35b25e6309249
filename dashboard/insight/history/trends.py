"""Results over months: the share of successful days in each, and every period of failing days.

Both count the merchant's days. A day succeeded or failed as its last finished sync did. A day without a
finished sync, or whose last one was skipped as a duplicate, counts as neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from dashboard.insight.days import Day, ends
from dashboard.insight.failing import FailingDays, rows_of
from dashboard.insight.outcome import SUCCESSES, Outcome


@dataclass(frozen=True)
class MonthShare:
    """One month: `good` of `nights` (days that succeeded or failed) succeeded; its first and last day."""

    first: date
    last: date
    good: int
    nights: int

    @property
    def share(self) -> float | None:
        """The share that succeeded, 0 to 1; None if nothing finished."""
        return self.good / self.nights if self.nights else None


@dataclass(frozen=True)
class FailingPeriod:
    """A row of failing days: the first, the last, how many. `ended`: the successful day after it, if any.

    `skipped`: how many of the failing days were only skipped as duplicates, between two that failed.
    """

    first: date
    last: date
    failing: int
    ended: date | None = None
    skipped: int = 0

    @property
    def length(self) -> int:
        """How many days it lasted, days without a finished sync included."""
        return (self.last - self.first).days + 1

    @property
    def going_on(self) -> bool:
        """Whether no successful day has followed."""
        return self.ended is None


def months_of(days: Sequence[Day]) -> list[MonthShare]:
    """Return every month that the days touch, the oldest first. `days` are in order, without gaps."""
    months = []
    for _, group in groupby(days, key=lambda day: (day.date.year, day.date.month)):
        month = list(group)
        good = sum(day.ended in SUCCESSES for day in month)
        bad = sum(day.ended is Outcome.FAILED for day in month)
        months.append(MonthShare(month[0].date, month[-1].date, good, good + bad))
    return months


def failing_periods(days: Sequence[Day]) -> list[FailingPeriod]:
    """Return every period of failing days, oldest first; only a success ends one. `days` are in order."""
    return [_period(row) for row in rows_of(ends(days))][::-1]


def _period(row: FailingDays) -> FailingPeriod:
    return FailingPeriod(row.days[0], row.days[-1], len(row.days), row.ended, row.skipped)
