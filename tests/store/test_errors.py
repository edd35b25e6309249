"""Each reason why a store can't be used, provoked for real, has its own sentence."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from dashboard.store import postgresql
from dashboard.store.engine import Store
from dashboard.store.errors import StoreNewer, StoreProblem, StoreUnavailable, problem_of
from dashboard.store.facts import read_fact, write_fact
from dashboard.store.tables import fact
from dashboard.store.upgrade import upgrade
from tests.support.rights import without_rights

LOCK_WITHIN_S = 0.05


@contextmanager
def problem(expected: StoreProblem) -> Iterator[None]:
    """Check that the store can't be used, and why."""
    with pytest.raises(StoreUnavailable) as caught:
        yield
    assert caught.value.problem is expected
    assert str(caught.value) == expected.value


@pytest.fixture
def sqlite_store(open_):
    """An up-to-date store on SQLite, in a folder that every user can reach."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        store = open_(f"sqlite:///{folder}/store.db")
        upgrade(store)
        yield store
        Path(folder).chmod(0o755)


@pytest.fixture
def postgres_store(postgres, open_):
    """An up-to-date store on PostgreSQL."""
    with postgres.database() as name:
        store = open_(postgres.url(name))
        upgrade(store)
        yield store


def write(store, value: str = "blue") -> None:
    with store.writing() as connection:
        write_fact(connection, "colour", value)


def read(store) -> str | None:
    with store.reading() as connection:
        return read_fact(connection, "colour")


def test_a_full_disk_says_so_and_loses_nothing(sqlite_store):
    write(sqlite_store)
    with problem(StoreProblem.FULL), sqlite_store.writing() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1")
        write_fact(connection, "big", "x" * 1_000_000)
    assert read(sqlite_store) == "blue"


def test_a_database_that_another_program_has_locked_can_still_be_read(sqlite_store, open_):
    impatient = open_(f"sqlite:///{sqlite_store.path}", busy_seconds=LOCK_WITHIN_S)
    other = sqlite3.connect(sqlite_store.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with problem(StoreProblem.LOCKED):
        write(impatient)
    assert read(impatient) is None
    other.close()


def test_a_row_that_another_transaction_holds_is_locked(postgres_store, open_):
    write(postgres_store)
    url = postgres_store._database.engine.url.render_as_string(hide_password=False)
    impatient = open_(url, busy_seconds=LOCK_WITHIN_S)
    with postgres_store.writing() as connection:
        write_fact(connection, "colour", "red")
        with problem(StoreProblem.LOCKED):
            write(impatient)
        assert read(impatient) == "blue"


def test_a_read_only_file_is_read(sqlite_store, open_):
    write(sqlite_store)
    for path in sqlite_store.path.parent.iterdir():
        path.chmod(0o444)
    (sqlite_store.path.parent / "store.db.writer").chmod(0o666)
    with without_rights():
        other = open_(f"sqlite:///{sqlite_store.path}")
        assert read(other) == "blue"
        with problem(StoreProblem.READ_ONLY):
            write(other)


def test_a_standby_server_is_read(postgres_store):
    write(postgres_store)
    with postgres_store.writing() as connection:
        name = connection.exec_driver_sql("SELECT current_database()").scalar()
        connection.exec_driver_sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    postgres_store.close()
    assert read(postgres_store) == "blue"
    with problem(StoreProblem.READ_ONLY):
        write(postgres_store)


def test_a_writer_that_does_nothing_in_its_transaction_is_ended_by_the_server(postgres_store, monkeypatch):
    monkeypatch.setattr(postgresql, "_IDLE_SECONDS", 1.0)  # a loaded machine needs a while to write
    with problem(StoreProblem.LOCKED), postgres_store.writing() as connection:
        write_fact(connection, "colour", "red")
        write(postgres_store, "blue")  # waits for the row until the server has ended the other
    assert read(postgres_store) == "blue"


def test_a_server_that_is_down_is_used_again_when_it_is_up(postgres, postgres_store):
    write(postgres_store)
    with postgres.stopped():
        with problem(StoreProblem.DOWN):
            read(postgres_store)
        with problem(StoreProblem.DOWN):
            write(postgres_store)
    assert read(postgres_store) == "blue"


def test_a_server_that_goes_down_during_a_transaction_is_down(postgres, postgres_store):
    with problem(StoreProblem.DOWN), postgres_store.writing() as connection:
        write_fact(connection, "colour", "blue")
        with postgres.stopped():
            write_fact(connection, "colour", "red")
    assert read(postgres_store) is None


def test_an_unknown_option_in_the_url_is_a_bad_url(postgres, open_):
    with problem(StoreProblem.BAD_URL), open_(f"{postgres.url('postgres')}&no_such_option=1").reading():
        pass


def test_a_file_that_is_no_database_is_damaged(tmp_path, open_):
    (tmp_path / "store.db").write_bytes(b"not a database " * 1000)
    with problem(StoreProblem.DAMAGED):
        upgrade(open_(f"sqlite:///{tmp_path}/store.db"))


def test_a_file_whose_middle_was_overwritten_is_damaged(sqlite_store):
    write(sqlite_store)
    sqlite_store.close()
    with sqlite_store.path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096 * 40)
    with problem(StoreProblem.DAMAGED):
        read(sqlite_store)


def moved_away(store: Store) -> dict[Path, Path]:
    """Move the store's files elsewhere; return each one's old and new place."""
    assert store.path is not None
    folder = store.path.parent
    (folder / "elsewhere").mkdir()
    files = [each for each in folder.iterdir() if each.is_file()]
    return {each: each.rename(folder / "elsewhere" / each.name) for each in files}


def test_nothing_is_recorded_in_a_file_that_was_moved_away_and_no_new_one_is_created(sqlite_store):
    write(sqlite_store)
    moved = moved_away(sqlite_store)
    with problem(StoreProblem.REPLACED):
        write(sqlite_store, "red")
    with problem(StoreProblem.REPLACED):
        read(sqlite_store)
    assert not sqlite_store.path.exists()
    for before, now in moved.items():
        now.rename(before)
    assert read(sqlite_store) == "blue"


def test_nothing_is_recorded_once_another_file_is_in_its_place(sqlite_store):
    write(sqlite_store)
    moved = moved_away(sqlite_store)
    shutil.copy(moved[sqlite_store.path], sqlite_store.path)
    with problem(StoreProblem.REPLACED):
        write(sqlite_store, "red")


def test_a_folder_that_cannot_be_created_is_reported(tmp_path, open_):
    (tmp_path / "file").touch()
    with problem(StoreProblem.NO_ACCESS):
        open_(f"sqlite:///{tmp_path}/file/store.db")


def test_a_folder_without_access_is_reported(sqlite_store, open_):
    sqlite_store.close()
    sqlite_store.path.parent.chmod(0o700)
    with without_rights(), problem(StoreProblem.NO_ACCESS):
        open_(f"sqlite:///{sqlite_store.path}").reading().__enter__()


def test_a_lock_file_that_may_not_be_written_is_reported(sqlite_store, open_):
    write(sqlite_store)
    for path in sqlite_store.path.parent.iterdir():
        path.chmod(0o666)
    (sqlite_store.path.parent / "store.db.writer").chmod(0o444)
    with without_rights(), problem(StoreProblem.NO_ACCESS):
        write(open_(f"sqlite:///{sqlite_store.path}"))


def test_a_broken_constraint_is_not_the_stores_problem(store):
    with pytest.raises(IntegrityError), store.writing() as connection:
        connection.execute(insert(fact).values(name="colour"))


def test_a_mistake_in_a_statement_is_not_the_stores_problem(store):
    with pytest.raises((OperationalError, ProgrammingError)), store.reading() as connection:
        connection.exec_driver_sql("SELECT no_such_column FROM fact")


class DriverError(Exception):
    """A driver's error with PostgreSQL's code."""

    def __init__(self, sqlstate: str | None) -> None:
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("state", "expected"),
    [("53100", "FULL"), ("53300", "DOWN"), ("57P01", "DOWN"), ("08006", "DOWN"), ("55P03", "LOCKED"),
     ("40P01", "LOCKED"), ("25P03", "LOCKED"), ("25006", "READ_ONLY"), ("XX001", "DAMAGED"),
     ("58030", "DAMAGED"), ("28P01", "NO_ACCESS"), ("42501", "NO_ACCESS"), ("3D000", "NO_ACCESS")],
)  # fmt: skip
def test_what_a_servers_code_means(state, expected):
    assert problem_of(OperationalError("SELECT 1", None, DriverError(state))) is StoreProblem[expected]


@pytest.mark.parametrize("state", ["23505", "42P01", "42601"])
def test_a_servers_code_for_a_mistake_is_not_the_stores_problem(state):
    assert problem_of(OperationalError("SELECT 1", None, DriverError(state))) is None


def test_a_newer_store_names_what_to_do():
    assert "until this one is updated" in str(StoreNewer())
