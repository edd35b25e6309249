"""What changed in companies' set-ups: written when newer reads are stored, read by Company and History."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select

from dashboard.insight.setup.changes import (
    ChangeAction,
    SeenChange,
    SetUpChange,
    configuration_changes,
    connection_changes,
)
from dashboard.insight.snapshot import Snapshot
from dashboard.store.engine import Store
from dashboard.store.fleet.tables import set_up_change as table

MOST: Final = 200
"""The most changes of one answer, the newest."""


def seen_changes(before: Snapshot, after: Snapshot) -> Iterator[SeenChange]:
    """Yield what changed from older reads to newer ones, with the times of both reads.

    Only what both reads have is compared: a read that failed keeps the older result, and so says nothing.
    """
    old, new = before.configuration, after.configuration
    if old.digest != new.digest and old.read_at is not None and new.read_at is not None:
        for each in configuration_changes(old.value, new.value):
            yield SeenChange(each, old.read_at, new.read_at)
    earlier, later = before.connections, after.connections
    if earlier.digest != later.digest and earlier.read_at is not None and later.read_at is not None:
        for each in connection_changes(earlier.value, later.value):
            yield SeenChange(each, earlier.read_at, later.read_at)


def add_changes(
    connection: Connection, account_id: str, company_id: str, before: Snapshot, after: Snapshot
) -> int:
    """Store what changed, in the transaction that replaces the older reads; return how many changes."""
    rows = [
        {
            "account_id": account_id,
            "company_id": company_id.lower(),
            "before_at": each.before_at,
            "at": each.at,
            "kind": f"{each.change.action.value} {each.change.subject}",
            "name": each.change.name,
            "before": each.change.before,
            "after": each.change.after,
        }
        for each in seen_changes(before, after)
    ]
    if rows:
        connection.execute(insert(table), rows)
    return len(rows)


class SetUpLog:
    """The changes on record of one account's companies."""

    def __init__(self, store: Store, account_id: str) -> None:
        self._store, self._account_id = store, account_id

    def between(self, company_id: str, since: datetime, until: datetime) -> list[SeenChange]:
        """Return a company's changes that may have happened between two moments, the oldest first.

        One may have if the time between its two reads overlaps them. Raises StoreError.
        """
        query = (
            select(table)
            .where(
                table.c.account_id == self._account_id,
                table.c.company_id == company_id.lower(),
                table.c.at > since,
                table.c.before_at < until,
            )
            .order_by(table.c.at.desc(), table.c.id.desc())
            .limit(MOST)
        )
        with self._store.reading() as connection:
            rows = connection.execute(query).all()
        return [each for row in reversed(rows) if (each := _seen(row)) is not None]


def _seen(row: Row[Any]) -> SeenChange | None:
    """Return a row as a change; None for an action that this version doesn't know."""
    action, _, subject = row.kind.partition(" ")
    try:
        change = SetUpChange(ChangeAction(action), subject, row.name, row.before, row.after)
    except ValueError:
        return None
    return SeenChange(change, row.before_at, row.at)
