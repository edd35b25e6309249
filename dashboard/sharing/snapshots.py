"""What was last read of the companies that live links show, stored for every process of an account."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, exists, insert, select, update

from dashboard.services.cache import shared
from dashboard.sharing.live_rules import StoredReads
from dashboard.sharing.packing import pack, unpack
from dashboard.store.engine import Store
from dashboard.store.lease import Lease, fence, give_back, take
from dashboard.store.tables import company_snapshot as table
from dashboard.store.transaction import one_at_a_time

FORGOTTEN_AFTER: Final = timedelta(days=31)
"""What no one has looked at for so long is deleted when another company's reads are stored."""


class Stamp(NamedTuple):
    """What is stored of a company: its version, and when Codat last reported its latest sync (UTC)."""

    version: str
    read_at: datetime


class SnapshotRepository:
    """The stored reads of one account. Every method raises StoreError if the store can't be used."""

    def __init__(self, store: Store, account_id: str, base_url: str) -> None:
        self._store, self.account_id, self._base_url = store, account_id, base_url

    def stamp(self, company_id: str) -> Stamp | None:
        """Return which reads are stored, without reading them."""
        query = select(table.c.version, table.c.read_at).where(self._is(company_id))
        with self._store.reading() as connection:
            row = connection.execute(query).first()
        return Stamp(row.version, row.read_at) if row is not None else None

    def load(self, company_id: str) -> StoredReads | None:
        """Return the stored reads; None if there are none, or if they can't be read any more."""
        with self._store.reading() as connection:
            row = connection.execute(select(table).where(self._is(company_id))).first()
        try:
            return self._stored(company_id, row) if row is not None else None
        except ValueError:
            return None

    def save(self, reads: StoredReads, lease: Lease | None = None) -> bool:
        """Store reads unless newer ones are stored; return whether it did. `lease`: only while it is ours."""
        company_id, ours = reads.snapshot.company_id, _allowed(lease)
        values = {
            "base_url": self._base_url,
            "version": reads.version,
            "read_at": reads.read_at,
            "body": pack(reads.snapshot, whole=reads.whole),
        }
        older = and_(self._is(company_id), table.c.read_at < reads.read_at, *ours)
        with self._store.writing() as connection:
            one_at_a_time(connection, f"reads {self.account_id} {company_id}")
            if self._exists(connection, company_id):
                return connection.execute(update(table).where(older).values(values)).rowcount == 1
            if not _holds(connection, ours):
                return False
            old = table.c.read_at < reads.read_at - FORGOTTEN_AFTER
            connection.execute(delete(table).where(table.c.account_id == self.account_id, old))
            whose = {"account_id": self.account_id, "company_id": company_id.lower()}
            connection.execute(insert(table).values(**whose, **values))
            return True

    def confirm(self, company_id: str, version: str, read_at: datetime, lease: Lease | None = None) -> None:
        """Store that the latest sync was the same at this time (UTC)."""
        same = and_(
            self._is(company_id), table.c.version == version, table.c.read_at < read_at, *_allowed(lease)
        )
        with self._store.writing() as connection:
            connection.execute(update(table).where(same).values(read_at=read_at))

    def take(self, company_id: str, holder: str, seconds: float) -> Lease | None:
        """Take or renew the company's lease: whoever has it may ask Codat. None if someone else has it."""
        with self._store.writing() as connection:
            return take(connection, f"reads {self.account_id} {company_id.lower()}", holder, seconds)

    def give_back(self, lease: Lease) -> None:
        """End the lease now."""
        with self._store.writing() as connection:
            give_back(connection, lease)

    def _stored(self, company_id: str, row: Row[Any]) -> StoredReads:
        snapshot, whole = unpack(company_id, row.body)
        latest = replace(snapshot.latest, read_at=row.read_at)
        syncs = shared(self.account_id, company_id, snapshot.syncs)
        snapshot = replace(snapshot, latest=latest, syncs=syncs)
        return StoredReads(snapshot, row.version, row.read_at, whole)

    def _is(self, company_id: str) -> ColumnElement[bool]:
        return and_(table.c.account_id == self.account_id, table.c.company_id == company_id.lower())

    def _exists(self, connection: Connection, company_id: str) -> bool:
        return bool(connection.execute(select(exists().where(self._is(company_id)))).scalar())


def _allowed(lease: Lease | None) -> tuple[ColumnElement[bool], ...]:
    return () if lease is None else (fence(lease),)


def _holds(connection: Connection, conditions: tuple[ColumnElement[bool], ...]) -> bool:
    return all(connection.execute(select(condition)).scalar() for condition in conditions)
