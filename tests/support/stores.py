"""Fixtures: stores on SQLite and PostgreSQL, for every test that needs one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from dashboard.store import migrations, postgresql
from dashboard.store.engine import Store, open_store
from dashboard.store.upgrade import upgrade
from tests.support.postgres import PostgresServer
from tests.support.relay import Relay

NEWEST = "0008"
"""The newest version of the store."""
LATER = f"""
revision = "{int(NEWEST) + 1:04}"
down_revision = "{NEWEST}"
"""
"""The lines that make a migration the next one after it."""
ONE_COLUMN_MORE = f"""
import sqlalchemy as sa
from alembic import op

{LATER}

def upgrade():
    op.add_column("start", sa.Column("later", sa.Text))
"""


def make_newer(store: Store) -> None:
    """Make a later version's store of it, which can be read but not written."""
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))


@pytest.fixture(autouse=True, scope="session")
def no_database_unless_a_test_has_one() -> Iterator[None]:
    """Point DATABASE_URL at nothing, so that no test writes into the project's own database."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DATABASE_URL", f"sqlite:///{os.devnull}/none.db")
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Return a PostgreSQL server for the whole run, started when the first test needs it."""
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture
def relay(postgres: PostgresServer) -> Iterator[Relay]:
    """Return a relay to the PostgreSQL server that can hang, for tests in which connecting fails quickly."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(postgresql.CONNECT, "connect_timeout", 2)  # libpq's least
        made = Relay(f"{postgres.folder}/.s.PGSQL.5432")
        yield made
        made.stop()


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
def database_kind(request: pytest.FixtureRequest) -> str:
    """Return the kind of database: whatever uses it runs on both."""
    return str(request.param)


@pytest.fixture
def empty_database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of a database without tables, on SQLite and on PostgreSQL."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path}/store.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database() as name:
        yield server.url(name)


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of an up-to-date database without rows, on SQLite and on PostgreSQL."""
    if database_kind == "sqlite":
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

        def open_one(url: str, **options: Any) -> Store:
            store = open_store(url, **options)
            opened.callback(store.close)
            return store

        yield open_one


@pytest.fixture
def store(database_url: str, open_: Callable[..., Store]) -> Store:
    """Return an up-to-date store without rows, on SQLite and on PostgreSQL."""
    return open_(database_url)


@pytest.fixture
def later(tmp_path: Path) -> Callable[..., str]:
    """Return a function that makes the migrations of a later version: ours, and one more of these lines."""

    def make(lines: str = ONE_COLUMN_MORE) -> str:
        folder = tmp_path / "migrations"
        shutil.copytree(Path(migrations.__file__).parent, folder, dirs_exist_ok=True)
        (folder / "versions/next.py").write_text(lines, encoding="utf-8")
        return str(folder)

    return make


@pytest.fixture
def sqlite_url(upgraded_file: Path, tmp_path: Path) -> str:
    """Return the URL of an up-to-date SQLite database of the test's own, without rows."""
    copy = shutil.copy(upgraded_file, tmp_path / "desk.db")
    return f"sqlite:///{copy}"
