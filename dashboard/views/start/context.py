"""What the texts about a start depend on: time zone, software name, causes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from codat_client import CompanySyncStatus, SyncSummary
from dashboard.insight.start.attempt import Attempt
from dashboard.insight.start.duration import UsualDuration
from dashboard.views import times
from dashboard.views.cause_words import Names, Why, why


@dataclass(frozen=True)
class StartContext:
    """What the texts about a start depend on.

    `shown_zone`: the zone of the page. `now`: aware, UTC. `books`: the accounting software's name (text).
    `why`: why a sync ended as it did; by default judged from its own record alone. `usual`: how long the
    merchant's syncs usually take. `missing_now`: days of sales missing, read since the end of the start. None
    where that is unknown.
    """

    shown_zone: ZoneInfo
    now: datetime
    books: str
    why: Callable[[CompanySyncStatus | SyncSummary], Why] = lambda record: why(record, Names())
    usual: UsualDuration | None = None
    missing_now: int | None = None

    def range(self, attempt: Attempt) -> str:
        """Return the range of sales that Codat reported: "from … to …"; "" if it reported none."""
        reported = attempt.reported
        if reported is None:
            return ""
        start, finish = times.both_ends(reported.start, reported.finish, self.shown_zone, self.now)
        return f"from {start} to {finish}"

    def since(self, attempt: Attempt) -> datetime:
        """Return the moment from which its time counts (UTC): Codat's answer, else the request."""
        return attempt.accepted_at or attempt.sent_at or attempt.confirmed_at
