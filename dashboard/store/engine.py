"""Open the store: one `Store` for both SQLite and PostgreSQL.

    store = open_store(settings.database_url)
    upgrade(store)
    with store.reading() as connection: ...
    with store.writing() as connection: ...

Keep transactions short: never hold one during a call to Codat.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError

from dashboard.store.errors import StoreNewer, StoreProblem, StoreUnavailable, translated
from dashboard.store.postgresql import PostgresDatabase
from dashboard.store.revisions import MIGRATIONS, is_newer
from dashboard.store.sqlite import SqliteDatabase
from dashboard.store.transaction import Action, Transaction, collect, mark

_ROOT = Path(__file__).resolve().parents[2]
_POSTGRES = {"postgres", "postgresql", "postgresql+psycopg"}
BUSY_SECONDS = 10.0
"""How long a transaction waits for its turn."""


class Database(Protocol):
    """What differs between SQLite and PostgreSQL."""

    engine: Engine

    @property
    def path(self) -> Path | None:
        """SQLite's file; None for PostgreSQL."""
        ...

    def turn(self, kind: Transaction) -> AbstractContextManager[None]:
        """Wait for the turn of such a transaction."""
        ...

    def connect(self) -> Connection:
        """Return a connection, which the caller closes."""
        ...

    def disconnect(self) -> None:
        """Close every unused connection."""
        ...

    def close(self) -> None:
        """Close every unused connection, and end background threads."""
        ...


class Store:
    """A database with our tables, for any number of threads and processes.

    Both kinds of transaction raise StoreUnavailable, at any point, if it can't be used. `migrations`: where
    this program's migrations are; tests pass others.
    """

    def __init__(self, database: Database, migrations: str = MIGRATIONS) -> None:
        self._database, self.migrations = database, migrations

    @property
    def path(self) -> Path | None:
        """SQLite's file; None for PostgreSQL."""
        return self._database.path

    def reading(self) -> AbstractContextManager[Connection]:
        """Begin a read-only transaction that sees the store as it was at its first statement."""
        return self._transaction(Transaction.READ)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Begin a transaction that commits at the end, or rolls back on any exception.

        Must not be nested. Raises StoreNewer if a newer program has changed the tables; none can until the
        transaction ends.
        """
        with self._transaction(Transaction.WRITE) as connection:
            self.check_not_newer(connection)
            yield connection

    def upgrading(self) -> AbstractContextManager[Connection]:
        """Begin the transaction of a migration: one at a time across all processes, with foreign keys off."""
        return self._transaction(Transaction.UPGRADE)

    def is_newer(self, connection: Connection) -> bool:
        """Return whether a newer program has changed the tables, so this one is read-only."""
        return is_newer(connection, self.migrations)

    def check_not_newer(self, connection: Connection) -> None:
        """Raise StoreNewer if a newer program has changed the tables."""
        if self.is_newer(connection):
            raise StoreNewer

    def close(self) -> None:
        """Close every unused connection, and forget that the server hung."""
        self._database.close()

    def disconnect(self) -> None:
        """Close every unused connection."""
        self._database.disconnect()

    @contextmanager
    def _transaction(self, kind: Transaction) -> Iterator[Connection]:
        actions: list[Action] = []
        with translated(), self._database.turn(kind), self._database.connect() as connection:
            mark(connection, kind)
            collect(connection, actions)
            with connection.begin():
                yield connection
        for each in actions:
            each()


def open_store(url: str, *, busy_seconds: float = BUSY_SECONDS, migrations: str = MIGRATIONS) -> Store:
    """Return the store at `sqlite:///FILE` or `postgresql://…`.

    A relative FILE is in the project's folder. Doesn't connect yet. Raises StoreUnavailable for an invalid
    URL or a folder that can't be created, and DriverMissing.
    """
    parsed = _parsed(url)
    if parsed.drivername in _POSTGRES:
        return Store(PostgresDatabase(parsed.set(drivername="postgresql+psycopg"), busy_seconds), migrations)
    if (
        parsed.drivername != "sqlite"
        or parsed.host
        or parsed.query
        or parsed.database in (None, "", ":memory:")
    ):
        raise StoreUnavailable(StoreProblem.BAD_URL)
    return Store(SqliteDatabase(_ROOT / str(parsed.database), busy_seconds), migrations)


def _parsed(url: str) -> URL:
    """Parse the URL. Parsing errors contain parts of it, so they aren't chained."""
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        raise StoreUnavailable(StoreProblem.BAD_URL) from None
