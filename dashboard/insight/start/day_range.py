"""Turn chosen days into the instants of a request.

Days from first to last mean [00:00 of the first, 00:00 after the last) on the merchant's clock. Where a clock
change swallows midnight the day begins at its first instant; where midnight comes twice, at the earlier one.
A finish in the future is cut to now, and the page says so.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_SECOND = dt.timedelta(seconds=1)
_YEAR = 366


@dataclass(frozen=True)
class AskedRange:
    """From `start` up to, not including, `finish` (both UTC); `cut` tells that the finish was cut to now."""

    start: dt.datetime
    finish: dt.datetime
    cut: bool


@dataclass(frozen=True)
class AskedFinish:
    """Up to, not including, `finish` (UTC), from wherever Codat begins; `cut` as in AskedRange."""

    finish: dt.datetime
    cut: bool


def range_of_days(first: dt.date, last: dt.date, zone: ZoneInfo, now: dt.datetime) -> AskedRange:
    """Return the range of whole days, both included; ValueError (a sentence to show) when there is none."""
    if first > last:
        raise ValueError("The first day is after the last one. Choose again.")
    start = start_of_day(first, zone)
    if start >= now:
        raise ValueError("These days are in the future. Choose days up to today.")
    end = up_to_day(last, zone, now)
    return AskedRange(start, end.finish, end.cut)


def up_to_day(last: dt.date, zone: ZoneInfo, now: dt.datetime) -> AskedFinish:
    """Return the end of a whole day, cut to now (UTC, whole seconds)."""
    end, latest = start_of_day(last + dt.timedelta(1), zone), now.astimezone(dt.UTC).replace(microsecond=0)
    return AskedFinish(min(end, latest), end > latest)


def clock_changes(first: dt.date, last: dt.date, zone: ZoneInfo) -> list[tuple[dt.date, float]]:
    """Return the days that aren't 24 hours long, with their hours; of long ranges only the first year’s."""
    starts = [start_of_day(first + dt.timedelta(n), zone) for n in range(min((last - first).days, _YEAR) + 2)]
    return [
        (first + dt.timedelta(n), (after - start).total_seconds() / 3600)
        for n, (start, after) in enumerate(pairwise(starts))
        if after - start != dt.timedelta(days=1)
    ]


def start_of_day(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """Return the first instant of a day in a zone, in UTC."""
    midnight = dt.datetime.combine(day, dt.time(), tzinfo=zone)
    instant = midnight.astimezone(dt.UTC)
    exists = instant.astimezone(zone).replace(tzinfo=None) == midnight.replace(tzinfo=None)
    return instant if exists else _clock_change(midnight)


def _clock_change(skipped: dt.datetime) -> dt.datetime:
    """Return the instant of the clock change that skipped this time (PEP 495: `fold` picks the offset)."""
    before, after = (skipped.replace(fold=fold).astimezone(dt.UTC) for fold in (1, 0))
    old = before.astimezone(skipped.tzinfo).utcoffset()
    while after - before > _SECOND:
        middle = (before + (after - before) / 2).replace(microsecond=0)
        middle = max(middle, before + _SECOND)
        if middle.astimezone(skipped.tzinfo).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after
