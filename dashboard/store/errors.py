"""Everything that can go wrong with the store, as one tree.

StoreError
├─ DriverMissing      PostgreSQL is asked for, and its driver isn't installed
├─ StoreNewer         a newer version of the program changed the tables: this one reads, and writes nothing
├─ StoreUnavailable   it can't be used now; `problem` says why: down, full, locked, read-only, damaged, …
└─ BackupError        a backup can't be made or restored like this

`str(error)` is for a person: what happened, and what to do. It never holds the database's password.
A write that raises StoreUnavailable may still have been committed, if the connection dropped at the very end:
read before writing again. SQLAlchemy's other errors, such as IntegrityError, pass through unchanged.
"""

# ruff: noqa: N818 - a suffix Error would add nothing: the base class says it

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from sqlalchemy import exc


class StoreError(Exception):
    """The store can't do what was requested."""


class DriverMissing(StoreError):
    """PostgreSQL is asked for, and its driver isn't installed."""

    def __init__(self) -> None:
        super().__init__(
            "DATABASE_URL names PostgreSQL, but its driver isn’t installed. "
            "Install requirements-postgres.txt, then restart."
        )


class StoreNewer(StoreError):
    """A newer version of the program changed the tables: this one can read them but writes nothing."""

    def __init__(self) -> None:
        super().__init__(
            "A newer version of Sync desk has changed the database. "
            "Nothing can be started or recorded until this one is updated."
        )


class BackupError(StoreError):
    """The backup can't be created or restored; the message says why."""


class StoreProblem(StrEnum):
    """Why the store can't be used now; the value is a sentence for people."""

    DOWN = "The database can’t be reached. Check that it’s running and that DATABASE_URL is right."
    FULL = "The database’s disk is full. Free up some space; earlier records are safe."
    LOCKED = "The database is busy. Try again in a moment."
    READ_ONLY = "The database is read-only. Make it writable for the dashboard’s user."
    DAMAGED = "The database is damaged, or its disk is failing. Stop the dashboard and restore a backup."
    REPLACED = "The database’s file was deleted, moved or replaced. Stop the dashboard, then restore it."
    NO_ACCESS = "The dashboard has no access to the database. Check the permissions of its user and folder."
    BAD_URL = "DATABASE_URL isn’t valid. Use sqlite:///FILE or postgresql://USER@HOST/NAME, then restart."


class StoreUnavailable(StoreError):
    """The store can't be used now."""

    def __init__(self, problem: StoreProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


# The primary result codes of SQLite: https://www.sqlite.org/rescode.html
_SQLITE = {
    sqlite3.SQLITE_PERM: StoreProblem.NO_ACCESS,
    sqlite3.SQLITE_BUSY: StoreProblem.LOCKED,
    sqlite3.SQLITE_LOCKED: StoreProblem.LOCKED,
    sqlite3.SQLITE_READONLY: StoreProblem.READ_ONLY,
    sqlite3.SQLITE_IOERR: StoreProblem.DAMAGED,
    sqlite3.SQLITE_CORRUPT: StoreProblem.DAMAGED,
    sqlite3.SQLITE_NOTADB: StoreProblem.DAMAGED,
    sqlite3.SQLITE_FULL: StoreProblem.FULL,
    sqlite3.SQLITE_CANTOPEN: StoreProblem.NO_ACCESS,
    sqlite3.SQLITE_AUTH: StoreProblem.NO_ACCESS,
}
# PostgreSQL's SQLSTATE, or how it begins: https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRES = {
    "08": StoreProblem.DOWN,  # connection exception
    "57P": StoreProblem.DOWN,  # shut down, crashed, starting
    "53300": StoreProblem.DOWN,  # too many connections
    "53100": StoreProblem.FULL,
    "55P03": StoreProblem.LOCKED,  # lock_timeout
    "57014": StoreProblem.LOCKED,  # statement_timeout
    "25P03": StoreProblem.LOCKED,  # idle_in_transaction_session_timeout
    "40": StoreProblem.LOCKED,  # deadlock, serialization failure
    "25006": StoreProblem.READ_ONLY,
    "XX001": StoreProblem.DAMAGED,
    "XX002": StoreProblem.DAMAGED,
    "58": StoreProblem.DAMAGED,  # I/O error
    "28": StoreProblem.NO_ACCESS,
    "3D000": StoreProblem.NO_ACCESS,  # no such database
    "42501": StoreProblem.NO_ACCESS,
}


@contextmanager
def translated() -> Iterator[None]:
    """Turn SQLAlchemy's and drivers' exceptions into StoreUnavailable if the store can't be used."""
    try:
        yield
    except exc.TimeoutError as error:  # every connection in the pool is in use
        raise StoreUnavailable(StoreProblem.LOCKED) from error
    except (exc.DBAPIError, sqlite3.Error) as error:
        problem = problem_of(error)
        if problem is None:
            raise
        raise StoreUnavailable(problem) from error


def problem_of(error: exc.DBAPIError | sqlite3.Error) -> StoreProblem | None:
    """Return why the store can't be used; None for other errors, such as a violated constraint."""
    driver_error = error.orig if isinstance(error, exc.DBAPIError) else error
    code = getattr(driver_error, "sqlite_errorcode", None)
    if code is not None:
        return _SQLITE.get(code & 0xFF)
    state = getattr(driver_error, "sqlstate", None)
    if state is not None:
        return next((problem for start, problem in _POSTGRES.items() if state.startswith(start)), None)
    if isinstance(error, exc.ProgrammingError) and error.statement is None:  # failed before connecting
        return StoreProblem.BAD_URL
    return StoreProblem.DOWN if isinstance(error, exc.OperationalError) else None
