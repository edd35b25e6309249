"""What was last read of each company, stored for every process of an account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, exists, func, insert, or_, select, update

from codat_client import CompanySyncStatus
from dashboard.fleet.reading.packing import pack, unpack
from dashboard.fleet.reading.reads import CLOCKS_DIFFER, LatestFailure, StoredReads, confirmed
from dashboard.fleet.set_up_log import add_changes
from dashboard.insight.reading import Reading
from dashboard.insight.share.choices import PREVIEW_LASTS
from dashboard.insight.snapshot import Snapshot
from dashboard.services.account import CodatAccount
from dashboard.services.cache import shared
from dashboard.store.engine import Store
from dashboard.store.fleet.tables import fleet_company
from dashboard.store.lease import Lease, fence, give_back, is_held, take
from dashboard.store.tables import company_snapshot as table
from dashboard.store.tables import share_link
from dashboard.store.transaction import one_at_a_time

FORGOTTEN_AFTER: Final = timedelta(days=31)
"""What no one has looked at for so long is deleted when another company's reads are stored."""
_LOADED_AT_ONCE: Final = 50
_SUCCEEDED: Final[dict[str, Any]] = {"failed_at": None, "failed_with": ""}


class Stamp(NamedTuple):
    """What is stored of a company: its version, and when Codat last answered for its latest sync (UTC).

    `read_at`: None if it was never read. `failure`: of the last try; None if that succeeded.
    """

    version: str
    read_at: datetime | None
    failure: LatestFailure | None


class ReadStamp(NamedTuple):
    """What is known of a company's stored reads without opening them. Times are UTC; None: not known.

    `latest_key` changes with the latest sync, `latest_at` is its time. `whole_at`: when everything was read;
    None if a part wasn't answered.
    """

    company_id: str
    version: str
    read_at: datetime | None
    failed_at: datetime | None
    latest_key: str | None
    latest_at: datetime | None
    whole_at: datetime | None


class SnapshotRepository:
    """The stored reads of one account. Every method raises StoreError if the store can't be used.

    `account_id`: as stored. `reader_id`: as pages know it, where they share threads and lists.
    """

    def __init__(self, store: Store, account_id: str, account: CodatAccount) -> None:
        self._store, self._base_url = store, account.address
        self.account_id, self.reader_id = account_id, account.account_id

    def stamp(self, company_id: str) -> Stamp | None:
        """Return which reads are stored, without reading them."""
        columns = (table.c.version, table.c.read_at, table.c.failed_at, table.c.failed_with)
        with self._store.reading() as connection:
            row = connection.execute(select(*columns).where(self._is(company_id))).first()
        if row is None:
            return None
        failure = LatestFailure(row.failed_at, row.failed_with) if row.failed_at is not None else None
        return Stamp(row.version, row.read_at, failure)

    def stamps(self) -> dict[str, ReadStamp]:
        """Return what is known of every company's reads, by id, without reading them."""
        columns = (table.c[name] for name in ReadStamp._fields)
        query = select(*columns).where(table.c.account_id == self.account_id)
        with self._store.reading() as connection:
            return {row.company_id: ReadStamp(*row) for row in connection.execute(query)}

    def read_times(self) -> dict[str, datetime]:
        """Return when Codat last answered for each company whose reads are stored (UTC), by its id."""
        query = select(table.c.company_id, table.c.read_at).where(
            table.c.account_id == self.account_id, table.c.read_at.is_not(None)
        )
        with self._store.reading() as connection:
            return {row.company_id: row.read_at for row in connection.execute(query)}

    def load(self, company_id: str) -> StoredReads | None:
        """Return the stored reads; None if there are none, or if they can't be read any more."""
        with self._store.reading() as connection:
            row = connection.execute(select(table).where(self._is(company_id))).first()
        try:
            return self._stored(company_id, row) if row is not None and row.read_at is not None else None
        except ValueError:
            return None

    def load_all(self, company_ids: Sequence[str]) -> Iterator[StoredReads]:
        """Yield the stored reads of these companies, by their ids in lower case, in any order."""
        for at in range(0, len(company_ids), _LOADED_AT_ONCE):
            which = table.c.company_id.in_(company_ids[at : at + _LOADED_AT_ONCE])
            ours = and_(table.c.account_id == self.account_id, which, table.c.read_at.is_not(None))
            with self._store.reading() as connection:
                rows = connection.execute(select(table).where(ours)).all()
            for row in rows:
                with suppress(ValueError):  # another version wrote it
                    yield self._stored(row.company_id, row)

    def save(
        self, reads: StoredReads, now: datetime, lease: Lease | None = None, *, tidy: bool = True
    ) -> bool:
        """Store reads unless newer ones are stored, and delete what no one needs; return whether it did.

        It records what changed in the set-up since the older reads. `now` is UTC. `lease`: only while it is
        ours. `tidy`: False leaves the deleting to others.
        """
        company_id = reads.snapshot.company_id
        values = {
            "version": reads.version,
            "read_at": reads.read_at,
            "body": pack(reads.snapshot, whole=reads.whole),
            **_SUCCEEDED,
            **_stamped(reads),
        }
        older = _replaceable(reads.read_at, now)
        saved = self._put(company_id, values, older, lease, replacing=reads.snapshot)
        if tidy:
            with self._store.writing() as connection:
                delete_unused(connection, self.account_id, now, besides=company_id)
        return saved

    def confirm(
        self, reads: StoredReads, read_at: datetime, now: datetime, lease: Lease | None = None
    ) -> bool:
        """Store that Codat gave the same answer for the latest sync at this time. Times are UTC.

        Return whether it did: not if other reads were stored meanwhile.
        """
        same = and_(self._is(reads.snapshot.company_id), table.c.version == reads.version)
        which = and_(same, _replaceable(read_at, now), *_allowed(lease))
        with self._store.writing() as connection:
            changed = connection.execute(update(table).where(which).values(read_at=read_at, **_SUCCEEDED))
        return changed.rowcount == 1

    def fail(self, company_id: str, failure: LatestFailure, lease: Lease | None = None) -> None:
        """Store that a try to read the latest sync failed; what was read before stays."""
        values = {"failed_at": failure.at, "failed_with": failure.kind}
        self._put(company_id, values, self._is(company_id), lease)

    def take(self, company_id: str, holder: str, seconds: float) -> Lease | None:
        """Take or renew the company's lease: whoever has it may ask Codat. None if someone else has it."""
        with self._store.writing() as connection:
            return take(connection, self._lease(company_id), holder, seconds)

    def is_taken(self, company_id: str) -> bool:
        """Return whether someone has the company's lease. Writes nothing."""
        with self._store.reading() as connection:
            return is_held(connection, self._lease(company_id))

    def give_back(self, lease: Lease) -> None:
        """End the lease now."""
        with self._store.writing() as connection:
            give_back(connection, lease)

    def _put(
        self,
        company_id: str,
        values: dict[str, Any],
        older: ColumnElement[bool],
        lease: Lease | None,
        replacing: Snapshot | None = None,
    ) -> bool:
        """Insert the company's row, or update it if it is `older`; return whether it did.

        `replacing`: the reads in `values`, if they replace older ones.
        """
        ours = _allowed(lease)
        with self._store.writing() as connection:
            one_at_a_time(connection, self._lease(company_id))
            before = connection.execute(select(table.c.body).where(self._is(company_id))).first()
            if before is None and _holds(connection, ours):
                connection.execute(insert(table).values(self._unread(company_id) | values))
                return True
            which = and_(self._is(company_id), older, *ours)
            done = connection.execute(update(table).where(which).values(values)).rowcount == 1
            if done and before is not None and replacing is not None:
                self._add_changes(connection, before.body, replacing)
            return done

    def _add_changes(self, connection: Connection, before: bytes, after: Snapshot) -> None:
        """Put on record what changed in the set-up; nothing if the older reads can't be read any more."""
        if before:
            with suppress(ValueError):
                earlier, _ = unpack(after.company_id, before)
                add_changes(connection, self.account_id, after.company_id, earlier, after)

    def _unread(self, company_id: str) -> dict[str, Any]:
        """Return the row of a company that was never read."""
        whose = {"account_id": self.account_id, "base_url": self._base_url, "company_id": company_id.lower()}
        return {**whose, "version": "", "read_at": None, "body": b""}

    def _stored(self, company_id: str, row: Row[Any]) -> StoredReads:
        snapshot, whole = unpack(company_id, row.body)
        snapshot = replace(snapshot, syncs=shared(self.reader_id, company_id, snapshot.syncs))
        return StoredReads(confirmed(snapshot, row.read_at), row.version, row.read_at, whole)

    def _lease(self, company_id: str) -> str:
        return f"reads {self.account_id} {company_id.lower()}"

    def _is(self, company_id: str) -> ColumnElement[bool]:
        return and_(table.c.account_id == self.account_id, table.c.company_id == company_id.lower())


def delete_unused(connection: Connection, account_id: str, now: datetime, besides: str = "") -> None:
    """Delete the reads of companies outside the fleet without a live link, and those that no one looks at.

    A company is in the fleet while Codat's list has it. A link counts until it is revoked or over, also while
    it is paused; a preview as long as it opens. `besides`: this company's are kept.
    """
    one_at_a_time(connection, f"unused reads {account_id}")
    is_linked = exists().where(
        share_link.c.account_id == table.c.account_id,
        share_link.c.company_id == table.c.company_id,
        share_link.c.live,
        share_link.c.revoked_at.is_(None),
        share_link.c.ends_at > now,
        or_(~share_link.c.preview, share_link.c.made_at > now - PREVIEW_LASTS),
    )
    is_in_fleet = exists().where(
        fleet_company.c.account_id == table.c.account_id,
        fleet_company.c.company_id == table.c.company_id,
        fleet_company.c.gone.is_(False),
    )
    is_old = func.coalesce(table.c.read_at, table.c.failed_at) < now - FORGOTTEN_AFTER
    others = and_(table.c.account_id == account_id, table.c.company_id != besides.lower())
    connection.execute(delete(table).where(others, or_(and_(~is_linked, ~is_in_fleet), is_old)))


def latest_key(latest: Reading[CompanySyncStatus]) -> str:
    """Return a text that changes when Codat's answer for the latest sync does."""
    return type(latest.error).__name__ if latest.error is not None else latest.digest


def _stamped(reads: StoredReads) -> dict[str, Any]:
    """Return what the plan needs to know. If a part wasn't answered, nothing counts as read whole."""
    latest, configuration = reads.snapshot.latest, reads.snapshot.configuration
    whole_at = configuration.failed_at if configuration.error is not None else configuration.read_at
    return {
        "latest_key": latest_key(latest),
        "latest_at": latest.value.sync_utc if latest.value is not None else None,
        "whole_at": whole_at if reads.whole else None,
    }


def _replaceable(read_at: datetime, now: datetime) -> ColumnElement[bool]:
    """Return the condition that a row is older than this, or dated by a clock that was ahead."""
    column = table.c.read_at
    return or_(column.is_(None), column < read_at, column > now + CLOCKS_DIFFER)


def _allowed(lease: Lease | None) -> tuple[ColumnElement[bool], ...]:
    return () if lease is None else (fence(lease),)


def _holds(connection: Connection, conditions: tuple[ColumnElement[bool], ...]) -> bool:
    return all(connection.execute(select(condition)).scalar() for condition in conditions)
