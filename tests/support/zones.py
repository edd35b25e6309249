"""A time zone in which it is a certain hour now: what a page says of the night depends on it."""

from __future__ import annotations

from datetime import UTC, datetime

_MOST_AHEAD = 12
"""Zones go from 12 hours behind UTC to 14 hours ahead."""


def zone_where_it_is(hour: int) -> str:
    """Return the name of a time zone without summer time where the clock shows this hour (0 to 23) now."""
    ahead = (hour - datetime.now(UTC).hour) % 24
    if ahead > _MOST_AHEAD:
        ahead -= 24
    # POSIX counts these zones' hours westwards: Etc/GMT-3 is three hours ahead of UTC.
    return f"Etc/GMT{-ahead:+d}"
