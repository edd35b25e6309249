"""The kinds of transaction, and how each database is informed which one begins."""

from __future__ import annotations

from enum import Enum

from sqlalchemy import Connection

_OPTION = "transaction"


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


def transaction_of(connection: Connection) -> Transaction:
    """Return which kind of transaction this connection begins."""
    kind: Transaction = connection.get_execution_options()[_OPTION]
    return kind
