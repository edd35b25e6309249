"""Keep the companies that live links show up to date: one round of reads for all links and processes.

Reads happen while a page is open, and for a while after (`opened_links.py`), in a thread of their own. The
page shows what is stored and doesn't wait. What must hold in any number of processes is in the store: the
time of the last read, and a lease for whoever asks Codat now.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Lock
from typing import Any, Final, NamedTuple
from uuid import uuid4

from cachetools import LRUCache

from codat_client import CodatClient, CodatError, HeldBack
from dashboard.fleet.reading.packing import error_named, version_of
from dashboard.fleet.reading.reads import (
    REST,
    LatestFailure,
    StoredReads,
    answered_at,
    confirmed,
    is_whole,
    merged,
    needs_rest,
    seeded,
)
from dashboard.fleet.reading.snapshots import SnapshotRepository
from dashboard.insight.reading import Reading
from dashboard.insight.snapshot import Snapshot
from dashboard.services import read_threads
from dashboard.services.read_threads import Holder
from dashboard.services.snapshot import read
from dashboard.sharing.live_rules import LivePolicy, is_due
from dashboard.store.errors import StoreError
from dashboard.store.lease import Lease

log = logging.getLogger(__name__)

MOST_COMPANIES: Final = 32
"""Companies whose reads are also kept in memory."""
_LEFT_OUT: Final = "Not checked again, since the day’s quota at Codat is low."


def _utc_now() -> datetime:
    return datetime.now(UTC)


class LiveState(NamedTuple):
    """What is known of a company. `failed`: there are no reads, and the last try failed."""

    reads: StoredReads | None
    failed: bool


@dataclass
class _Company:
    """What this process knows of a company: what is stored, when it last checked, the round under way.

    `failure`: of the last round, in any process. `broken`: its own last round ended with an error here.
    """

    id: str
    lock: Lock = field(default_factory=Lock)
    stored: StoredReads | None = None
    checked_at: datetime | None = None
    next_round_at: datetime | None = None
    round: Future[None] | None = None
    failure: LatestFailure | None = None
    broken: bool = False


class LiveReads:
    """The reads behind the live links of one account. Thread-safe. It owns the client and closes it.

    The client's reads are a job's (`services/budget.py`): they stop before people's.
    """

    def __init__(
        self,
        client: CodatClient,
        snapshots: SnapshotRepository,
        policy: LivePolicy | None = None,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._client, self._snapshots = client, snapshots
        self._policy, self._now = policy or LivePolicy(), now
        self._companies: LRUCache[str, _Company] = LRUCache(MOST_COMPANIES)
        self._lock = Lock()
        self._me = object()  # as a session in the shared threads

    def look(self, company_id: str) -> LiveState:
        """Return what is known of a company, without waiting; start a round if one is due.

        If the last round failed, the reading of the latest sync says so.
        """
        company = self._company(company_id)
        with company.lock:
            self._refresh(company)
            if self._may_start(company):
                self._start(company)
            return _state_of(company)

    def under_way(self, company_id: str) -> Future[None] | None:
        """Return the round that this process makes of a company now, to wait for; None if there is none."""
        under_way = self._company(company_id).round
        return under_way if under_way is not None and not under_way.done() else None

    def seed(self, snapshot: Snapshot) -> None:
        """Take what a page has just read, if it is newer. Asks Codat nothing."""
        company = self._company(snapshot.company_id)
        with company.lock:
            self._refresh(company)
            new = seeded(company.stored, snapshot, self._now())
            if new is None:
                return
            try:
                self._snapshots.save(new, self._now())
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
        company.failure = stamp.failure if stamp is not None else None
        if stamp is None or stamp.read_at is None:
            return None
        if ours is not None and (ours.version, ours.read_at) == (stamp.version, stamp.read_at):
            return ours
        if ours is None or ours.version != stamp.version or not ours.whole:
            return self._snapshots.load(company.id)
        return replace(ours, snapshot=confirmed(ours.snapshot, stamp.read_at), read_at=stamp.read_at)

    def _may_start(self, company: _Company) -> bool:
        now = self._now()
        waits = company.next_round_at is not None and now < company.next_round_at
        free = company.round is None or company.round.done()  # done and still there: it got no thread
        return free and not waits and is_due(company.stored, now, self._policy)

    def _start(self, company: _Company) -> None:
        holder = Holder(self._snapshots.reader_id, self._me, company.id)
        company.round = read_threads.submit(holder, partial(self._round, company))

    def _round(self, company: _Company) -> None:
        """Ask Codat, if this process may; never raises."""
        pause, broken = self._policy.unread, True
        try:
            pause = self._round_if_free(company)
            broken = False
        except StoreError as error:
            log.warning("company %s can’t be read for its links: %s", company.id, error)
        except Exception:
            log.exception("reading company %s for its links failed", company.id)
        finally:
            with company.lock:
                company.round, company.checked_at, company.broken = None, None, broken
                company.next_round_at = self._now() + pause

    def _round_if_free(self, company: _Company) -> timedelta:
        """Make a round unless another process does, or has just done; return how long to leave it then."""
        taken = self._snapshots.is_taken(company.id)  # so that waiting processes write nothing
        lease = None if taken else self._snapshots.take(company.id, uuid4().hex, self._policy.round_s)
        if lease is None:
            return self._policy.trusted
        stored = self._snapshots.load(company.id)
        failed = is_due(stored, self._now(), self._policy) and not self._ask(company.id, stored, lease)
        if not failed:
            self._snapshots.give_back(lease)
            return timedelta()
        pause = self._policy.unread if stored is None else self._policy.usual
        self._snapshots.take(company.id, lease.holder, pause.total_seconds())  # for all processes
        return pause

    def _ask(self, company_id: str, stored: StoredReads | None, lease: Lease) -> bool:
        """Read the latest sync, and the rest if it has changed. Return False if nothing could be read."""
        latest = self._read("latest", company_id)
        at = answered_at(latest) if latest is not None else None
        if latest is None or at is None:
            self._record_failure(company_id, latest, stored, lease)
            return False
        if stored is not None and not needs_rest(stored, latest):
            self._snapshots.confirm(stored, at, self._now(), lease)
            return True
        readings = {"latest": latest, **self._rest(company_id, lease)}
        before = stored.snapshot if stored is not None else Snapshot(company_id)
        snapshot = merged(before, readings, self._now())
        reads = StoredReads(snapshot, version_of(snapshot), at, is_whole(readings))
        self._snapshots.save(reads, self._now(), lease)
        return True

    def _record_failure(
        self, company_id: str, latest: Reading[Any] | None, stored: StoredReads | None, lease: Lease
    ) -> None:
        """Record for all processes that a round failed; not that one was left out while reads are stored."""
        if latest is not None:
            self._snapshots.fail(company_id, LatestFailure(self._now(), type(latest.error).__name__), lease)
        elif stored is None:
            self._snapshots.fail(company_id, LatestFailure(self._now(), ""), lease)

    def _rest(self, company_id: str, lease: Lease) -> dict[str, Reading[Any]]:
        """Make the other reads, as far as the budget allows; one that it doesn't counts as failed."""
        readings: dict[str, Reading[Any]] = {}
        for name in REST:
            self._snapshots.take(company_id, lease.holder, self._policy.round_s)
            made = self._read(name, company_id)
            readings[name] = made or Reading[Any]().failed(CodatError(_LEFT_OUT), self._now())
        return readings

    def _read(self, name: str, company_id: str) -> Reading[Any] | None:
        """Make a read, dated by our clock; None if it was held back, to leave the day's quota to others."""
        reading, now = read(name, self._client, company_id), self._now()
        if isinstance(reading.error, HeldBack):
            return None
        return replace(reading, read_at=now) if reading.present else replace(reading, failed_at=now)


def _state_of(company: _Company) -> LiveState:
    reads, failure = company.stored, company.failure
    if reads is None:
        return LiveState(None, failed=failure is not None or company.broken)
    if failure is None or not failure.kind:
        return LiveState(reads, failed=False)
    latest = reads.snapshot.latest.failed(error_named(failure.kind), failure.at)
    return LiveState(replace(reads, snapshot=replace(reads.snapshot, latest=latest)), failed=False)
