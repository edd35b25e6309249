"""The filter of days on History and Activity: the last so many, or a first and a last day.

days=30 or from=2026-11-01&to=2026-11-07
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, kw_only=True)
class DayFilter:
    """Which days to show: `first` to `last`, both included, or the last so many `days` including today."""

    days: int | None = None
    first: date | None = None
    last: date | None = None

    @property
    def limits_days(self) -> bool:
        """Whether it excludes any days."""
        return bool(self.days or self.first or self.last)

    def between(self, today: date) -> tuple[date | None, date | None]:
        """Return the first and last day to show; None without a bound."""
        if self.days:
            return today - timedelta(days=self.days - 1), today
        return self.first, self.last


def days_from_address(query: Mapping[str, str], presets: Collection[int]) -> DayFilter:
    """Read the days of an address; ignore invalid values. `presets`: the values `days` may have."""
    days = query.get("days", "")
    first, last = _day(query.get("from", "")), _day(query.get("to", ""))
    if first and last and first > last:
        first, last = last, first
    preset = int(days) if days in {str(each) for each in presets} else None
    return DayFilter(days=preset, first=first, last=last)


def days_to_address(filters: DayFilter) -> dict[str, str | None]:
    """Return the parameters for these days; None for an unset one."""
    first, last = (None, None) if filters.days else (filters.first, filters.last)
    return {
        "days": str(filters.days) if filters.days else None,
        "from": first.isoformat() if first else None,
        "to": last.isoformat() if last else None,
    }


def _day(text: str) -> date | None:
    """Return a day; None if it isn't one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
