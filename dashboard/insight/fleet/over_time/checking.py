"""How far the fleet was checked in a time: how many of its companies, and when none was."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from dashboard.insight.fleet.company_state import FleetRow
from dashboard.insight.fleet.over_time.digest_day import digest_day_of

LEAST_GAP: Final = timedelta(minutes=30)
"""Shorter times without checks aren't mentioned: a restart, or one of Codat's limits."""

Span = tuple[datetime, datetime]
"""From when until when (aware)."""


@dataclass(frozen=True, slots=True)
class FleetChecking:
    """How many companies there were in a time, how many were checked in it, and when no check ran."""

    companies: int
    checked: int
    gaps: tuple[Span, ...] = ()

    @property
    def is_partial(self) -> bool:
        """Whether something may have changed that no one saw."""
        return self.checked < self.companies or bool(self.gaps)


def checking_between(
    since: datetime,
    until: datetime,
    rows: Iterable[FleetRow],
    passed_over: Collection[str],
    watched: Iterable[Span],
) -> FleetChecking:
    """Return how far these companies were checked between two times (aware).

    `passed_over`: the ids of companies that were read later, but not in this time. `watched`: when checks
    ran, in order. One that Codat no longer lists was there if it was read in this time or later.
    """
    there = [each for each in rows if _was_there(each, since, until)]
    checked = sum(
        each.read_at is not None and each.read_at >= since and each.company_id not in passed_over
        for each in there
    )
    return FleetChecking(len(there), checked, tuple(_gaps(since, until, watched)))


def _was_there(row: FleetRow, since: datetime, until: datetime) -> bool:
    """Return whether Codat listed a company in this time, as far as that is known."""
    if row.company.gone and (row.read_at is None or row.read_at < since):
        return False
    return row.listed_at is None or row.listed_at <= until


def passes_over_a_digest(
    before: datetime | None, listed_at: datetime | None, read_at: datetime, zone: tzinfo
) -> bool:
    """Return whether a company wasn't read for a whole digest before this read.

    `before`: when it was read before; None if never, and then it counts from when it was first listed.
    """
    if before is not None:
        return (digest_day_of(read_at, zone) - digest_day_of(before, zone)).days > 1
    return listed_at is not None and digest_day_of(read_at, zone) > digest_day_of(listed_at, zone)


def _gaps(since: datetime, until: datetime, watched: Iterable[Span]) -> Iterable[Span]:
    """Yield the times between two when no check ran."""
    at = since
    for began, last in watched:
        if min(began, until) - at >= LEAST_GAP:
            yield at, min(began, until)
        at = max(at, last)
    if until - at >= LEAST_GAP:
        yield at, until
