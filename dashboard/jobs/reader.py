"""Who keeps the fleet's picture up to date: Home says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import column, func, select, table

from dashboard.jobs.all_jobs import has_embedded_jobs
from dashboard.jobs.job import DEAD_AFTER_S
from dashboard.services.stores import real_store
from dashboard.settings import Settings
from dashboard.store.columns import UtcDateTime

_workers: Final = table("procrastinate_workers", column("last_heartbeat", UtcDateTime))


class ReaderKind(StrEnum):
    """Who reads: this process, a worker, or no one: no worker is alive, or polling is switched off."""

    HERE = "here"
    WORKER = "worker"
    NO_ONE = "no one"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class FleetReader:
    """Who reads. `alive_at`: when a worker last said that it is alive (UTC); None: none is registered."""

    kind: ReaderKind
    alive_at: datetime | None = None


def who_reads(settings: Settings) -> FleetReader:
    """Return who keeps the fleet up to date with these settings. Raises StoreError.

    When anyone last read is in `FleetRepository.account_state`.
    """
    if not settings.fleet_polling:
        return FleetReader(ReaderKind.OFF)
    if has_embedded_jobs(settings):
        return FleetReader(ReaderKind.HERE)
    alive_at, is_alive = _last_heartbeat(settings)
    return FleetReader(ReaderKind.WORKER if is_alive else ReaderKind.NO_ONE, alive_at)


def _last_heartbeat(settings: Settings) -> tuple[datetime | None, bool]:
    """Return when a worker last said that it is alive, and whether it counts as alive now."""
    last = func.max(_workers.c.last_heartbeat)
    query = select(last, last > func.clock_timestamp() - timedelta(seconds=DEAD_AFTER_S))
    with real_store(settings).reading() as connection:
        row = connection.execute(query).one()
    return row[0], bool(row[1])
