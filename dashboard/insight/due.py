"""Up to when a sync covered the sales, derived from the schedule: Codat does not tell it in its list.

The rule (Codat's docs, Sync for Commerce, schedule): a nightly sync covers the sales up to its due date, the
sync hour in the merchant's zone, not up to the time it ran; the next one begins there. A changed schedule or
a sync started by hand in between can make it otherwise, so what comes out is derived, not told. A nightly
sync runs some time after its due date; one that ran hours off it was hardly a nightly one, and the rule says
nothing of it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

NIGHTLY_WITHIN = timedelta(hours=3)
"""A sync that ran later than this after its due date is not taken for the nightly one (our rule)."""
_HOURS = range(24)


class Scheduled(Protocol):
    """The part of `codat_client.Schedule` that tells when a sync is due."""

    @property
    def selected_frequency(self) -> str | None:
        """How often: `Daily` is what merchants are offered."""

    @property
    def sync_hour(self) -> int | None:
        """The hour of the merchant's day, 0-23; midnight where none is set."""


def due_of(run: datetime | None, schedule: Scheduled | None, zone: ZoneInfo) -> datetime | None:
    """Return the due date (aware, UTC) of a nightly run; None where the schedule tells none.

    That is the last one at or before the run, which must have come within `NIGHTLY_WITHIN`.
    """
    if run is None or schedule is None or (schedule.selected_frequency or "Daily").lower() != "daily":
        return None
    hour = schedule.sync_hour or 0
    if hour not in _HOURS:
        return None
    day = run.astimezone(zone).date()
    due = [
        datetime(each.year, each.month, each.day, hour, tzinfo=zone).astimezone(UTC)
        for each in (day, day - timedelta(days=1))
    ]
    last = due[0] if due[0] <= run else due[1]
    return last if run - last <= NIGHTLY_WITHIN else None
