"""The set-up of PostgreSQL. Its driver is psycopg 3, from requirements-postgres.txt."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, nullcontext
from selectors import EVENT_READ, DefaultSelector
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

from dashboard.store.errors import DriverMissing
from dashboard.store.outage import Outage
from dashboard.store.transaction import Transaction, transaction_of

CONNECT = {"connect_timeout": 5, "keepalives_idle": 30, "tcp_user_timeout": 30_000}
"""libpq's own limits: by default it waits minutes for an unreachable host. In s, s and ms."""
_PING_SECONDS = 2.0
_UPGRADE_LOCK = 7_203_104_417
"""Any number; it must stay the same in all versions.

An upgrade holds it exclusively, writers share it: so the version that a writer reads is valid until it ends.
"""
_IDLE_SECONDS = 60
"""A process that was paused in a transaction holds its locks no longer than this."""


class PostgresDatabase:
    """A database on a PostgreSQL server, which queues its writers itself. Raises DriverMissing."""

    path = None

    def __init__(self, url: URL, busy_seconds: float) -> None:
        self.engine = _engine(url, busy_seconds)
        self._outage = Outage(self.engine.connect)
        self._closed = False
        event.listen(self.engine, "checkout", _checked)
        event.listen(self.engine, "checkin", self._returned)
        event.listen(self.engine, "begin", lambda connection: _begin(connection, busy_seconds))

    def turn(self, _kind: Transaction) -> AbstractContextManager[None]:
        """Return immediately: the server makes writers wait."""
        return nullcontext()

    def connect(self) -> Connection:
        """Return a connection to a server that answers. Raises immediately while it is known to hang."""
        return self._outage.connect()

    def disconnect(self) -> None:
        """Close every unused connection."""
        self.engine.dispose()

    def close(self) -> None:
        """Close every connection, those in use once they are returned, and forget that the server hung."""
        self._closed = True
        self._outage.forget()
        self.disconnect()

    def _returned(self, _raw: Any, record: ConnectionPoolEntry) -> None:
        """Close a connection that a thread returns after `close`: no pool would do it any longer."""
        if self._closed:
            record.invalidate()


def _engine(url: URL, busy_seconds: float) -> Engine:
    try:
        return create_engine(
            url,
            connect_args=CONNECT,
            pool_size=10,
            pool_timeout=busy_seconds,
            hide_parameters=True,  # a logged error must not contain what was being written
        )
    except ImportError:
        raise DriverMissing from None


def _checked(raw: Any, _record: Any, _proxy: Any) -> None:
    """Drop all pooled connections if one is dead, so that a restarted server causes no failed read.

    SQLAlchemy's own check waits forever for a server that hangs.
    """
    try:
        answers = _answers(raw.pgconn)
    except raw.Error:
        answers = False
    if not answers:
        raise InvalidatePoolError


def _answers(server: Any) -> bool:
    """Return whether a libpq connection answers an empty query in time."""
    end = time.monotonic() + _PING_SECONDS
    server.send_query(b"")
    with DefaultSelector() as answer:
        answer.register(server.socket, EVENT_READ)
        while True:
            while server.is_busy():
                if not answer.select(max(0.0, end - time.monotonic())):
                    return False
                server.consume_input()
            if server.get_result() is None:  # the last one; a closed connection raises before it
                return True


def _begin(connection: Connection, busy_seconds: float) -> None:
    """Configure the transaction by its kind: a reader sees one snapshot, as with SQLite."""
    kind = transaction_of(connection)
    if kind is Transaction.READ:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return
    waits = max(busy_seconds, kind.least_wait)
    lock = "pg_advisory_xact_lock" if kind is Transaction.UPGRADE else "pg_advisory_xact_lock_shared"
    connection.exec_driver_sql(
        f"SELECT set_config('lock_timeout', '{waits * 1000:.0f}', true),"
        f" set_config('idle_in_transaction_session_timeout', '{_IDLE_SECONDS}s', true),"
        f" {lock}({_UPGRADE_LOCK})"
    )
