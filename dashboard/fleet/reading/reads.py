"""The reads of a company as stored, and what a new read does to older ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from codat_client import CompanySyncStatus, NotFound
from dashboard.fleet.reading.packing import version_of
from dashboard.insight.outcome import Outcome, outcome_of
from dashboard.insight.reading import Reading
from dashboard.insight.running import Running, running_since
from dashboard.insight.snapshot import Snapshot
from dashboard.services.snapshot import READS

REST: Final = tuple(name for name in READS if name != "latest")
"""The reads that are made only when the latest sync has changed."""
CLOCKS_DIFFER: Final = timedelta(minutes=1)
"""By how much the clocks of two machines may differ."""
LEAST_GAIN: Final = timedelta(seconds=30)
"""A page's reads that say the same are stored only if they are this much newer."""


@dataclass(frozen=True)
class StoredReads:
    """The reads of a company as stored.

    `version` changes with their content. `read_at` (UTC): when Codat last answered for the latest sync.
    `whole`: the other reads were made with it, or after it.
    """

    snapshot: Snapshot
    version: str
    read_at: datetime
    whole: bool


@dataclass(frozen=True)
class LatestFailure:
    """When (UTC) the last try to read the latest sync failed.

    `kind`: the class of its error; "" if Codat wasn't asked, to leave the day's quota to people.
    """

    at: datetime
    kind: str


def is_ahead(at: datetime, now: datetime) -> bool:
    """Return whether a time is in the future, so that another machine's clock was wrong."""
    return at > now + CLOCKS_DIFFER


def answered_at(latest: Reading[CompanySyncStatus]) -> datetime | None:
    """Return when Codat answered the read of the latest sync; None if it didn't."""
    if isinstance(latest.error, NotFound):
        return latest.failed_at
    return latest.read_at if latest.error is None else None


def confirmed(snapshot: Snapshot, at: datetime) -> Snapshot:
    """Return the snapshot after Codat gave the same answer for the latest sync at this time."""
    latest = snapshot.latest
    dated = replace(latest, read_at=at) if latest.error is None else replace(latest, failed_at=at)
    return replace(snapshot, latest=dated)


def needs_rest(stored: StoredReads | None, latest: Reading[CompanySyncStatus]) -> bool:
    """Return whether to make the other reads too: the latest sync has changed, or they failed then."""
    if stored is None or not stored.whole:
        return True
    before = stored.snapshot.latest
    if latest.error is not None:
        return before.error is None
    return before.error is not None or before.digest != latest.digest


def merged(before: Snapshot, new: Mapping[str, Reading[Any]], now: datetime) -> Snapshot:
    """Return the snapshot after these reads. One that failed keeps the older result, beside its error.

    If Codat knows nothing of the company any more, no older result is kept.
    """
    if _is_gone(new):
        before = Snapshot(before.company_id)
    readings: dict[str, Any] = {name: _merged(getattr(before, name), each, now) for name, each in new.items()}
    return replace(before, **readings)


def seeded(stored: StoredReads | None, snapshot: Snapshot, now: datetime) -> StoredReads | None:
    """Return the reads to store after a page's; None if they aren't complete, or add nothing.

    A page's failed try to read the latest sync is the page's alone: what it read before counts.
    """
    latest = snapshot.latest
    if not isinstance(latest.error, NotFound):
        latest = replace(latest, error=None, failed_at=None)
    read_at = answered_at(latest)
    if read_at is None or not is_complete(snapshot):
        return None
    before = stored.snapshot if stored is not None else Snapshot(snapshot.company_id)
    both = merged(before, _readings(snapshot) | {"latest": latest}, now)
    version = version_of(both)
    same = stored is not None and stored.version == version and not is_ahead(stored.read_at, now)
    if same and stored is not None and read_at - stored.read_at < LEAST_GAIN:
        return None
    return StoredReads(both, version, read_at, whole=True)


def is_complete(snapshot: Snapshot) -> bool:
    """Return whether all reads of a snapshot have been answered; the latest sync's at some time."""
    return snapshot.latest.settled and is_whole(_readings(snapshot))


def _readings(snapshot: Snapshot) -> dict[str, Reading[Any]]:
    return {name: getattr(snapshot, name) for name in READS}


def is_whole(readings: Mapping[str, Reading[Any]]) -> bool:
    """Return whether every other read was made and answered; "there is none" is an answer."""
    return all(_is_answer(readings.get(name, Reading())) for name in REST)


def _is_answer(reading: Reading[Any]) -> bool:
    return isinstance(reading.error, NotFound) or (reading.present and reading.error is None)


def _is_gone(readings: Mapping[str, Reading[Any]]) -> bool:
    return all(isinstance(readings.get(name, Reading()).error, NotFound) for name in READS)


def _merged(before: Reading[Any], new: Reading[Any], now: datetime) -> Reading[Any]:
    if new.error is None:
        return _newest(before, new, now)
    last_good = _newest(before, replace(new, error=None, failed_at=None), now)
    return last_good.failed(new.error, new.failed_at)


def _newest(before: Reading[Any], new: Reading[Any], now: datetime) -> Reading[Any]:
    if new.read_at is None:
        return before
    if before.read_at is None or is_ahead(before.read_at, now):
        return new
    return before if new.read_at < before.read_at else new


def is_running(latest: CompanySyncStatus | None, now: datetime, stuck: timedelta) -> bool:
    """Return whether the latest sync is running, and not for longer than `stuck`."""
    if latest is None or outcome_of(latest) is not Outcome.RUNNING:
        return False
    return running_since(latest.sync_utc, now, stuck) is not Running.STUCK
