"""How the fleet did over months: failing and missing by day, time to recover and causes by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from math import ceil
from statistics import median

from dashboard.insight.fleet.episode import CompanyDay, Episode
from dashboard.insight.fleet.over_time.changes import BEHIND, FAILING, SWITCHED_OFF


@dataclass(frozen=True, slots=True)
class TrendDay:
    """The companies' states on one day.

    `missing`: the days of sales missing at all of them; `unknown`: at how many of those with a problem that
    number isn't known. `is_recorded`: False if nothing was recorded that day; the numbers then mean nothing.
    """

    day: date
    is_recorded: bool
    failing: int = 0
    behind: int = 0
    missing: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class RecoveryMonth:
    """How long troubles had lasted that a success ended in a month: the median, and the most of 9 of 10.

    `ended`: how many they are.
    """

    month: date
    ended: int
    median: timedelta
    p90: timedelta


@dataclass(frozen=True, slots=True)
class CauseMonth:
    """How many troubles began in a month for one cause (its key, "" for none)."""

    month: date
    cause: str
    begun: int


def by_day(days: Iterable[CompanyDay], first: date, last: date, recorded: Collection[date]) -> list[TrendDay]:
    """Return every day from `first` to `last`, both included.

    `recorded`: the days on which anything was recorded, of any company: companies that are fine have no rows,
    so a day without rows may be a good day or one without records.
    """
    failing, behind, missing, unknown = (Counter[date]() for _ in range(4))
    for each in days:
        failing[each.day] += each.state in FAILING | SWITCHED_OFF
        behind[each.day] += each.state in BEHIND
        missing[each.day] += each.days_missing or 0
        unknown[each.day] += each.days_missing is None
    every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    known = frozenset(recorded)
    return [
        TrendDay(day, day in known, failing[day], behind[day], missing[day], unknown[day]) for day in every
    ]


def time_to_recover(episodes: Iterable[Episode], first: date, zone: tzinfo) -> list[RecoveryMonth]:
    """Return the months in which companies recovered, from `first` on, oldest first. `zone`: the team's.

    A trouble that ended without a sync that succeeded says nothing of how long it takes.
    """
    lasted: dict[date, list[timedelta]] = {}
    for each in episodes:
        if each.recovered and each.ended is not None and (day := each.ended.astimezone(zone).date()) >= first:
            lasted.setdefault(day.replace(day=1), []).append(max(each.ended - each.began, timedelta()))
    return [_recovery(month, sorted(lasted[month])) for month in sorted(lasted)]


def causes_by_month(episodes: Iterable[Episode], first: date, zone: tzinfo) -> list[CauseMonth]:
    """Return the causes of each month from `first` on, oldest month first, the most frequent first."""
    begun = Counter[tuple[date, str]]()
    for each in episodes:
        day = each.began.astimezone(zone).date()
        if day >= first:
            begun[day.replace(day=1), each.cause] += 1
    found = [CauseMonth(month, cause, count) for (month, cause), count in begun.items()]
    return sorted(found, key=lambda each: (each.month, -each.begun, each.cause))


def _recovery(month: date, lasted: list[timedelta]) -> RecoveryMonth:
    """Return a month of these times, in order."""
    middle = timedelta(seconds=median(each.total_seconds() for each in lasted))
    return RecoveryMonth(month, len(lasted), middle, lasted[ceil(len(lasted) * 0.9) - 1])
