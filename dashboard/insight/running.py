"""Whether a sync runs in earnest: Codat calls it running, and it has not done so for hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from dashboard.insight.outcome import Judged, Outcome, outcome_of

STUCK_AFTER = timedelta(hours=2)
"""A sync that Codat calls running for this long is taken for stuck, and holds nobody up (our rule)."""


class Run(Judged, Protocol):
    """What is judged: every `CompanySyncStatus` of `codat_client` has it."""

    @property
    def sync_utc(self) -> datetime | None:
        """When it ran (UTC)."""


def runs_now(record: Run | None, now: datetime) -> bool:
    """Tell whether this sync runs and is younger than `STUCK_AFTER`; without a readable time it does not."""
    if record is None or outcome_of(record) is not Outcome.RUNNING or record.sync_utc is None:
        return False
    return now - record.sync_utc < STUCK_AFTER
