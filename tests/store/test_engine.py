"""Transactions: what they see and store, and which URLs are valid, on both databases."""

from __future__ import annotations

import logging
import sqlite3
import stat
import sys
import traceback
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from dashboard.store import engine
from dashboard.store.engine import open_store
from dashboard.store.errors import DriverMissing, StoreError, StoreProblem, StoreUnavailable
from dashboard.store.facts import read_fact, write_fact
from dashboard.store.tables import fact


def test_what_was_written_is_read(store):
    with store.writing() as connection:
        write_fact(connection, "colour", "blue")
    with store.reading() as connection:
        assert read_fact(connection, "colour") == "blue"


def fail_after_writing(store) -> None:
    with store.writing() as connection:
        write_fact(connection, "colour", "blue")
        raise LookupError


def test_a_transaction_that_raises_stores_nothing(store):
    with pytest.raises(LookupError):
        fail_after_writing(store)
    with store.reading() as connection:
        assert read_fact(connection, "colour") is None


def test_a_reader_cannot_write(store):
    with pytest.raises(StoreUnavailable) as caught, store.reading() as connection:
        write_fact(connection, "colour", "blue")
    assert caught.value.problem is StoreProblem.READ_ONLY


def test_a_connection_that_read_can_write_in_its_next_transaction(store):
    with store.reading() as connection:
        read_fact(connection, "colour")
    with store.writing() as connection:
        write_fact(connection, "colour", "blue")


def test_a_reader_sees_one_moment_whatever_is_written_meanwhile(store):
    with store.reading() as reader:
        assert read_fact(reader, "colour") is None
        with store.writing() as writer:
            write_fact(writer, "colour", "blue")
        assert read_fact(reader, "colour") is None


def test_a_second_writer_waits_no_longer_than_its_limit(store, database_url, open_):
    impatient = open_(database_url, busy_seconds=0.05)
    with store.writing() as first:
        write_fact(first, "colour", "blue")
        with pytest.raises(StoreUnavailable) as caught, impatient.writing() as second:
            write_fact(second, "colour", "red")
    assert caught.value.problem is StoreProblem.LOCKED


def test_a_writer_that_gave_up_leaves_the_queue_free(store, database_url, open_):
    impatient = open_(database_url, busy_seconds=0.05)
    with store.writing() as first:
        write_fact(first, "colour", "blue")
        with pytest.raises(StoreUnavailable), impatient.writing() as second:
            write_fact(second, "colour", "red")
    for each in (store, impatient):
        with each.writing() as connection:
            write_fact(connection, "colour", "green")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_other_programs_cannot_write_from_the_first_moment_of_a_writer(store):
    other = sqlite3.connect(store.path, timeout=0)
    with store.writing(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_sqlite_survives_a_power_cut_and_checks_references(store):
    with store.writing() as connection:
        values = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert values == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}  # 2 is FULL


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_one_connection_serves_every_kind_of_transaction_as_that_kind_needs(store):
    used = set()
    for kind, seen in (
        ("writing", (0, 1)),
        ("reading", (1, 1)),
        ("upgrading", (0, 0)),
        ("writing", (0, 1)),
    ) * 2:
        with getattr(store, kind)() as connection:
            used.add(connection.connection.dbapi_connection)
            pragmas = ("query_only", "foreign_keys")
            assert tuple(connection.exec_driver_sql(f"PRAGMA {each}").scalar() for each in pragmas) == seen
    assert len(used) == 1


def test_sqlites_folder_is_made_and_its_file_is_private(tmp_path, open_):
    open_(f"sqlite:///{tmp_path}/new/folder/store.db")
    mode = (tmp_path / "new/folder/store.db").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_a_relative_file_is_in_the_projects_folder(tmp_path, open_, monkeypatch):
    monkeypatch.setattr(engine, "_ROOT", tmp_path)
    assert open_("sqlite:///var/store.db").path == tmp_path / "var/store.db"


@pytest.mark.parametrize("name", ["postgres", "postgresql", "postgresql+psycopg"])
def test_each_usual_name_of_postgresql_is_understood(postgres, open_, name):
    with open_(postgres.url("postgres").replace("postgresql", name, 1)).reading() as connection:
        assert connection.dialect.driver == "psycopg"


@pytest.mark.parametrize(
    "url",
    ["", "store.db", "sqlite://", "sqlite:///:memory:", "sqlite://host/store.db", "sqlite:///x.db?mode=ro",
     "mysql://host/db", "postgresql+asyncpg://host/db", "postgresql://host:port/db"],
)  # fmt: skip
def test_another_url_is_refused_with_what_to_set(url):
    with pytest.raises(StoreUnavailable, match="DATABASE_URL isn’t valid") as caught:
        open_store(url)
    assert caught.value.problem is StoreProblem.BAD_URL


def test_without_its_driver_postgresql_is_refused_with_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(DriverMissing, match=r"Install requirements-postgres\.txt"):
        open_store("postgresql://host/db")


@pytest.mark.parametrize(
    "url",
    ["postgresql://ada:s3cret@127.0.0.1:1/db", "postgresql://ada:s3cret/x@127.0.0.1:1/db", "mysql://ada:s3cret@h/db",
     "postgresql://ada@127.0.0.1:1/db?password=s3cret", "postgresql://ada:s3cret@127.0.0.1:1/db?no_such=1"],
)  # fmt: skip
def test_the_password_is_in_no_message_and_no_log(url, open_, caplog):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(StoreError) as caught, open_(url).reading():
        pass
    said = "".join(traceback.format_exception(caught.value)) + caplog.text
    assert "s3cret" not in said


def test_an_error_does_not_repeat_what_was_to_be_written(store):
    with pytest.raises(IntegrityError, match="SQL parameters hidden"), store.writing() as connection:
        connection.execute(insert(fact).values(name="a private note"))


def test_a_restarted_server_costs_no_failed_read(postgres, open_):
    store = open_(postgres.url("postgres"))
    with store.reading():
        pass
    with postgres.stopped():
        pass
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1


def test_the_writers_lock_is_only_ever_a_file_beside_the_database(store, database_kind, tmp_path):
    with store.writing() as connection:
        write_fact(connection, "colour", "blue")
    locks = [path.read_bytes() for path in Path(tmp_path).glob("*.writer")]
    assert locks == [b""] * (database_kind == "sqlite")


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_a_connection_in_use_when_the_store_is_closed_is_closed_once_it_is_returned(store):
    with store.reading() as connection:
        raw = connection.connection.driver_connection
        store.close()
        assert not raw.closed
    assert raw.closed
