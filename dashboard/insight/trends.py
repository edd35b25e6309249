"""How it went over the months: the share of good nights of each, and how long each trouble lasted.

Both are counted in the merchant's days. A day is good when its last sync succeeded, bad when it failed; a day
on which nothing ended is neither, and counts nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from dashboard.insight.days import Day
from dashboard.insight.outcome import Outcome, is_over
from dashboard.insight.runs import SUCCESSES


@dataclass(frozen=True)
class MonthShare:
    """One month: `good` of `nights` (days on which a sync ended) went well; its first and last day known."""

    first: date
    last: date
    good: int
    nights: int

    @property
    def share(self) -> float | None:
        """The part that went well, 0 to 1; None where nothing ran."""
        return self.good / self.nights if self.nights else None


@dataclass(frozen=True)
class Trouble:
    """Failing days in a row: the first, the last, how many; `ended`: the good day after them, None so far."""

    first: date
    last: date
    failing: int
    ended: date | None = None

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
        nights = sum(day.outcome is not None and is_over(day.outcome) for day in month)
        good = sum(day.outcome in SUCCESSES for day in month)
        months.append(MonthShare(month[0].date, month[-1].date, good, nights))
    return months


def troubles_of(days: Sequence[Day]) -> list[Trouble]:
    """Return every row of failing days, the oldest first; only a good day ends one.

    `days` are in order. A day on which nothing ran, is running or has ended nobody knows how is passed over.
    """
    found: list[Trouble] = []
    row: list[date] = []
    for day in days:
        if day.outcome is Outcome.FAILED:
            row.append(day.date)
        elif row and day.outcome in SUCCESSES:
            found.append(Trouble(row[0], row[-1], len(row), day.date))
            row = []
    return [*found, Trouble(row[0], row[-1], len(row))] if row else found
