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
class StartContext:
    """The zone and the software names that a start is worded with; `now` is UTC.

    `why` says why a sync ended as it did; by itself where nothing more is known of its company.
    """

    zone: ZoneInfo
    now: datetime
    books: str
    why: Callable[[CompanySyncStatus | SyncSummary], Why] = lambda record: why(record, Names())

    def range(self, attempt: Attempt) -> str:
        """Say which sales the sync covers, as Codat reported; "" where it did not."""
        reported = attempt.reported
        if reported is None:
            return ""
        start, finish = (
            times.moment(each, self.zone, self.now) for each in (reported.start, reported.finish)
        )
        return f"from {start} to {finish}"

    def since(self, attempt: Attempt) -> datetime:
        """Return when its time begins to count: at Codat's answer, else at the request."""
        return attempt.accepted_at or attempt.sent_at or attempt.confirmed_at
