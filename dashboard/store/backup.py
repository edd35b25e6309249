"""Back up and restore a SQLite store. PostgreSQL has pg_dump and pg_restore: docs/operating.md."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

from dashboard.store.engine import BUSY_SECONDS, Store
from dashboard.store.errors import BackupError, StoreProblem, problem_of, translated
from dashboard.store.restore_checks import HeldCompany, record_restore, unchecked
from dashboard.store.revisions import revision_of
from dashboard.store.sqlite import SqliteDatabase
from dashboard.store.upgrade import upgrade

_BESIDE = ("", "-wal", "-shm")
"""The suffixes of the files that belong to a database."""


def make_backup(store: Store, file: Path) -> None:
    """Copy a snapshot of the store to a new file, even while it is in use. Raises StoreError."""
    source = _sqlite_file(store)
    if file.exists():
        raise BackupError(f"{file} already exists. Choose a new file for the backup.")
    with store.reading() as connection:
        if revision_of(connection) is None:
            raise BackupError(f"There is nothing to back up in {source}. Is DATABASE_URL the dashboard’s?")
    part = file.with_name(f"{file.name}.part")
    with translated(), closing(_existing(source)) as reading:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        with closing(sqlite3.connect(part)) as writing:
            reading.backup(writing)
            writing.execute("PRAGMA journal_mode=DELETE")  # one file, without a write-ahead log beside it
    part.rename(file)  # so a partial backup never has the name of a complete one


def restore_backup(store: Store, file: Path, at: datetime) -> list[HeldCompany]:
    """Replace the store with a backup. Return the companies to compare with Codat before any start.

    Refused while a dashboard has the store open. A damaged store is moved aside. `at`: the current time,
    aware. If it raises StoreError, the store is unchanged.
    """
    target = _sqlite_file(store)
    store.close()
    with tempfile.TemporaryDirectory(dir=target.parent) as folder, translated():
        draft = Path(folder) / "restored.db"
        with closing(_existing(file)) as reading, closing(sqlite3.connect(draft)) as writing:
            reading.backup(writing)
        held = _prepare(draft, at)
        _move_aside_if_damaged(target)
        target.touch(mode=0o600)  # SQLite would make it readable for everyone
        with (
            closing(sqlite3.connect(draft)) as reading,
            closing(sqlite3.connect(target, timeout=1)) as writing,
        ):
            _refuse_if_open_elsewhere(writing)
            reading.backup(writing)
    return held


def _sqlite_file(store: Store) -> Path:
    if store.path is None:
        raise BackupError("This command is for SQLite. Use pg_dump and pg_restore: docs/operating.md.")
    return store.path


def _existing(file: Path) -> sqlite3.Connection:
    """Open an existing database for reading."""
    if not file.is_file():
        raise BackupError(f"Can’t find the file {file}.")
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)


def _prepare(draft: Path, at: datetime) -> list[HeldCompany]:
    """Upgrade the copy of a backup, and record in it that it was restored."""
    store = Store(SqliteDatabase(draft, BUSY_SECONDS))
    try:
        with store.reading() as connection:
            if revision_of(connection) is None:
                raise BackupError("The file isn’t a backup of Sync desk. Nothing was changed.")
        upgrade(store)
        with store.writing() as connection:
            record_restore(connection, at)
            return unchecked(connection)
    finally:
        store.close()


def _move_aside_if_damaged(target: Path) -> None:
    """Rename a store that can't be read, so that it can still be examined."""
    try:
        with closing(sqlite3.connect(target)) as connection:
            connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.Error as error:
        if problem_of(error) is not StoreProblem.DAMAGED:
            raise
        for ending in _BESIDE:
            damaged = target.with_name(target.name + ending)
            if damaged.exists():
                damaged.rename(f"{damaged}.damaged")


def _refuse_if_open_elsewhere(connection: sqlite3.Connection) -> None:
    """Raise BackupError if another process has the store open: it would continue with old data.

    Only a process that has a database to itself can turn off its write-ahead log.
    """
    try:
        connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        if problem_of(error) is not StoreProblem.LOCKED:
            raise
        raise BackupError(
            "A dashboard is using the database. Stop it, then restore. Nothing was changed."
        ) from error
