"""Read one company for the fleet: its latest sync, the rest if need be; then store, judge and record it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, NamedTuple

from codat_client import CodatClient, CodatError, HeldBack, PaymentRequired, RateLimited, Unauthorized
from dashboard.fleet.judging import judged_by, state_of
from dashboard.fleet.on_record import with_record
from dashboard.fleet.reading.fits import appended
from dashboard.fleet.reading.packing import version_of
from dashboard.fleet.reading.plan import PlannedRead
from dashboard.fleet.reading.reads import (
    REST,
    LatestFailure,
    StoredReads,
    answered_at,
    is_whole,
    merged,
)
from dashboard.fleet.reading.snapshots import ReadStamp, SnapshotRepository, latest_key
from dashboard.fleet.recording import record
from dashboard.fleet.repository import FleetRepository
from dashboard.insight.fleet.company_state import CompanyState
from dashboard.insight.reading import Reading
from dashboard.insight.snapshot import Snapshot
from dashboard.services.snapshot import read
from dashboard.settings import Settings
from dashboard.starting.service import StartService
from dashboard.store.lease import Lease

STOPPING: Final = (HeldBack, Unauthorized, PaymentRequired, RateLimited)
"""Errors that every other read would end with too."""


class ReadResult(NamedTuple):
    """The result of reading a company. `stop`: why no other should be read now; None to go on."""

    answered: bool
    stop: CodatError | None = None


class CompanyReader:
    """Reads the companies of one account. Thread-safe. `now` gives UTC."""

    def __init__(
        self,
        client: CodatClient,
        snapshots: SnapshotRepository,
        repository: FleetRepository,
        *,
        starts: StartService,
        settings: Settings,
        now: Callable[[], datetime],
    ) -> None:
        self.snapshots, self.now = snapshots, now
        self._client, self._repository = client, repository
        self._starts, self._settings = starts, settings

    def read(
        self, planned: PlannedRead, stamp: ReadStamp | None, state: CompanyState | None, lease: Lease
    ) -> ReadResult:
        """Read, store and record a company, while the lease is ours. Raises StoreError.

        `stamp`, `state`: what is known of it.
        """
        company_id = planned.company_id
        latest = self._made("latest", company_id)
        if isinstance(latest.error, STOPPING):
            return ReadResult(answered=False, stop=latest.error)
        at = answered_at(latest)
        if at is None:
            self._fail(company_id, latest, lease)
            return ReadResult(answered=False)
        is_same = stamp is not None and stamp.read_at is not None and stamp.latest_key == latest_key(latest)
        if stamp is not None and is_same and not planned.whole and self._confirm(stamp, state, at, lease):
            return ReadResult(answered=True)
        stored = self.snapshots.load(company_id)
        following = appended(stored, latest) if stored is not None and not planned.whole else None
        if following is not None:
            self._save(following, lease)
            return ReadResult(answered=True)
        return self._read_rest(company_id, latest, stored, at, lease)

    def judge_stored(self, company_id: str) -> None:
        """Judge and record a company from what is stored of it. Asks Codat nothing. Raises StoreError."""
        stored = self.snapshots.load(company_id)
        if stored is not None:
            self._record(stored)

    def _read_rest(
        self,
        company_id: str,
        latest: Reading[Any],
        stored: StoredReads | None,
        at: datetime,
        lease: Lease,
    ) -> ReadResult:
        readings, stop = {"latest": latest}, None
        for name in REST:
            readings[name] = self._made(name, company_id)
            if isinstance(readings[name].error, STOPPING):
                stop = readings[name].error
                break
        before = stored.snapshot if stored is not None else Snapshot(company_id)
        snapshot = merged(before, readings, self.now())
        whole = is_whole(readings)
        self._save(StoredReads(snapshot, version_of(snapshot), at, whole), lease)
        return ReadResult(answered=True, stop=stop)

    def _made(self, name: str, company_id: str) -> Reading[Any]:
        """Make a read, dated by our clock."""
        reading, now = read(name, self._client, company_id), self.now()
        return replace(reading, read_at=now) if reading.present else replace(reading, failed_at=now)

    def _fail(self, company_id: str, latest: Reading[Any], lease: Lease) -> None:
        now = self.now()
        failure = LatestFailure(now, type(latest.error).__name__)
        self.snapshots.fail(company_id, failure, lease)
        record(self._repository, company_id, None, read_at=None, now=now, failure=failure)

    def _save(self, reads: StoredReads, lease: Lease) -> None:
        if self.snapshots.save(reads, self.now(), lease, tidy=False):
            self._record(reads)

    def _confirm(self, stamp: ReadStamp, state: CompanyState | None, at: datetime, lease: Lease) -> bool:
        """Store and record that nothing has changed; judge again only if the state may have.

        Return False if it has to be judged again and the stored reads can't be read any more.
        """
        company_id, now = stamp.company_id, self.now()
        is_good = state is not None and state.version == stamp.version and now < state.valid_until
        is_good = is_good and state is not None and state.judged_by == judged_by(self._settings)
        if not is_good and self.snapshots.load(company_id) is None:
            return False
        known = StoredReads(Snapshot(company_id), stamp.version, at, whole=True)
        self.snapshots.confirm(known, at, now, lease)
        if is_good:
            record(self._repository, company_id, state, read_at=at, now=now)
        else:
            self.judge_stored(company_id)
        return True

    def _record(self, reads: StoredReads) -> None:
        company_id, now = reads.snapshot.company_id, self.now()
        known = with_record(self._starts, reads.snapshot)
        state = state_of(known, reads.version, now, self._settings)
        record(self._repository, company_id, state, read_at=reads.read_at, now=now)
