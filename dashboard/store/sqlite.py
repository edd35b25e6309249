"""The set-up of SQLite: durable, with readers that never wait, and writers in a queue."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine, event

from dashboard.store.errors import StoreProblem, StoreUnavailable
from dashboard.store.transaction import Transaction, transaction_of
from dashboard.store.writer_queue import WriterQueue

FileId = tuple[int, int]
"""A file's device and inode."""
_WAL_AGAIN_S: Final = 0.01
_SET_FOR: Final = "set_for"
"""Where a connection notes the kind of transaction that it is set up for."""


class SqliteDatabase:
    """A database in one file on this machine, never on a network share.

    Creates its folder, and the file readable only by its owner. Raises StoreUnavailable if it can't.
    """

    def __init__(self, path: Path, busy_seconds: float) -> None:
        self.path = path
        self._opened: FileId | None = _made(path)
        self.queue = WriterQueue(path.with_name(f"{path.name}.writer"))
        self.engine = _engine(path, busy_seconds)
        self._busy_seconds = busy_seconds

    @contextmanager
    def turn(self, kind: Transaction) -> Iterator[None]:
        """Wait for the turn of such a transaction; readers don't wait."""
        if kind is Transaction.READ:
            yield
            return
        with self.queue.turn(max(self._busy_seconds, kind.least_wait)):
            yield

    def connect(self) -> Connection:
        """Return a connection. Raises StoreUnavailable if the file is no longer the one opened first.

        A connection to a deleted file still works, but no other process sees what it writes.
        """
        if self._opened is None:
            self._opened = _made(self.path)
        elif _id_of(self.path) != self._opened:
            raise StoreUnavailable(StoreProblem.REPLACED)
        return self.engine.connect()

    def disconnect(self) -> None:
        """Close every unused connection. The next one may be to a different file."""
        self.engine.dispose()
        self._opened = None

    close = disconnect


def _made(path: Path) -> FileId | None:
    """Create the file if there is none, and identify it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
        return _id_of(path)
    except OSError as error:
        raise StoreUnavailable(StoreProblem.NO_ACCESS) from error


def _id_of(path: Path) -> FileId | None:
    """Return what identifies a file as long as it is open; None if it is missing."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreUnavailable(StoreProblem.NO_ACCESS) from error
    return found.st_dev, found.st_ino


def _engine(path: Path, busy_seconds: float) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": busy_seconds},
        pool_size=10,
        pool_timeout=busy_seconds,
        pool_use_lifo=True,  # what was used last is set up already, most often for the same kind
        hide_parameters=True,  # a logged error must not contain what was being written
    )
    event.listen(engine, "connect", lambda raw, _record: _connected(raw, busy_seconds))
    event.listen(engine, "begin", _begin)
    return engine


def _connected(raw: sqlite3.Connection, busy_seconds: float) -> None:
    raw.isolation_level = None  # Python's module begins no transaction: _begin does
    try:
        use_wal(raw, busy_seconds)
        raw.execute("PRAGMA synchronous=FULL")  # a commit survives a power cut: we act on it immediately
    except sqlite3.Error:
        raw.close()  # the pool doesn't know about it
        raise


def use_wal(raw: sqlite3.Connection, seconds: float) -> None:
    """Switch a file to WAL, within these seconds. Raises sqlite3.Error.

    SQLite may refuse at once, without its usual waiting, while another process switches the same file.
    """
    end, pause = time.monotonic() + seconds, Event()
    while True:
        try:
            raw.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() >= end:
                raise
            pause.wait(_WAL_AGAIN_S)
        else:
            return


def _begin(connection: Connection) -> None:
    """Begin a transaction of its kind. Both pragmas stay set, and have no effect once it has begun.

    A migration may re-create a table under its old name; with foreign keys on, SQLite would then delete the
    rows that refer to it.
    """
    kind = transaction_of(connection)
    if connection.info.get(_SET_FOR) is not kind:
        connection.info.pop(_SET_FOR, None)  # if the second one fails, both are set again
        connection.exec_driver_sql(f"PRAGMA query_only={kind is Transaction.READ:d}")
        connection.exec_driver_sql(f"PRAGMA foreign_keys={kind is not Transaction.UPGRADE:d}")
        connection.info[_SET_FOR] = kind
    connection.exec_driver_sql("BEGIN" if kind is Transaction.READ else "BEGIN IMMEDIATE")
