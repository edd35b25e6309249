"""A backup contains everything stored, and a restore names the companies to check before a start."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from dashboard.access.events import AccessLog, AccessQuery
from dashboard.insight.share.event import ShareEventType
from dashboard.store.backup import make_backup, restore_backup
from dashboard.store.engine import Store
from dashboard.store.errors import BackupError, StoreNewer
from dashboard.store.facts import read_fact, write_fact
from dashboard.store.restore_checks import HeldCompany, record_restore, restored_at, unchecked
from dashboard.store.tables import share_event, share_link
from dashboard.store.upgrade import upgrade
from tests.store.rows import CODAT, COMPANY, NOW, add_account, add_link, add_start

ROOT = Path(__file__).resolve().parents[2]
LATER = NOW + timedelta(days=1)
HELD = [HeldCompany(CODAT, COMPANY)]


def write(store, value: str) -> None:
    with store.writing() as connection:
        write_fact(connection, "colour", value)


def read(store) -> str | None:
    with store.reading() as connection:
        return read_fact(connection, "colour")


def fill(store) -> None:
    """Write a fact and an open start."""
    write(store, "blue")
    with store.writing() as connection:
        add_start(connection, add_account(connection))


@pytest.fixture
def sqlite_store(tmp_path, open_):
    """An up-to-date store on SQLite, with a fact and an open start."""
    store = open_(f"sqlite:///{tmp_path}/live/store.db")
    upgrade(store)
    fill(store)
    return store


@pytest.fixture
def backup(sqlite_store, tmp_path):
    """A backup of that store, after which it was changed."""
    file = tmp_path / "backup.db"
    make_backup(sqlite_store, file)
    write(sqlite_store, "red")
    return file


def test_a_restored_store_is_as_it_was_when_it_was_backed_up(sqlite_store, backup):
    restore_backup(sqlite_store, backup, LATER)
    assert read(sqlite_store) == "blue"


def test_a_restore_says_and_records_which_companies_must_be_checked(sqlite_store, backup):
    assert restore_backup(sqlite_store, backup, LATER) == HELD
    with sqlite_store.reading() as connection:
        assert (restored_at(connection), unchecked(connection)) == (LATER, HELD)


def test_a_backup_can_be_restored_without_an_existing_store(backup, tmp_path, open_):
    other = open_(f"sqlite:///{tmp_path}/other/store.db")
    restore_backup(other, backup, LATER)
    assert read(other) == "blue"


def test_a_backup_is_made_while_someone_writes(sqlite_store, tmp_path):
    with sqlite_store.writing() as connection:
        write_fact(connection, "colour", "red")
        make_backup(sqlite_store, tmp_path / "backup.db")
    restore_backup(sqlite_store, tmp_path / "backup.db", LATER)
    assert read(sqlite_store) == "blue"


def test_a_backup_is_one_private_file(backup):
    beside = sorted(path.name for path in backup.parent.iterdir() if path.is_file())
    assert (beside, stat.S_IMODE(backup.stat().st_mode)) == (["backup.db"], 0o600)


def test_a_backup_can_be_opened_in_a_read_only_folder(backup):
    formats = backup.read_bytes()[18:20]  # https://www.sqlite.org/fileformat.html: 1 has no write-ahead log
    assert formats == b"\1\1"


def test_an_older_file_is_never_overwritten_by_a_backup(sqlite_store, backup):
    before = backup.read_bytes()
    with pytest.raises(BackupError, match="already exists"):
        make_backup(sqlite_store, backup)
    assert backup.read_bytes() == before


def test_a_store_that_a_dashboard_has_open_is_not_restored(sqlite_store, backup, open_):
    dashboard = open_(f"sqlite:///{sqlite_store.path}")
    assert read(dashboard) == "red"
    with pytest.raises(BackupError, match="Stop it, then restore"):
        restore_backup(sqlite_store, backup, LATER)
    assert read(dashboard) == "red"


def test_a_damaged_store_is_moved_aside_and_restored(sqlite_store, backup):
    sqlite_store.close()
    sqlite_store.path.write_bytes(b"damaged" * 1000)
    restore_backup(sqlite_store, backup, LATER)
    assert read(sqlite_store) == "blue"
    assert stat.S_IMODE(sqlite_store.path.stat().st_mode) == 0o600
    assert Path(f"{sqlite_store.path}.damaged").read_bytes() == b"damaged" * 1000


def other_database(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE other (id INTEGER)")
    connection.close()


@pytest.mark.parametrize("make", [other_database, Path.touch, lambda path: path.write_bytes(b"text" * 999)])
def test_a_file_that_is_no_backup_changes_nothing(sqlite_store, tmp_path, make):
    make(tmp_path / "other")
    with pytest.raises(Exception, match=r"isn’t a backup|damaged"):
        restore_backup(sqlite_store, tmp_path / "other", LATER)
    assert read(sqlite_store) == "blue"


def test_a_backup_of_a_newer_version_changes_nothing(sqlite_store, backup):
    with sqlite3.connect(backup) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'later'")
    connection.close()
    with pytest.raises(StoreNewer):
        restore_backup(sqlite_store, backup, LATER)
    assert read(sqlite_store) == "red"


def test_a_missing_backup_is_reported(sqlite_store, tmp_path):
    with pytest.raises(BackupError, match="Can’t find the file"):
        restore_backup(sqlite_store, tmp_path / "none", LATER)


def test_pg_dump_and_pg_restore_restore_everything(postgres, open_, tmp_path):
    with postgres.database() as name, postgres.database() as other:
        url, other_url = postgres.url(name), postgres.url(other)
        store, restored = open_(url), open_(other_url)
        upgrade(store)
        fill(store)
        dump = ["pg_dump", "--format=custom", f"--file={tmp_path}/backup", url]
        load = [
            "pg_restore",
            "--clean",
            "--if-exists",
            "--no-owner",
            "--single-transaction",
            f"--dbname={other_url}",
        ]
        for program, *options in (dump, [*load, f"{tmp_path}/backup"]):
            subprocess.run([postgres.program(program), *options], check=True)
        assert read(restored) == "blue"
        with restored.writing() as connection:
            record_restore(connection, LATER)
            assert unchecked(connection) == HELD


def command(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run what script/backup runs."""
    return subprocess.run(
        [sys.executable, "-m", "script.backup_of", *arguments],
        check=False, cwd=ROOT, env=os.environ | {"DATABASE_URL": url}, capture_output=True, text=True,
    )  # fmt: skip


def events(store: Store) -> list[tuple[str, str, str]]:
    """Return what is on record of commands: what happened, its detail, and the company."""
    found = AccessLog(store).page(AccessQuery(person="script/backup"), 1, 9).events
    return [(each.kind, each.detail, each.company_id) for each in found]


def test_the_command_backs_up_and_restores(sqlite_store, tmp_path):
    url, file = f"sqlite:///{sqlite_store.path}", str(tmp_path / "backup.db")
    assert command(url, "make", file).stdout == f"Backed up to {file}.\n"
    write(sqlite_store, "red")
    sqlite_store.close()
    said = command(url, "restore", file)
    assert (said.returncode, COMPANY in said.stdout) == (0, True)
    assert read(sqlite_store) == "blue"
    assert events(sqlite_store) == [("database restored", "from backup.db", "")]


def test_the_command_makes_no_backup_of_a_database_that_no_dashboard_has_used(tmp_path):
    file = tmp_path / "backup.db"
    said = command(f"sqlite:///{tmp_path}/elsewhere.db", "make", str(file))
    assert (said.returncode, "DATABASE_URL" in said.stderr, file.exists()) == (1, True, False)


def test_the_command_records_that_another_tool_restored(store, database_url):
    fill(store)
    said = command(database_url, "restored")
    assert (said.returncode, COMPANY in said.stdout) == (0, True)
    with store.reading() as connection:
        assert unchecked(connection) == HELD
    assert command(database_url, "checked", COMPANY).returncode == 0
    assert events(store) == [
        ("checked after restore", "", COMPANY),
        ("database restored", "by another tool", ""),
    ]


@pytest.mark.parametrize("arguments", [["make", "x"], ["restore", "x"]])
def test_for_postgresql_the_command_names_the_tools(postgres, arguments):
    said = command(postgres.url("postgres"), *arguments)
    assert (said.returncode, said.stdout) == (1, "")
    assert "pg_dump" in said.stderr


def test_the_command_says_why_it_could_not(tmp_path):
    said = command(f"sqlite:///{tmp_path}/store.db", "restore", f"{tmp_path}/none")
    assert (said.returncode, said.stderr) == (1, f"Can’t find the file {tmp_path}/none.\n")


def test_a_restore_pauses_the_links_that_open_on_the_record(sqlite_store, tmp_path):
    long = {"ends_at": LATER + timedelta(days=1)}
    with sqlite_store.writing() as connection:
        opens = add_link(connection, "account", **long)
        add_link(connection, "account", revoked_at=NOW, **long)
        add_link(connection, "account")
        paused = add_link(connection, "account", paused_at=NOW, **long)
    file = tmp_path / "with-links.db"
    make_backup(sqlite_store, file)
    restore_backup(sqlite_store, file, LATER)
    with sqlite_store.reading() as connection:
        columns = (share_link.c.id, share_link.c.paused_at)
        held = connection.execute(select(*columns).where(share_link.c.paused_at.is_not(None))).all()
        events = connection.execute(select(share_event.c.link_id, share_event.c.kind, share_event.c.at)).all()
    assert [tuple(each) for each in held] == [(opens, LATER), (paused, NOW)]
    assert [tuple(each) for each in events] == [(opens, ShareEventType.PAUSED.value, LATER)]
