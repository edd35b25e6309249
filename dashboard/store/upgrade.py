"""Upgrade a store when the program starts, once, however many processes start at the same time.

A check without a lock comes first, so that an up-to-date store costs only a few milliseconds. A failed
migration leaves no trace: both databases roll back table changes too.
"""

from __future__ import annotations

from threading import Lock

from sqlalchemy import Connection

from dashboard.store.engine import Store
from dashboard.store.errors import StoreError
from dashboard.store.revisions import known_at, newest_at, revision_of

_lock = Lock()
"""Alembic keeps the running migration in globals."""


def upgrade(store: Store) -> None:
    """Run the migrations that the store lacks; none if a newer program has changed it.

    Raises StoreUnavailable.
    """
    with store.reading() as connection:
        if not _is_behind(store, connection):
            return
    from dashboard.store.migrations import running  # noqa: PLC0415 -- not needed at most starts

    with _lock, store.upgrading() as connection:
        if _is_behind(store, connection):  # another process may have been faster
            running.run(store.migrations, connection)
            _check_references(connection)


def _is_behind(store: Store, connection: Connection) -> bool:
    """Return whether the store lacks a migration of this program. A newer store lacks none."""
    current = revision_of(connection)
    if current is not None and current not in known_at(store.migrations):
        return False
    return current != newest_at(store.migrations)


def _check_references(connection: Connection) -> None:
    """Raise StoreError if a row refers to a missing one: SQLite doesn't check that in a migration."""
    if connection.dialect.name != "sqlite":
        return
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise StoreError(
            "The database couldn’t be upgraded: rows would lose what they refer to. Nothing was changed. "
            "Go back to the previous version and report this."
        )
