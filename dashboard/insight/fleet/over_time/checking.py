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
    ran, in order.
    """
    there = [each for each in rows if each.listed_at is None or each.listed_at <= until]
    checked = sum(
        each.read_at is not None and each.read_at >= since and each.company_id not in passed_over
        for each in there
    )
    return FleetChecking(len(there), checked, tuple(_gaps(since, until, watched)))


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
