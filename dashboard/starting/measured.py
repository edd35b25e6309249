"""How long Codat took for syncs started here, if one process watched them all the time."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import exists, func, select

from dashboard.insight.activity.entry import ActivityOutcome
from dashboard.insight.start.attempt import StartEventType
from dashboard.starting.company_starts import BY_AN_ID
from dashboard.store.engine import Store
from dashboard.store.tables import lease, start, start_event

_LEASE = "start "
_NEVER_LEFT = exists().where(lease.c.name == _LEASE + start.c.id, lease.c.term == 1)
"""The condition that no other process has taken over a start: the first term is the claiming process's.

If one has, a measured time may be how long the dashboard was stopped.
"""
_WENT_THROUGH = (ActivityOutcome.SUCCEEDED.value, ActivityOutcome.NOTHING_TO_WRITE.value)
_MOST_WATCHED = 20


def lease_name(attempt_id: str) -> str:
    """Return the name of the lease under which a start is carried out and followed."""
    return f"{_LEASE}{attempt_id}"


class MeasuredTimes:
    """The measured times of one account. Every method raises StoreError if the store can't be used."""

    def __init__(self, store: Store, account_id: str) -> None:
        self._store, self._account_id = store, account_id

    def watched(self, company_id: str) -> list[timedelta]:
        """Return how long the last successful syncs started here took, the newest first."""
        ended = start_event.c.kind == StartEventType.ENDED.value
        query = (
            select(start.c.accepted_at, start_event.c.at)
            .join(start_event)
            .where(start.c.account_id == self._account_id, start.c.company_id == company_id.lower())
            .where(ended, start_event.c.outcome.in_(_WENT_THROUGH), start.c.accepted_at.is_not(None))
            .where(_NEVER_LEFT)
            .order_by(start.c.confirmed_at.desc())
            .limit(_MOST_WATCHED)
        )
        with self._store.reading() as connection:
            return [row.at - row.accepted_at for row in connection.execute(query)]

    def slowest_listing(self, within: timedelta) -> timedelta | None:
        """Return the longest time that Codat took to list a sync started here; None if unknown.

        Only times `within` a limit count: a longer one rather measures how long the dashboard was stopped.
        """
        found = select(start.c.sent_at, func.min(start_event.c.at).label("found_at")).join(start_event)
        found = found.where(
            start.c.account_id == self._account_id,
            start.c.sent_count == 1,
            start.c.basis.in_([each.value for each in BY_AN_ID]),
            start_event.c.kind == StartEventType.FOUND.value,
            _NEVER_LEFT,
        ).group_by(start.c.id, start.c.sent_at)
        with self._store.reading() as connection:
            delays = [row.found_at - row.sent_at for row in connection.execute(found)]
        return max((each for each in delays if each <= within), default=None)
