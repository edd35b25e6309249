"""Take what a page has read of a company into the fleet, so that Home and Company agree at once.

The reads are stored as the poller stores its own, and the state that they amount to is recorded: `state_of`,
as for everyone. It happens in a thread of its own; the page neither waits nor fails with it.
"""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from threading import Semaphore
from typing import Final

from dashboard.demo import DemoError
from dashboard.fleet.judging import state_of
from dashboard.fleet.reading.reads import StoredReads, is_complete, seeded
from dashboard.fleet.reading.snapshots import SnapshotRepository
from dashboard.fleet.recording import record
from dashboard.fleet.registry import Fleet, NoFleetError, fleet_of
from dashboard.insight.fleet.company_state import FleetCompany
from dashboard.insight.snapshot import Snapshot
from dashboard.services.account import CodatAccount
from dashboard.services.stored_account import UnknownKeyError
from dashboard.settings import Settings
from dashboard.store.errors import StoreError

log = logging.getLogger(__name__)

_MOST_WAITING: Final = 32
"""Companies that wait to be recorded at once; beyond, one is left to the poller."""
_threads = ThreadPoolExecutor(1, thread_name_prefix="taking")
_places = Semaphore(_MOST_WAITING)


def take_later(
    settings: Settings, account: CodatAccount, snapshot: Snapshot, company: FleetCompany | None = None
) -> Future[bool] | None:
    """Take a page's reads in another thread; return at once. The future never has an exception.

    `snapshot`: with what is on record here. `company`: as the page knows it, for one that the list of
    companies hasn't brought yet. None: nothing to take, or too much is waiting.
    """
    if account.typed_key or not is_complete(snapshot) or not _places.acquire(blocking=False):
        return None
    try:
        return _threads.submit(_take_safely, settings, account, snapshot, company)
    except RuntimeError:  # the process ends
        _places.release()
        return None


def _take_safely(
    settings: Settings, account: CodatAccount, snapshot: Snapshot, company: FleetCompany | None
) -> bool:
    try:
        return take(settings, account, snapshot, datetime.now(UTC), company)
    except (StoreError, NoFleetError, UnknownKeyError, DemoError) as error:
        log.info("what was read of company %s isn’t taken into the fleet: %s", snapshot.company_id, error)
    except Exception:
        log.exception("taking what was read of company %s into the fleet failed", snapshot.company_id)
    finally:
        _places.release()
    return False


def take(
    settings: Settings,
    account: CodatAccount,
    snapshot: Snapshot,
    now: datetime,
    company: FleetCompany | None = None,
) -> bool:
    """Store a page's reads and record the state; return whether that was new. `now`: aware.

    Older reads than those stored change nothing. Raises as `fleet_of` does.
    """
    fleet = fleet_of(settings, account)
    reads = _stored(
        fleet, SnapshotRepository(fleet.repository.store, fleet.account_id, account), snapshot, now
    )
    if reads is None:
        return False
    known = replace(
        reads.snapshot,
        known_ranges=snapshot.known_ranges,
        commerce_sync_ids=snapshot.commerce_sync_ids,
        entered_by_hand=snapshot.entered_by_hand,
    )
    state, company_id = state_of(known, reads.version, now, settings), snapshot.company_id
    found = record(fleet.repository, company_id, state, read_at=reads.read_at, now=now, company=company)
    if found:
        fleet.picture.look_again()
    return found


def _stored(fleet: Fleet, snapshots: SnapshotRepository, page: Snapshot, now: datetime) -> StoredReads | None:
    """Store a page's reads, and return what to judge; None if the row says all of it already."""
    stored = snapshots.load(page.company_id)
    newer = seeded(stored, page, now)
    if newer is not None and snapshots.save(newer, now):
        return newer
    row = fleet.repository.one(page.company_id)
    state = row.state if row is not None else None
    return None if stored is None or (state is not None and state.version == stored.version) else stored
