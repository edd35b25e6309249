"""Fixtures: a database on PostgreSQL, and workers on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from dashboard.services.stores import close_stores
from tests.jobs.worker_process import WorkerProcess, clean_environ
from tests.support.postgres import PostgresServer


@pytest.fixture
def url(postgres: PostgresServer, upgraded_database: str) -> Iterator[str]:
    """Return the URL of an up-to-date database on PostgreSQL. Stores opened with it are closed."""
    with postgres.database(upgraded_database) as name:
        yield postgres.url(name)
        close_stores()


@pytest.fixture
def start(url: str) -> Iterator[Callable[..., WorkerProcess]]:
    """Return a function that starts a worker; all that still run are killed at the end."""
    with ExitStack() as started:

        def start_one(*jobs: str) -> WorkerProcess:
            made = WorkerProcess({**clean_environ(), "DATABASE_URL": url}, *jobs)
            started.callback(made.end)
            started.callback(made.process.kill)
            return made

        yield start_one
