"""Who keeps the fleet's picture up to date: Home says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dashboard.jobs.all_jobs import has_embedded_jobs
from dashboard.settings import Settings


class ReaderKind(StrEnum):
    """Who reads: this process, a worker, or no one: no worker is alive, or polling is switched off."""

    HERE = "here"
    WORKER = "worker"
    NO_ONE = "no one"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class FleetReader:
    """Who reads. `alive_at`: when a worker last said that it is alive (UTC); None if none ever did."""

    kind: ReaderKind
    alive_at: datetime | None = None


def who_reads(settings: Settings) -> FleetReader:
    """Return who keeps the picture up to date with these settings. Raises StoreError."""
    if not settings.fleet_polling:
        return FleetReader(ReaderKind.OFF)
    if has_embedded_jobs(settings):
        return FleetReader(ReaderKind.HERE)
    return FleetReader(ReaderKind.NO_ONE)
