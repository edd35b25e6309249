"""Fixtures: stores on SQLite and PostgreSQL, for every test that needs one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from dashboard.store.engine import Store, open_store
from dashboard.store.upgrade import upgrade
from tests.support.postgres import PostgresServer

BOTH = ["sqlite", "postgresql"]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Return a PostgreSQL server for the whole run, started when the first test needs it."""
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture(params=BOTH)
def kind(request: pytest.FixtureRequest) -> str:
    """Return the kind of database: whatever uses it runs on both."""
    return str(request.param)


@pytest.fixture
def database_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of an empty database, on SQLite and on PostgreSQL."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path}/store.db"
        return
    with request.getfixturevalue("postgres").database() as url:
        yield url


@pytest.fixture
def open_() -> Iterator[Callable[..., Store]]:
    """Return a function that opens a store; all are closed in the end."""
    with ExitStack() as opened:

        def open_one(url: str, **options: float) -> Store:
            store = open_store(url, **options)
            opened.callback(store.close)
            return store

        yield open_one


@pytest.fixture
def store(database_url: str, open_: Callable[..., Store]) -> Store:
    """Return an up-to-date store, on SQLite and on PostgreSQL."""
    opened = open_(database_url)
    upgrade(opened)
    return opened
