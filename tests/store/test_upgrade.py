"""A store is upgraded once, however many processes start, and a newer one isn't written."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, inspect, select
from sqlalchemy.exc import IntegrityError

from dashboard.store.columns import METADATA
from dashboard.store.engine import BUSY_SECONDS
from dashboard.store.errors import StoreError, StoreNewer, StoreProblem, StoreUnavailable
from dashboard.store.migrations.running import config_of
from dashboard.store.revisions import MIGRATIONS, known_at, newest_at, revision_of
from dashboard.store.tables import start
from dashboard.store.transaction import Transaction
from dashboard.store.upgrade import upgrade
from tests.store.rows import add_account, add_start
from tests.support.stores import LATER, NEWEST

REBUILD = f"""
import sqlalchemy as sa
from alembic import op

{LATER}

def upgrade():
    with op.batch_alter_table("account") as table:  # SQLite makes the table again
        table.alter_column("base_url", new_column_name="address")
"""
BREAK = REBUILD + "    raise RuntimeError('half-way')\n"
LOSE = REBUILD + "    op.execute(sa.delete(sa.table('account')))\n"


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


def is_ours(name: str | None, _kind: str, _parents: object) -> bool:
    """Whether a table, column or index is ours: those of the queue are Procrastinate's."""
    return not (name or "").startswith("procrastinate_")


def test_the_migrations_make_the_tables_that_the_code_knows(store):
    with store.reading() as connection:
        options = {"compare_type": True, "include_name": is_ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


def test_the_constraints_have_the_names_that_the_code_gives_them(store):
    named = {each.name for each in METADATA.tables["start"].constraints}
    with store.reading() as connection:
        look = inspect(connection)
        found = {each["name"] for each in look.get_check_constraints("start")}
        found |= {each["name"] for each in look.get_foreign_keys("start")}
        found.add(look.get_pk_constraint("start")["name"])
    assert found == named


def test_the_migrations_are_those_that_alembic_finds():
    scripts = ScriptDirectory.from_config(config_of(MIGRATIONS))
    assert known_at(MIGRATIONS) == {each.revision for each in scripts.walk_revisions()}
    assert newest_at(MIGRATIONS) == scripts.get_current_head() == NEWEST


WITHOUT_ALEMBIC = """
import sys
from dashboard.services.stores import real_store
from dashboard.settings import Settings
real_store(Settings(database_url=sys.argv[1]))
print("alembic" in sys.modules)
"""


def test_an_up_to_date_store_is_opened_without_alembic(sqlite_url):
    run = [sys.executable, "-c", WITHOUT_ALEMBIC, sqlite_url]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout.strip() == "False"


def test_migrations_are_found_in_a_folder_with_any_name(empty_database_url, open_, tmp_path):
    """Alembic's settings are those of an .ini file, in which % means something."""
    folder = shutil.copytree(MIGRATIONS, tmp_path / "50%")
    upgrade(store := open_(empty_database_url, migrations=str(folder)))
    with store.reading() as connection:
        assert revision_of(connection) == NEWEST


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
        assert revision_of(connection) == NEWEST


def test_an_up_to_date_store_is_not_locked(store, database_url, open_):
    with store.writing() as connection:
        add_account(connection)
        upgrade(open_(database_url, busy_seconds=0.05))


@pytest.mark.usefixtures("with_a_start")
def test_a_table_made_again_keeps_the_rows_that_refer_to_it_and_they_are_checked_again(
    database_url, open_, later
):
    changed = open_(database_url, migrations=later(REBUILD))
    upgrade(changed)
    assert "address" in columns(changed)
    assert starts(changed) == 1
    with pytest.raises(IntegrityError), changed.writing() as connection:
        add_start(connection, "no such account", company_id="other")


def test_an_upgrade_that_fails_half_way_leaves_nothing_behind(with_a_start, database_url, open_, later):
    with pytest.raises(RuntimeError):
        upgrade(open_(database_url, migrations=later(BREAK)))
    assert "address" not in columns(with_a_start)
    with with_a_start.writing() as connection:
        assert not with_a_start.is_newer(connection)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_an_upgrade_that_would_leave_rows_without_what_they_refer_to_is_undone(
    with_a_start, database_url, open_, later
):
    with pytest.raises(StoreError, match="Nothing was changed"):
        upgrade(open_(database_url, migrations=later(LOSE)))
    assert "address" not in columns(with_a_start)


@pytest.fixture(params=["before it starts", "while it runs"])
def newer(request, with_a_start, database_url, open_, later):
    """A store that a later version upgraded before this version started, or under the running one."""
    upgrade(open_(database_url, migrations=later(REBUILD)))
    if request.param == "while it runs":
        return with_a_start
    opened = open_(database_url)
    upgrade(opened)
    return opened


def test_a_newer_store_is_read(newer):
    with newer.reading() as connection:
        assert newer.is_newer(connection)
    assert starts(newer) == 1


def test_a_newer_store_is_not_written(newer):
    with pytest.raises(StoreNewer), newer.writing():
        pass


UPGRADE_S = Transaction.UPGRADE.least_wait


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_on_postgresql_an_upgrade_waits_longer_for_its_turn_than_a_writer(store):
    with store.upgrading() as connection:
        assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == f"{UPGRADE_S:.0f}s"
    with store.writing() as connection:
        assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == f"{BUSY_SECONDS:.0f}s"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_on_sqlite_an_upgrade_waits_longer_for_its_turn_than_a_writer(store, monkeypatch):
    waits: list[float] = []

    def turn(seconds: float) -> AbstractContextManager[None]:
        waits.append(seconds)
        return nullcontext()

    monkeypatch.setattr(store._database.queue, "turn", turn)
    with store.upgrading():
        pass
    with store.writing():
        pass
    assert waits == [UPGRADE_S, BUSY_SECONDS]


def test_a_newer_program_that_upgrades_at_the_same_moment_wins(
    empty_database_url, open_, later, child, monkeypatch
):
    store, newer = open_(empty_database_url), child("bring_up_to_date", empty_database_url, later())
    upgrading: Callable[[], AbstractContextManager[Connection]] = store.upgrading

    def meanwhile() -> AbstractContextManager[Connection]:
        newer.line()
        newer.go()
        assert newer.end() == 0
        return upgrading()

    monkeypatch.setattr(store, "upgrading", meanwhile)
    upgrade(store)
    with store.reading() as connection:
        assert store.is_newer(connection)


def test_no_one_writes_while_a_store_is_upgraded(store, database_url, open_):
    impatient = open_(database_url, busy_seconds=0.05)
    with store.upgrading(), pytest.raises(StoreUnavailable) as caught, impatient.writing():
        pass
    assert caught.value.problem is StoreProblem.LOCKED


def test_a_store_that_cannot_be_reached_is_upgraded_later(postgres, open_):
    with postgres.database() as name:
        store = open_(postgres.url(name))
        with postgres.stopped(), pytest.raises(StoreUnavailable) as caught:
            upgrade(store)
        assert caught.value.problem is StoreProblem.DOWN
        upgrade(store)
        assert starts(store) == 0
