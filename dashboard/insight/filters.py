"""Which syncs a person wants to see: by status, by the merchant's days, by text in the messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from codat_client import CompanySyncStatus
from dashboard.insight.outcome import Outcome, outcome_of

STATUSES = (
    Outcome.SUCCEEDED,
    Outcome.NOTHING_TO_WRITE,
    Outcome.FAILED,
    Outcome.RUNNING,
    Outcome.UNKNOWN,
)
PRESETS = (30, 90, 365)
"""Lengths in days, today included, that are one click away."""


@dataclass(frozen=True)
class Filters:
    """What to show. Empty `statuses` means all; `first` and `last` are the merchant's days, both included."""

    statuses: frozenset[Outcome] = frozenset()
    days: int | None = None
    first: date | None = None
    last: date | None = None
    text: str = ""

    @property
    def count(self) -> int:
        """How many of the three filters are set."""
        return sum((bool(self.statuses), bool(self.days or self.first or self.last), bool(self.text)))

    def between(self, today: date) -> tuple[date | None, date | None]:
        """The first and last day to show, None where there is no bound."""
        if self.days:
            return today - timedelta(days=self.days - 1), today
        return self.first, self.last


def from_address(query: Mapping[str, str]) -> Filters:
    """Read the filters from the address; what makes no sense is left out: old bookmarks still open."""
    statuses = {each for each in STATUSES if each.value in query.get("status", "").split(",")}
    days = query.get("days", "")
    first, last = _day(query.get("from", "")), _day(query.get("to", ""))
    if first and last and first > last:
        first, last = last, first
    return Filters(
        statuses=frozenset(statuses),
        days=int(days) if days in {str(preset) for preset in PRESETS} else None,
        first=first,
        last=last,
        text=query.get("text", "").strip(),
    )


def newest_first(syncs: Iterable[CompanySyncStatus]) -> list[CompanySyncStatus]:
    """Order syncs by their time, newest first; those without a readable time stand last, as they came."""
    timed = [(sync.sync_utc, sync) for sync in syncs]
    known = [(at, sync) for at, sync in timed if at is not None]
    known.sort(key=lambda pair: pair[0], reverse=True)
    return [sync for _, sync in known] + [sync for at, sync in timed if at is None]


def matching(
    syncs: Iterable[CompanySyncStatus], filters: Filters, zone: ZoneInfo, now: datetime
) -> list[CompanySyncStatus]:
    """Keep the syncs that all set filters let through, in their order.

    `zone` is the merchant's: days are counted there. A sync without a readable time passes no filter of days.
    """
    first, last = filters.between(now.astimezone(zone).date())
    wanted = filters.text.casefold()
    return [
        sync
        for sync in syncs
        if (not filters.statuses or outcome_of(sync) in filters.statuses)
        and _within(sync.sync_utc, zone, first, last)
        and (not wanted or wanted in _words(sync))
    ]


def _within(at: datetime | None, zone: ZoneInfo, first: date | None, last: date | None) -> bool:
    if first is None and last is None:
        return True
    if at is None:
        return False
    day = at.astimezone(zone).date()
    return (first is None or first <= day) and (last is None or day <= last)


def _words(sync: CompanySyncStatus) -> str:
    told = (sync.error_message, sync.sync_exception_message, sync.sync_status, sync.sync_id)
    return "\n".join((*(each for each in told if each), str(sync.sync_status_code or ""))).casefold()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
