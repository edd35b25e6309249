"""Keep the companies that live links show up to date: one round of reads for all links and processes.

Reads happen only while a page is open, in a thread of their own. The page shows what is stored and doesn't
wait. What must hold in any number of processes is in the store: the time of the last read, and a lease for
whoever asks Codat now.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Lock
from typing import Any, Final
from uuid import uuid4

from cachetools import LRUCache

from codat_client import CodatClient
from dashboard.insight.reading import Reading
from dashboard.insight.snapshot import Snapshot
from dashboard.services import read_threads
from dashboard.services.budget import ReadBudget
from dashboard.services.read_threads import Holder
from dashboard.services.snapshot import READS, read
from dashboard.sharing.live_rules import (
    REST,
    LivePolicy,
    StoredReads,
    is_due,
    is_whole,
    merged,
    needs_rest,
)
from dashboard.sharing.packing import version_of
from dashboard.sharing.snapshots import SnapshotRepository
from dashboard.store.errors import StoreError
from dashboard.store.lease import Lease

log = logging.getLogger(__name__)

MOST_COMPANIES: Final = 32
"""Companies whose reads are also kept in memory."""
_LEAST_GAIN: Final = timedelta(seconds=30)
"""A page's reads that say the same are stored only if they are this much newer."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class _Company:
    """What this process knows of a company: what is stored, when it last checked, the round under way.

    `failed`: the latest sync's reading in its own last round, if that failed.
    """

    id: str
    lock: Lock = field(default_factory=Lock)
    stored: StoredReads | None = None
    checked_at: datetime | None = None
    next_round_at: datetime | None = None
    round: Future[None] | None = None
    failed: Reading[Any] | None = None


class LiveReads:
    """The reads behind the live links of one account. Thread-safe. It owns the client and closes it."""

    def __init__(
        self,
        client: CodatClient,
        snapshots: SnapshotRepository,
        budget: ReadBudget,
        policy: LivePolicy | None = None,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._client, self._snapshots, self._budget = client, snapshots, budget
        self._policy, self._now = policy or LivePolicy(), now
        self._companies: LRUCache[str, _Company] = LRUCache(MOST_COMPANIES)
        self._lock = Lock()
        self._me = object()  # as a session in the shared threads

    def look(self, company_id: str) -> StoredReads | None:
        """Return what is known of a company, without waiting; start a round if one is due.

        If this process's last round failed, the reading of the latest sync says so.
        """
        company = self._company(company_id)
        with company.lock:
            self._refresh(company)
            if self._may_start(company):
                self._start(company)
            return _with_failure(company.stored, company.failed)

    def under_way(self, company_id: str) -> Future[None] | None:
        """Return the round that this process makes of a company now, to wait for; None if there is none."""
        return self._company(company_id).round

    def seed(self, snapshot: Snapshot) -> None:
        """Take what a page has just read, if it is newer. Asks Codat nothing."""
        company = self._company(snapshot.company_id)
        with company.lock:
            self._refresh(company)
            new = _seeded(company.stored, snapshot)
            if new is None:
                return
            try:
                self._snapshots.save(new)
            except StoreError as error:
                log.warning("what was read of company %s can’t be stored: %s", company.id, error)
            else:
                company.checked_at = None

    def close(self) -> None:
        """Close the client. A round under way ends with an error and stores nothing."""
        self._client.close()

    def _company(self, company_id: str) -> _Company:
        with self._lock:
            known = self._companies.get(company_id.lower())
            if known is None:
                known = self._companies[company_id.lower()] = _Company(company_id.lower())
            return known

    def _refresh(self, company: _Company) -> None:
        """Take what another process has stored meanwhile; keep ours while the store can't be read."""
        now = self._now()
        if company.checked_at is not None and now - company.checked_at < self._policy.trusted:
            return
        try:
            company.stored = self._newest(company)
        except StoreError as error:
            log.warning("the reads of company %s can’t be read from the store: %s", company.id, error)
        company.checked_at = now

    def _newest(self, company: _Company) -> StoredReads | None:
        stamp, ours = self._snapshots.stamp(company.id), company.stored
        if stamp is None:
            return None
        if ours is not None and (ours.version, ours.read_at) == stamp:
            return ours
        if ours is None or ours.version != stamp.version or not ours.whole:
            return self._snapshots.load(company.id)
        return _confirmed(ours, stamp.read_at)

    def _may_start(self, company: _Company) -> bool:
        now = self._now()
        waits = company.next_round_at is not None and now < company.next_round_at
        return company.round is None and not waits and is_due(company.stored, now, self._policy)

    def _start(self, company: _Company) -> None:
        holder = Holder(self._snapshots.account_id, self._me, company.id)
        company.round = read_threads.submit(holder, partial(self._round, company))

    def _round(self, company: _Company) -> None:
        """Ask Codat, if this process may; never raises."""
        pause = self._policy.unread
        try:
            pause = self._round_if_free(company)
        except StoreError as error:
            log.warning("company %s can’t be read for its links: %s", company.id, error)
        except Exception:
            log.exception("reading company %s for its links failed", company.id)
        finally:
            with company.lock:
                company.round, company.checked_at = None, None
                company.next_round_at = self._now() + pause

    def _round_if_free(self, company: _Company) -> timedelta:
        """Make a round unless another process does, or has just done; return how long to leave it then."""
        lease = self._snapshots.take(company.id, uuid4().hex, self._policy.round_s)
        if lease is None:
            return self._policy.trusted
        stored = self._snapshots.load(company.id)
        failed = is_due(stored, self._now(), self._policy) and not self._ask(company, stored, lease)
        if not failed:
            self._snapshots.give_back(lease)
            return timedelta()
        pause = self._policy.unread if stored is None else self._policy.usual
        self._snapshots.take(company.id, lease.holder, pause.total_seconds())  # for all processes
        return pause

    def _ask(self, company: _Company, stored: StoredReads | None, lease: Lease) -> bool:
        """Read the latest sync, and the rest if it has changed. Return False if nothing could be read."""
        company_id, latest = company.id, self._read("latest", company.id)
        company.failed = latest if latest is not None and latest.error is not None else None
        if latest is None or latest.error is not None or latest.read_at is None:
            return False
        if stored is not None and not needs_rest(stored, latest):
            self._snapshots.confirm(company_id, stored.version, latest.read_at, lease)
            return True
        readings = {"latest": latest, **self._rest(company_id, lease)}
        before = stored.snapshot if stored is not None else Snapshot(company_id)
        snapshot = merged(before, readings)
        reads = StoredReads(snapshot, version_of(snapshot), latest.read_at, is_whole(readings))
        self._snapshots.save(reads, lease)
        return True

    def _rest(self, company_id: str, lease: Lease) -> dict[str, Reading[Any]]:
        """Make the other reads, as far as the budget allows."""
        readings: dict[str, Reading[Any]] = {}
        for name in REST:
            self._snapshots.take(company_id, lease.holder, self._policy.round_s)
            reading = self._read(name, company_id)
            if reading is not None:
                readings[name] = reading
        return readings

    def _read(self, name: str, company_id: str) -> Reading[Any] | None:
        """Make a read, dated by our clock; None if the day's quota must be left for people."""
        if not self._budget.may_read(name, self._now()):
            return None
        reading = read(name, self._client, company_id)
        return replace(reading, read_at=self._now()) if reading.present else reading


def _with_failure(reads: StoredReads | None, failed: Reading[Any] | None) -> StoredReads | None:
    if reads is None or failed is None or failed.error is None:
        return reads
    if failed.failed_at is not None and failed.failed_at < reads.read_at:
        return reads
    latest = reads.snapshot.latest.failed(failed.error, failed.failed_at)
    return replace(reads, snapshot=replace(reads.snapshot, latest=latest))


def _confirmed(reads: StoredReads, read_at: datetime) -> StoredReads:
    latest = replace(reads.snapshot.latest, read_at=read_at)
    return replace(reads, snapshot=replace(reads.snapshot, latest=latest), read_at=read_at)


def _seeded(stored: StoredReads | None, snapshot: Snapshot) -> StoredReads | None:
    """Return the reads to store after a page's; None if they add nothing."""
    read_at = snapshot.latest.read_at
    readings: dict[str, Reading[Any]] = {name: getattr(snapshot, name) for name in READS}
    if read_at is None or not is_whole(readings):
        return None
    before = stored.snapshot if stored is not None else Snapshot(snapshot.company_id)
    both = merged(before, readings)
    version = version_of(both)
    same = stored is not None and stored.version == version
    if same and stored is not None and read_at - stored.read_at < _LEAST_GAIN:
        return None
    return StoredReads(both, version, read_at, whole=True)
