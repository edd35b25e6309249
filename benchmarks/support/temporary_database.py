"""A database for one run of a benchmark, removed at its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from tests.support.postgres import PostgresServer


@contextmanager
def temporary_database(*, postgres: bool) -> Iterator[str]:
    """Yield the URL of an empty database: in a file, or on a PostgreSQL server of its own."""
    if not postgres:
        with TemporaryDirectory(prefix="benchmark-", ignore_cleanup_errors=True) as folder:
            yield f"sqlite:///{folder}/desk.db"
        return
    server = PostgresServer()
    try:
        with server.database() as name:
            yield server.url(name)
    finally:
        server.stop()
