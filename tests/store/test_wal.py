"""Processes that open a new SQLite file at the same time all switch it to WAL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.store.sqlite import use_wal

PATIENT_S = 60.0


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that reads a file without WAL, so that no one else can switch it."""
    made = sqlite3.connect(tmp_path / "new.db", isolation_level=None)
    made.execute("CREATE TABLE start (id)")
    made.execute("BEGIN")
    made.execute("SELECT id FROM start").fetchall()
    yield made
    made.close()


def impatient(path: Path, other: sqlite3.Connection | None = None) -> sqlite3.Connection:
    """Return a connection that SQLite refuses at once. After its first refusal, `other` reads no more."""

    class Refused(sqlite3.Connection):
        def execute(self, *asked: Any) -> sqlite3.Cursor:
            try:
                return super().execute(*asked)
            except sqlite3.OperationalError:
                if other is not None:
                    other.execute("ROLLBACK")
                raise

    return sqlite3.connect(path / "new.db", timeout=0, isolation_level=None, factory=Refused)


def test_a_switch_that_is_refused_at_once_is_tried_again(tmp_path, reader):
    raw = impatient(tmp_path, reader)
    use_wal(raw, PATIENT_S)
    assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    raw.close()


def test_it_is_given_up_in_the_end(tmp_path, reader):  # noqa: ARG001 - it keeps on reading
    raw = impatient(tmp_path)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        use_wal(raw, 0.05)
    raw.close()


def test_what_is_no_database_is_not_tried_again(tmp_path):
    (tmp_path / "new.db").write_bytes(b"not a database" * 100)
    raw = impatient(tmp_path)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        use_wal(raw, PATIENT_S)
    raw.close()
