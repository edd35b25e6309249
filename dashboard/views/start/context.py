"""The zone, software names and causes used to word a start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from codat_client import CompanySyncStatus, SyncSummary
from dashboard.insight.start.attempt import Attempt
from dashboard.views import times
from dashboard.views.cause_words import Names, Why, why


@dataclass(frozen=True)
class Teller:
    """The zone and software names for the words. `now` is UTC.

    `why` says why a failed sync ended so; by itself, where nothing more is known of its company.
    """

    zone: ZoneInfo
    now: datetime
    books: str
    why: Callable[[CompanySyncStatus | SyncSummary], Why] = lambda record: why(record, Names())

    def range(self, attempt: Attempt) -> str:
        """Say which sales the sync covers, as far as Codat told it; "" where it did not."""
        told = attempt.told
        if told is None:
            return ""
        start, finish = (times.moment(each, self.zone, self.now) for each in (told.start, told.finish))
        return f"from {start} to {finish}"

    def since(self, attempt: Attempt) -> datetime:
        """Return from when on its time is counted: Codat's answer, else when it was asked."""
        return attempt.accepted_at or attempt.sent_at or attempt.confirmed_at
