"""How fresh Home's rows are, who keeps them so, and a refresh under way, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dashboard.insight.fleet.company_state import FleetRow
from dashboard.views import times

OFF: Final = "Companies aren’t checked automatically here (FLEET_POLLING=0)."
NO_WORKER: Final = "No worker is running, so no company is checked. Ask whoever runs this dashboard."
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
    """Return "Reading 340 of 999 merchants", or "All 999 checked, the oldest 3 h ago"."""
    if ages.read < ages.of:
        return f"{ages.read:,} of {times.count(ages.of, 'merchant')} checked so far"
    oldest = f", the oldest {times.since(ages.oldest, now)}" if ages.oldest else ""
    return f"All {ages.of:,} checked{oldest}"


def progress_line(done: int, total: int) -> str:
    """Return "Reading 340 of 999 merchants"."""
    return f"Reading {done:,} of {times.count(total, 'merchant')}"
