"""When checks ran: without it, that nothing changed in a night would say nothing about the night."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, func, insert, select, update

from dashboard.fleet.reading.reads import CLOCKS_DIFFER
from dashboard.insight.fleet.over_time.checking import LEAST_GAP
from dashboard.store.engine import Store
from dashboard.store.fleet.tables import fleet_watch

_WRITTEN_EVERY: Final = timedelta(minutes=1)


class FleetWatch:
    """Notes when checks of an account's companies ran, from the rounds of one poller. Raises StoreError."""

    def __init__(self, store: Store, account_id: str) -> None:
        self._store, self._account_id = store, account_id
        self._noted_at: datetime | None = None
        self._nothing_answers = False

    def note(self, now: datetime, *, read: int, failed: int, idle: bool) -> None:
        """Note a round that ended at `now` (aware).

        A round without reads counts where nothing was due (`idle`), unless all tries before it failed.
        """
        if read or failed:
            self._nothing_answers = not read
        if self._nothing_answers or not (read or idle):
            return
        if self._noted_at is not None and timedelta() <= now - self._noted_at < _WRITTEN_EVERY:
            return
        self._write(now)
        self._noted_at = now

    def _write(self, now: datetime) -> None:
        """Let the time that lasts go on until now, or begin another one."""
        mine = fleet_watch.c.account_id == self._account_id
        newest = select(func.max(fleet_watch.c.began)).where(mine).scalar_subquery()
        lasts = fleet_watch.c.last.between(now - LEAST_GAP, now + CLOCKS_DIFFER)
        with self._store.writing() as connection:
            which = and_(mine, fleet_watch.c.began == newest, lasts)
            if not connection.execute(update(fleet_watch).where(which).values(last=now)).rowcount:
                row = {"account_id": self._account_id, "began": now, "last": now}
                connection.execute(insert(fleet_watch).values(**row))
