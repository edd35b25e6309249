"""The finding of each trend, in one sentence, and its values in words."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Final

from dashboard.insight.fleet.over_time.trends import CauseMonth, RecoveryMonth, TrendDay
from dashboard.views import times
from dashboard.views.fleet import incident_words

_HOURS_UP_TO: Final = 48
NO_DAYS: Final = "Nothing is recorded yet."
NO_RECOVERY: Final = "No problem has ended in this time."
NO_CAUSES: Final = "No problem began in this time."


def of_days(days: Sequence[TrendDay]) -> str:
    """Return "12 merchants fail, 3 more than on 1 Nov; most on 14 Nov, 53."."""
    known = [each for each in days if each.is_recorded]
    if not known:
        return NO_DAYS
    first, last = known[0], known[-1]
    most = max(known, key=lambda each: each.failing)
    said = f"{incident_words.merchants(last.failing)} failing on {times.day(last.day, last.day)}"
    if first is not last:
        said += f", {_compared(last.failing - first.failing)} {times.day(first.day, last.day)}"
    if most.failing > max(first.failing, last.failing):
        said += f"; the most were {most.failing:,}, on {times.day(most.day, last.day)}"
    return f"{said}."


def of_missing(days: Sequence[TrendDay]) -> str:
    """Return "91 days of sales are missing, 20 fewer than on 1 Nov."."""
    known = [each for each in days if each.is_recorded]
    if not known:
        return NO_DAYS
    first, last = known[0], known[-1]
    said = f"{times.count(last.missing, 'day')} of sales missing on {times.day(last.day, last.day)}"
    if first is not last:
        said += f", {_compared(last.missing - first.missing)} {times.day(first.day, last.day)}"
    unknown = f"; not known for {incident_words.merchants(last.unknown)}" if last.unknown else ""
    return f"{said}{unknown}."


def of_recovery(months: Sequence[RecoveryMonth]) -> str:
    """Return "In Nov 2026, half recovered within 2 days, and 9 of 10 within 9 days."."""
    if not months:
        return NO_RECOVERY
    last = months[-1]
    return (
        f"In {month(last.month)}, half recovered within {lasting(last.median)}, "
        f"and 9 of 10 within {lasting(last.p90)}."
    )


def of_causes(causes: Sequence[CauseMonth]) -> str:
    """Return "The most frequent cause was: write rejected, 41 of 120 problems."."""
    counted = Counter[str]()
    for each in causes:
        counted[each.cause] += each.begun
    if not counted:
        return NO_CAUSES
    most, number = max(counted.items(), key=lambda pair: (pair[1], pair[0]))
    return f"Most frequent: {cause(most)}, {number:,} of {times.count(counted.total(), 'problem')}."


def cause(key: str) -> str:
    """Return the short name of a cause; of none, what is left."""
    return incident_words.short_cause(key) if key else "late, or cause not known"


def month(first: dt.date) -> str:
    """Return "Nov 2026"."""
    return f"{times.month(first.month)} {first.year}"


def lasting(time: dt.timedelta) -> str:
    """Return a length of time in hours up to two days, then in days: "5 h", "9 days"."""
    hours = time.total_seconds() / 3600
    if hours < 1:
        return "1 hour"
    return (
        times.count(round(hours), "hour") if hours < _HOURS_UP_TO else times.count(round(hours / 24), "day")
    )


def _compared(more: int) -> str:
    if not more:
        return "as many as on"
    return f"{abs(more):,} {'more' if more > 0 else 'fewer'} than on"
