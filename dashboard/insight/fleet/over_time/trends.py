"""How the fleet did over months: failing and missing by day, time to recover and causes by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from math import ceil
from statistics import median
from typing import Final, NamedTuple

from dashboard.insight.fleet.episode import CompanyDay, Episode
from dashboard.insight.fleet.over_time.changes import BEHIND, FAILING
from dashboard.insight.verdict.state import OFF

_NEARLY_ALL: Final = 0.95


class DayReads(NamedTuple):
    """How many companies had been read by the end of a day, of how many there were."""

    read: int
    companies: int

    @property
    def are_few(self) -> bool:
        """Whether so many weren't read yet that the day can't be compared with others."""
        return self.read < _NEARLY_ALL * self.companies


@dataclass(frozen=True, slots=True)
class TrendDay:
    """The companies' states on one day, each with the states that Home counts under the same word.

    `missing`, `fewest`: the days of sales missing at all of them, at most and at least (None: as many);
    `unknown`: at how many of those with a problem that isn't known. `is_recorded`: False if nothing was
    recorded that day; the numbers then mean nothing. `is_partial`: few companies had been read by then;
    `checked`: how many, None if that isn't for the reader.
    """

    day: date
    is_recorded: bool
    failing: int = 0
    behind: int = 0
    missing: int = 0
    unknown: int = 0
    fewest: int | None = None
    is_partial: bool = False
    checked: int | None = None
    switched_off: int = 0

    @property
    def least(self) -> int:
        """The days of sales missing at least."""
        return self.missing if self.fewest is None else self.fewest

    @property
    def is_comparable(self) -> bool:
        """Whether the day can be compared with others: nearly all companies had been read."""
        return self.is_recorded and not self.is_partial


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


def by_day(
    days: Iterable[CompanyDay],
    first: date,
    last: date,
    recorded: Mapping[date, DayReads],
    *,
    counted: bool = True,
) -> list[TrendDay]:
    """Return every day from `first` to `last`, both included.

    `recorded`: the days on which anything was recorded, of any company: companies that are fine have no rows,
    so a day without rows may be a good day or one without records. `counted`: the reader may know how many
    companies there are.
    """
    failing, off, behind, missing, unknown, fewest = (Counter[date]() for _ in range(6))
    for each in days:
        failing[each.day] += each.state in FAILING
        off[each.day] += each.state in OFF
        behind[each.day] += each.state in BEHIND
        missing[each.day] += each.days_missing or 0
        unknown[each.day] += each.days_missing is None
        fewest[each.day] += (each.days_missing if each.fewest_missing is None else each.fewest_missing) or 0
    every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    few = {day: reads for day, reads in recorded.items() if reads.are_few}
    return [
        TrendDay(
            day,
            day in recorded,
            failing[day],
            behind[day],
            missing[day],
            unknown[day],
            fewest[day],
            day in few,
            few[day].read if counted and day in few else None,
            off[day],
        )
        for day in every
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


def most_frequent(causes: Iterable[CauseMonth]) -> list[tuple[str, int]]:
    """Return the causes with how many problems each began: the most frequent first, equals by their key."""
    begun = Counter[str]()
    for each in causes:
        begun[each.cause] += each.begun
    return sorted(begun.items(), key=lambda pair: (-pair[1], pair[0]))


def _recovery(month: date, lasted: list[timedelta]) -> RecoveryMonth:
    """Return a month of these times, in order."""
    middle = timedelta(seconds=median(each.total_seconds() for each in lasted))
    return RecoveryMonth(month, len(lasted), middle, lasted[ceil(len(lasted) * 0.9) - 1])
