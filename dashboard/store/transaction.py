"""The kinds of transaction, how each database is informed which one begins, and how writers take turns."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from sqlalchemy import Connection, func, select

_OPTION, _COMMITTED = "transaction", "after_commit"

Action = Callable[[], None]
"""Run after a commit; must not raise."""


class Transaction(Enum):
    """A kind of transaction, with the minimum time in seconds that it waits for its turn."""

    READ = ("read", 0.0)
    WRITE = ("write", 0.0)
    UPGRADE = ("upgrade", 100.0)  # another process may be carrying out a long migration

    @property
    def least_wait(self) -> float:
        """The minimum time in seconds that it waits, whatever the store's own limit."""
        return self.value[1]


def mark(connection: Connection, kind: Transaction) -> None:
    """Set which kind of transaction this connection begins next."""
    connection.execution_options(**{_OPTION: kind})


def collect(connection: Connection, actions: list[Action]) -> None:
    """Set where this connection collects what to do after the commit."""
    connection.execution_options(**{_COMMITTED: actions})


def after_commit(connection: Connection, action: Action) -> None:
    """Do this once the transaction of this connection is committed and over; not if it is rolled back."""
    actions: list[Action] = connection.get_execution_options()[_COMMITTED]
    actions.append(action)


def transaction_of(connection: Connection) -> Transaction:
    """Return which kind of transaction this connection begins."""
    kind: Transaction = connection.get_execution_options()[_OPTION]
    return kind


def one_at_a_time(connection: Connection, work: str) -> None:
    """Wait until no other transaction does the work with this name; then ours does it until it ends.

    What is read afterwards is up to date: PostgreSQL's writers run in parallel, and what one of them has read
    may be outdated before it writes. SQLite has one writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(work, 0))))
