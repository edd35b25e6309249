"""When a company's syncs are due, in the merchant's zone, through clock changes.

Codat's docs (Sync for Commerce, schedule): the sync hour marks the end of one sync period and the beginning
of the next; without one it is 0; it and the start date apply in the schedule's time zone, else in Etc/UTC.
Only daily syncs have a rule: Codat doesn't document the day of `Monthly` ones, so nothing is estimated for
them. An hour that the clocks skip has the offset before the change; for one that occurs twice the first
counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from codat_client.times import read_clock
from dashboard.insight.zone import merchant_zone

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from codat_client import Configuration

_DAY = timedelta(days=1)
_HOURS = range(24)


@dataclass(frozen=True)
class Dues:
    """The due dates of a daily schedule: instants (aware, UTC), one for each of the merchant's days."""

    zone: ZoneInfo
    hour: int

    def on(self, day: date) -> datetime:
        """Return the due date of a day."""
        return datetime(day.year, day.month, day.day, self.hour, tzinfo=self.zone).astimezone(UTC)

    def day(self, due: datetime) -> date:
        """Return the merchant's day that an instant lies in."""
        return due.astimezone(self.zone).date()

    def last(self, now: datetime) -> datetime:
        """Return the last due date at or before now."""
        today = self.day(now)
        due = self.on(today)
        if due > now:
            return self.on(today - _DAY)
        later = self.on(today + _DAY)
        return later if later <= now else due

    def next(self, now: datetime) -> datetime:
        """Return the first due date after now."""
        return self.after(self.last(now))

    def after(self, due: datetime) -> datetime:
        """Return the due date after one."""
        return self.on(self.day(due) + _DAY)

    def before(self, due: datetime) -> datetime:
        """Return the due date before one."""
        return self.on(self.day(due) - _DAY)

    def periods(self, start: datetime, finish: datetime) -> int:
        """Count the due periods that [start, finish) touches, even partly."""
        if start >= finish:
            return 0
        first, last = self.last(start), self.last(finish)
        return (self.day(last) - self.day(first)).days + (last < finish)


def dues_of(configuration: Configuration | None) -> Dues | None:
    """Return the due dates of a configuration; None without a daily schedule."""
    schedule = configuration.schedule if configuration else None
    if schedule is None or (schedule.selected_frequency or "Daily").strip().casefold() != "daily":
        return None
    hour = schedule.sync_hour or 0
    return Dues(merchant_zone(configuration).zone, hour) if is_hour(hour) else None


def is_hour(number: int) -> bool:
    """Return whether a number is an hour of the day."""
    return number in _HOURS


def start_date_of(configuration: Configuration | None) -> datetime | None:
    """Return the configured start date (aware, UTC); one without a zone is on the merchant's clock."""
    schedule = configuration.schedule if configuration else None
    clock = read_clock(schedule.start_date_text) if schedule else None
    if clock is None or not 1 < clock.year < 9999:  # noqa: PLR2004 - beyond, datetime overflows in some zones
        return None
    return (clock if clock.tzinfo else clock.replace(tzinfo=merchant_zone(configuration).zone)).astimezone(
        UTC
    )
