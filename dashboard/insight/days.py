"""Syncs by the merchant's days: the outcome of each day.

A day has the outcome of its last run, and remembers whether an earlier one failed. A run without a readable
time is left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Protocol

from dashboard.insight.failing import DayEnd, FailingDays, at_the_end, ended_in
from dashboard.insight.outcome import HasSyncOutcome, Outcome, in_one_instant, is_over, outcome_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


class SyncOfDay(HasSyncOutcome, Protocol):
    """The part of `codat_client.CompanySyncStatus` used to count days."""

    @property
    def sync_id(self) -> str | None:
        """Codat's id of the sync."""

    @property
    def sync_utc(self) -> dt.datetime | None:
        """When it ran, UTC."""


_Timed = tuple[dt.datetime, SyncOfDay]


@dataclass(frozen=True)
class Day:
    """One day of the merchant; `outcome`, `sync_id` and `ran_utc` are those of its last run, if any ran.

    `finished`: the day's outcome, if it isn't that of the last run.
    """

    date: dt.date
    outcome: Outcome | None = None
    count: int = 0
    earlier_failure: bool = False
    sync_id: str | None = None
    ran_utc: dt.datetime | None = None
    finished: Outcome | None = None

    @property
    def ended(self) -> Outcome | None:
        """The outcome of the day's last finished run; None if none finished."""
        over = self.outcome if is_over(self.outcome) else None
        return self.finished or over


def days_of(
    syncs: Iterable[SyncOfDay], zone: ZoneInfo, first: dt.date, last: dt.date, latest_id: str | None = None
) -> list[Day]:
    """Return every day from first to last, both included, in order; empty when first is after last.

    `latest_id`: the sync that Codat calls the latest; it sorts last among syncs at the same instant.
    """
    by_day: dict[dt.date, list[_Timed]] = {}
    for run in syncs:
        ran = run.sync_utc
        if ran is not None and first <= (date := ran.astimezone(zone).date()) <= last:
            by_day.setdefault(date, []).append((ran, run))
    length = (last - first).days + 1
    dates = (first + dt.timedelta(n) for n in range(length))
    return [_day(date, by_day.get(date, []), latest_id) for date in dates]


def last_days(
    syncs: Iterable[SyncOfDay],
    zone: ZoneInfo,
    now: dt.datetime,
    number: int = 90,
    latest_id: str | None = None,
) -> list[Day]:
    """Return the last `number` days of the merchant up to today."""
    today = now.astimezone(zone).date()
    return days_of(syncs, zone, today - dt.timedelta(number - 1), today, latest_id)


def ends(days: Sequence[Day]) -> Iterable[DayEnd]:
    """Return each day's outcome, newest first, for the rule for failing days."""
    return ((day.date, day.ended) for day in reversed(days))


def failing_row(days: Sequence[Day]) -> FailingDays:
    """Return the failing days in a row at the end: our count of those that switch a sync off."""
    return at_the_end(ends(days))


def failing_days(days: Sequence[Day]) -> list[Day]:
    """Return the days of `failing_row`."""
    failing = set(failing_row(days).days)
    return [day for day in days if day.date in failing]


def _day(date: dt.date, runs: list[_Timed], latest_id: str | None) -> Day:
    if not runs:
        return Day(date)
    ordered = sorted(
        runs, key=lambda timed: (timed[0], in_one_instant(outcome_of(timed[1]), timed[1].sync_id, latest_id))
    )
    *earlier, (ran, last) = ordered
    failed = any(outcome_of(run) is Outcome.FAILED for _, run in earlier)
    return Day(date, outcome_of(last), len(runs), failed, last.sync_id, ran, _ended(ordered))


def _ended(runs: Sequence[_Timed]) -> Outcome | None:
    """Return the outcome of the last finished run; at the same instant a success wins."""
    finished = [(at, outcome) for at, run in runs if is_over(outcome := outcome_of(run))]
    return (
        reduce(ended_in, (outcome for at, outcome in finished if at == finished[-1][0])) if finished else None
    )
