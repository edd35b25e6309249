"""Upgrade a store when the program starts, once, however many processes start at the same time.

A check without a lock comes first, so that an up-to-date store costs only a few milliseconds. A failed
migration leaves no trace: both databases roll back table changes too.
"""

from __future__ import annotations

from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from dashboard.store.engine import Store
from dashboard.store.errors import StoreError

MIGRATIONS = "dashboard.store:migrations"
_lock = Lock()
"""Alembic keeps the running migration in globals."""


def upgrade(store: Store, migrations: str = MIGRATIONS) -> None:
    """Run the migrations that the store lacks. Set `store.newer` if it has one that we don't know.

    `migrations`: where they are; tests pass others. Raises StoreUnavailable.
    """
    config = Config()
    config.set_main_option("script_location", migrations)
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    with store.reading() as connection:
        if not _is_behind(store, scripts, connection):
            return
    with _lock, store.upgrading() as connection:
        if _is_behind(store, scripts, connection):  # another process may have been faster
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            _check_references(connection)


def revision_of(connection: Connection) -> str | None:
    """Return the store's last migration; None if it has no tables yet."""
    return MigrationContext.configure(connection).get_current_revision()


def _is_behind(store: Store, scripts: ScriptDirectory, connection: Connection) -> bool:
    """Return whether the store lacks a migration; set `newer` on it if it is newer than this program."""
    current, known = revision_of(connection), {each.revision for each in scripts.walk_revisions()}
    store.newer = current is not None and current not in known
    return not store.newer and current != scripts.get_current_head()


def _check_references(connection: Connection) -> None:
    """Raise StoreError if a row refers to a missing one: SQLite doesn't check that in a migration."""
    if connection.dialect.name != "sqlite":
        return
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise StoreError(
            "The database couldn’t be upgraded: rows would lose what they refer to. Nothing was changed. "
            "Go back to the previous version and report this."
        )
