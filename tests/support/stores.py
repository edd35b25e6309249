"""Fixtures: stores on SQLite and PostgreSQL, for every test that needs one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from dashboard.store.engine import Store, open_store
from dashboard.store.upgrade import upgrade
from tests.support.postgres import PostgresServer


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Return a PostgreSQL server for the whole run, started when the first test needs it."""
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def upgraded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an up-to-date database on SQLite, to be copied."""
    file: Path = tmp_path_factory.mktemp("upgraded") / "store.db"
    _upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def upgraded_database(postgres: PostgresServer) -> Iterator[str]:
    """Return the name of an up-to-date database on PostgreSQL, to be copied."""
    with postgres.database() as name:
        _upgrade(postgres.url(name))
        yield name


def _upgrade(url: str) -> None:
    store = open_store(url)
    upgrade(store)
    store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Return the kind of database: whatever uses it runs on both."""
    return str(request.param)


@pytest.fixture
def empty_database_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of a database without tables, on SQLite and on PostgreSQL."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path}/store.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database() as name:
        yield server.url(name)


@pytest.fixture
def database_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of an up-to-date database without rows, on SQLite and on PostgreSQL."""
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("upgraded_file"), tmp_path / "store.db")
        yield f"sqlite:///{tmp_path}/store.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database(request.getfixturevalue("upgraded_database")) as name:
        yield server.url(name)


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
    """Return an up-to-date store without rows, on SQLite and on PostgreSQL."""
    return open_(database_url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite file with all tables and no rows, to copy."""
    path = tmp_path_factory.mktemp("store") / "template.db"
    store = open_store(f"sqlite:///{path}")
    upgrade(store)
    store.close()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Return the URL of an SQLite database of the test's own, with all tables and no rows."""
    copy = shutil.copy(sqlite_template, tmp_path / "pages.db")
    return f"sqlite:///{copy}"
