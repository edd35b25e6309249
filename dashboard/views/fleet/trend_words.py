"""The finding of each trend, in one sentence, and its values in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from dashboard.insight.fleet.over_time.trends import CauseMonth, RecoveryMonth, TrendDay, most_frequent
from dashboard.views import times
from dashboard.views.fleet import incident_words

_HOURS_UP_TO: Final = 48
NO_DAYS: Final = "Nothing is recorded yet."
AT_MOST: Final = "The chart shows the most that can be missing."
NO_RECOVERY: Final = "No problem has ended in this period."
NO_CAUSES: Final = "No problem began in this period."


def period(since: dt.date, *, from_first_record: bool) -> str:
    """Return from which day on the trends are, and whether records begin then or go further back."""
    day = times.day_in_full(since)
    return f"Recorded since {day}." if from_first_record else f"Since {day}."


def of_days(days: Sequence[TrendDay]) -> str:
    """Return "12 merchants failing on 2 Dec, 3 more than on 1 Nov; the peak was 53, on 14 Nov.".

    Those that are switched off aren't failing any more: " 4 are switched off." follows where there are any.
    Days on which few companies had been read are compared with none.
    """
    last = _last(days)
    if last is None:
        return NO_DAYS
    said, off = (
        f"{incident_words.merchants(last.failing)} failing on {times.day(last.day, last.day)}",
        _off(last),
    )
    if last.is_partial:
        return f"{said}{of_checked(last)}.{off}"
    known = [each for each in days if each.is_comparable]
    first, most = known[0], max(known, key=lambda each: each.failing)
    if first is not last:
        said += f", {_compared(last.failing - first.failing)} {times.day(first.day, last.day)}"
    if most.failing > max(first.failing, last.failing):
        said += f"; the peak was {most.failing:,}, on {times.day(most.day, last.day)}"
    return f"{said}.{off}"


def of_missing(days: Sequence[TrendDay]) -> str:
    """Return "91 days of sales missing on 2 Dec, 20 fewer than on 1 Nov.".

    Where only bounds are known: "60–91 days of sales missing on 2 Dec, 50–71 on 1 Nov.".
    """
    last = _last(days)
    if last is None:
        return NO_DAYS
    said = f"{missing(last)} of sales missing on {times.day(last.day, last.day)}"
    first = next((each for each in days if each.is_comparable), last)
    if last.is_partial:
        said += of_checked(last)
    elif first is not last:
        said += _missing_then(first, last)
    unknown = f"; not known for {incident_words.merchants(last.unknown)}" if last.unknown else ""
    return f"{said}{unknown}."


def missing(day: TrendDay) -> str:
    """Return the days of sales missing on a day: "9 days", "5–9 days"."""
    return f"{bounds(day)} {'day' if day.missing == day.least == 1 else 'days'}"


def bounds(day: TrendDay) -> str:
    """Return how many days of sales are missing on a day, at least and at most: "9", "5–9"."""
    least, most = day.least, day.missing
    return f"{most:,}" if least == most else f"{least:,}–{most:,}"


def of_checked(day: TrendDay) -> str:
    """Return ", of 300 checked" for a day on which few companies had been read; "" for another one."""
    if not day.is_partial:
        return ""
    return ", when not all were checked" if day.checked is None else f", of {day.checked:,} checked"


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
    """Return "Most frequent: write rejected, 41 of 120 problems."."""
    counted = most_frequent(causes)
    if not counted:
        return NO_CAUSES
    most, number = counted[0]
    every = times.count(sum(begun for _, begun in counted), "problem")
    return f"Most frequent: {cause(most)}, {number:,} of {every}."


def cause(key: str) -> str:
    """Return the short name of a cause; of none, what is left."""
    return incident_words.short_cause(key) if key else "late, or cause not known"


def month(first: dt.date) -> str:
    """Return "Nov 2026"."""
    return f"{times.month(first.month)} {first.year}"


def lasting(time: dt.timedelta) -> str:
    """Return a length of time in hours up to two days, then in days: "5 hours", "9 days"."""
    hours = time.total_seconds() / 3600
    if hours < 1:
        return "1 hour"
    return (
        times.count(round(hours), "hour") if hours < _HOURS_UP_TO else times.count(round(hours / 24), "day")
    )


def month_since(first: dt.date, since: dt.date | None) -> str:
    """Return a month; of the one in which recording began, from when on: "Nov 2026, from 15 Nov"."""
    if since is None or since == first or since.replace(day=1) != first:
        return month(first)
    return f"{month(first)}, from {times.day(since, since)}"


def _last(days: Sequence[TrendDay]) -> TrendDay | None:
    """Return the last recorded day that can be compared; if none can, the last recorded one."""
    known = [each for each in days if each.is_recorded]
    comparable = [each for each in known if each.is_comparable]
    return next(reversed(comparable or known), None)


def _off(day: TrendDay) -> str:
    """Return " 4 are switched off."; "" for none."""
    number = day.switched_off
    return f" {number:,} {'is' if number == 1 else 'are'} switched off." if number else ""


def _missing_then(first: TrendDay, last: TrendDay) -> str:
    """Return how the days missing compare with those of the first day; bounds aren't subtracted."""
    on = times.day(first.day, last.day)
    if first.least == first.missing and last.least == last.missing:
        return f", {_compared(last.missing - first.missing)} {on}"
    return f", {bounds(first)} on {on}"


def _compared(more: int) -> str:
    if not more:
        return "as many as on"
    return f"{abs(more):,} {'more' if more > 0 else 'fewer'} than on"
