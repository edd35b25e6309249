"""The day of a digest: from eight in the morning to eight, in the team's zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

MORNING: Final = time(8)
"""When a digest ends, in the team's zone: before the day's work."""
_FIRST: Final = date(2000, 1, 1)
"""No digest is of a day before this one, and the calendar's first days have none before them."""


def digest_period(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return from when until when the digest of a day goes: the 24 hours before its morning, by the clock."""
    return _morning(day - timedelta(days=1), zone), _morning(day, zone)


def digest_day(asked: str, now: datetime, zone: ZoneInfo) -> date:
    """Return the day that an address asks for; today's for anything else, and for a day before `_FIRST`.

    A day to come is today's too. `now`: aware.
    """
    today = now.astimezone(zone).date()
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        return today
    return min(day, today) if day >= _FIRST else today


def digest_day_of(when: datetime, zone: tzinfo) -> date:
    """Return the day in whose digest a moment (aware) is: after eight in the morning, the next day's."""
    local = when.astimezone(zone)
    return local.date() + timedelta(days=local.time() > MORNING)


def _morning(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, MORNING, zone)
