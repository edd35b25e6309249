"""How fresh Home's rows are, who keeps them so, and a refresh under way, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dashboard.insight.fleet.company_state import FleetRow
from dashboard.views import times

OFF: Final = "Companies aren’t checked automatically here (FLEET_POLLING=0)."
NO_WORKER: Final = "No worker is running, so no company is checked. Ask whoever runs this dashboard."
_WHO: Final = {
    "troubled": "Merchants with problems",
    "due": "Merchants with a sync due",
    "unread": "New merchants",
    "healthy": "Healthy merchants",
}
NOT_COVERED: Final = "Your role covers none of the companies listed here. A lead can give you access."
NOTHING_YET: Final = "Companies are being listed. Their states follow within minutes."


@dataclass(frozen=True)
class Ages:
    """How many rows were read, of how many, and when the oldest of them was (UTC)."""

    read: int
    of: int
    oldest: datetime | None

    @classmethod
    def of_rows(cls, rows: Iterable[FleetRow]) -> Ages:
        """Return the ages of rows."""
        every = list(rows)
        read = [row.read_at for row in every if row.read_at is not None]
        return cls(len(read), len(every), min(read, default=None))


def ages_line(ages: Ages, now: datetime) -> str:
    """Return "340 of 999 merchants checked so far", or "All 999 checked, the oldest 3 h ago"."""
    if ages.read < ages.of:
        return f"{ages.read:,} of {times.count(ages.of, 'merchant')} checked so far"
    oldest = f", the oldest {times.since(ages.oldest, now)}" if ages.oldest else ""
    return f"All {ages.of:,} checked{oldest}"


def progress_line(done: int, total: int, ends: str) -> str:
    """Return "Checking 340 of 999 merchants, until about 10:42". `ends`: the time in words, "" if unknown."""
    until = f", until about {ends}" if ends else ""
    return f"Checking {done:,} of {times.count(total, 'merchant')}{until}"


def waiting_line(done: int, total: int) -> str:
    """Return how far a refresh is of which nothing is read now: "Check paused at 340 of 999 merchants"."""
    return f"Check paused at {done:,} of {times.count(total, 'merchant')}"


def next_line(waiting: int, next_at: datetime, now: datetime) -> str:
    """Return how many companies wait to be checked, or when the next one is due."""
    if waiting:
        return f"{waiting:,} waiting to be checked"
    return f"Next check {times.ago(next_at, now)}" if next_at > now else "Next check now"


def budget_line(left: int | None, until: str) -> str:
    """Return what is left of the day's requests for these checks; "" if it is unknown."""
    return "" if left is None else f"{times.count(left, 'request')} left for checks until {until}"


def given_up(what: Iterable[tuple[str, timedelta, timedelta | None]]) -> list[str]:
    """Return what the plan gives up: "Merchants with problems are checked every 40 min instead of 15 min".

    `what`: the reason to read them, how often they should be read, and how often they are; None: not at all.
    """
    return [_given_up(reason, wish, instead) for reason, wish, instead in what]


def _given_up(reason: str, wish: timedelta, instead: timedelta | None) -> str:
    who = _WHO.get(reason, "Merchants")
    if instead is None:
        return f"{who} aren’t checked until Codat’s quota restarts"
    every, wished = (times.lasted(each.total_seconds()) for each in (instead, wish))
    return f"{who} are checked every {every} instead of {wished}, as few requests are left"
