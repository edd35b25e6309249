"""A store is upgraded once, however many processes start, and a newer one isn't written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import func, inspect, select
from sqlalchemy.exc import IntegrityError

from dashboard.store import migrations
from dashboard.store.errors import StoreError, StoreNewer, StoreProblem, StoreUnavailable
from dashboard.store.tables import METADATA, start
from dashboard.store.upgrade import revision_of, upgrade
from tests.store.rows import add_account, add_start

REBUILD = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "0002", "0001"

def upgrade():
    with op.batch_alter_table("account") as table:  # SQLite makes the table again
        table.alter_column("base_url", new_column_name="address")
"""
BREAK = REBUILD + "    raise RuntimeError('half-way')\n"
LOSE = REBUILD + "    op.execute(sa.delete(sa.table('account')))\n"


@pytest.fixture
def later(tmp_path):
    """Return a function that creates the migrations of a later version: ours, and one more."""

    def make(lines: str) -> str:
        folder: Path = tmp_path / "migrations"
        shutil.copytree(Path(migrations.__file__).parent, folder, dirs_exist_ok=True)
        (folder / "versions/r0002_next.py").write_text(lines, encoding="utf-8")
        return str(folder)

    return make


@pytest.fixture
def with_a_start(store):
    """An up-to-date store in which a row refers to another."""
    with store.writing() as connection:
        add_start(connection, add_account(connection))
    return store


def columns(store) -> set[str]:
    with store.reading() as connection:
        return {column["name"] for column in inspect(connection).get_columns("account")}


def starts(store) -> int:
    with store.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(start)).scalar())


def test_the_migrations_make_the_tables_that_the_code_knows(store):
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_the_constraints_have_the_names_that_the_code_gives_them(store):
    named = {each.name for each in METADATA.tables["start"].constraints}
    with store.reading() as connection:
        look = inspect(connection)
        found = {each["name"] for each in look.get_check_constraints("start")}
        found |= {each["name"] for each in look.get_foreign_keys("start")}
        found.add(look.get_pk_constraint("start")["name"])
    assert found == named


@pytest.mark.parametrize("processes", [2, 8])
def test_processes_that_start_at_once_upgrade_an_empty_store_once(
    empty_database_url, open_, child, processes
):
    children = [child("bring_up_to_date", empty_database_url) for _ in range(processes)]
    assert [each.line() for each in children] == ["ready"] * processes
    for each in children:
        each.go()
    assert [each.end() for each in children] == [0] * processes
    with open_(empty_database_url).reading() as connection:
        assert revision_of(connection) == "0001"


def test_an_up_to_date_store_is_not_locked(store, database_url, open_):
    with store.writing() as connection:
        add_account(connection)
        upgrade(open_(database_url, busy_seconds=0.05))


def test_a_recreated_table_keeps_the_rows_that_refer_to_it_and_they_are_checked_again(with_a_start, later):
    upgrade(with_a_start, later(REBUILD))
    assert "address" in columns(with_a_start)
    assert starts(with_a_start) == 1
    with pytest.raises(IntegrityError), with_a_start.writing() as connection:
        add_start(connection, "no such account", company_id="other")


def test_an_upgrade_that_fails_halfway_leaves_nothing_behind(with_a_start, later):
    with pytest.raises(RuntimeError):
        upgrade(with_a_start, later(BREAK))
    assert "address" not in columns(with_a_start)
    upgrade(with_a_start)
    assert not with_a_start.newer


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_an_upgrade_that_would_leave_dangling_references_is_undone(with_a_start, later):
    with pytest.raises(StoreError, match="Nothing was changed"):
        upgrade(with_a_start, later(LOSE))
    assert "address" not in columns(with_a_start)


@pytest.fixture
def newer(with_a_start, database_url, open_, later):
    """A store that a later version upgraded, as this version opens it."""
    upgrade(with_a_start, later(REBUILD))
    opened = open_(database_url)
    upgrade(opened)
    return opened


def test_a_newer_store_is_read(newer):
    assert newer.newer
    assert starts(newer) == 1


def test_a_newer_store_is_not_written(newer):
    with pytest.raises(StoreNewer), newer.writing():
        pass


def test_a_store_that_cannot_be_reached_is_upgraded_later(postgres, open_):
    with postgres.database() as name:
        store = open_(postgres.url(name))
        with postgres.stopped(), pytest.raises(StoreUnavailable) as caught:
            upgrade(store)
        assert caught.value.problem is StoreProblem.DOWN
        upgrade(store)
        assert starts(store) == 0
