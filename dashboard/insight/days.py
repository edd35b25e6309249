"""Syncs by the merchant's days: what became of each day on which syncs ran.

A day bears the last outcome of its runs, and remembers that an earlier run of it failed: a mended day is not
a failed one. A run without a readable time belongs to no day and is left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from dashboard.insight.outcome import GRAVEST_LAST, Judged, Outcome, outcome_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


class Run(Judged, Protocol):
    """The part of `codat_client.CompanySyncStatus` that counting days needs."""

    @property
    def sync_id(self) -> str | None:
        """Codat's id of the sync."""

    @property
    def sync_utc(self) -> dt.datetime | None:
        """When it ran, UTC."""


@dataclass(frozen=True)
class Day:
    """One day of the merchant; `outcome`, `sync_id` and `ran_utc` are those of its last run, if any ran."""

    date: dt.date
    outcome: Outcome | None = None
    count: int = 0
    earlier_failure: bool = False
    sync_id: str | None = None
    ran_utc: dt.datetime | None = None


def days_of(syncs: Iterable[Run], zone: ZoneInfo, first: dt.date, last: dt.date) -> list[Day]:
    """Return every day from first to last, both included, in order; empty when first is after last."""
    by_day: dict[dt.date, list[tuple[dt.datetime, Run]]] = {}
    for run in syncs:
        ran = run.sync_utc
        if ran is not None and first <= (date := ran.astimezone(zone).date()) <= last:
            by_day.setdefault(date, []).append((ran, run))
    length = (last - first).days + 1
    return [_day(date, by_day.get(date, [])) for date in (first + dt.timedelta(n) for n in range(length))]


def last_days(syncs: Iterable[Run], zone: ZoneInfo, now: dt.datetime, number: int = 90) -> list[Day]:
    """Return the last `number` days of the merchant up to today."""
    today = now.astimezone(zone).date()
    return days_of(syncs, zone, today - dt.timedelta(number - 1), today)


def failing_days(days: Sequence[Day]) -> list[Day]:
    """Return the failing days at the end of these: our count of what Codat switches a sync off for.

    A day counts when its last run failed; days on which nothing ran or nothing has ended yet are passed over;
    any other day ends the count. Whether Codat counts by the merchant's clock is assumed, not told.
    """
    failing: list[Day] = []
    for day in reversed(days):
        if day.outcome is Outcome.FAILED:
            failing.append(day)
        elif day.outcome not in {None, Outcome.RUNNING}:
            break
    return failing[::-1]


def _ordered(runs: list[tuple[dt.datetime, Run]]) -> list[tuple[dt.datetime, Run]]:
    """Return the runs by time; of one instant the gravest last, then that of the lowest id."""
    by_id = sorted(runs, key=lambda timed: (timed[1].sync_id is None, timed[1].sync_id or ""), reverse=True)
    return sorted(by_id, key=lambda timed: (timed[0], GRAVEST_LAST.index(outcome_of(timed[1]))))


def _day(date: dt.date, runs: list[tuple[dt.datetime, Run]]) -> Day:
    if not runs:
        return Day(date)
    *earlier, (ran, last) = _ordered(runs)
    failed = any(outcome_of(run) is Outcome.FAILED for _, run in earlier)
    return Day(date, outcome_of(last), len(runs), failed, last.sync_id, ran)
