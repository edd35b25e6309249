"""How it went over the months: the share of good nights of each, and how long each trouble lasted.

Both are counted in the merchant's days. A day is good when its last finished sync succeeded, bad when it
failed. One on which nothing finished, or that ended in a sync skipped as a duplicate, is neither: no night.
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
    """One month: `good` of `nights` (days that are good or bad) went well; its first and last day known."""

    first: date
    last: date
    good: int
    nights: int

    @property
    def share(self) -> float | None:
        """The part that went well, 0 to 1; None where nothing ran."""
        return self.good / self.nights if self.nights else None


@dataclass(frozen=True)
class FailingPeriod:
    """Failing days in a row: the first, the last, how many; `ended`: the good day after them, None so far.

    `skipped`: how many of the failing ones were only skipped as duplicates, between two that failed.
    """

    first: date
    last: date
    failing: int
    ended: date | None = None
    skipped: int = 0

    @property
    def length(self) -> int:
        """How many days it lasted, the days on which nothing ended among them."""
        return (self.last - self.first).days + 1

    @property
    def going_on(self) -> bool:
        """Whether no good day has followed."""
        return self.ended is None


def months_of(days: Sequence[Day]) -> list[MonthShare]:
    """Return every month that the days touch, the oldest first. `days` are in order, without holes."""
    months = []
    for _, group in groupby(days, key=lambda day: (day.date.year, day.date.month)):
        month = list(group)
        good = sum(day.ended in SUCCESSES for day in month)
        bad = sum(day.ended is Outcome.FAILED for day in month)
        months.append(MonthShare(month[0].date, month[-1].date, good, good + bad))
    return months


def troubles_of(days: Sequence[Day]) -> list[FailingPeriod]:
    """Return every row of failing days, the oldest first; only a good day ends one. `days` are in order."""
    return [_trouble(row) for row in rows_of(ends(days))][::-1]


def _trouble(row: FailingDays) -> FailingPeriod:
    return FailingPeriod(row.days[0], row.days[-1], len(row.days), row.ended, row.skipped)
