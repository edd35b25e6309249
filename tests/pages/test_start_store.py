"""While the database can't be used, pages show what Codat reports, and say why nothing can be started."""

from __future__ import annotations

import sqlite3
import tempfile
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import event

from dashboard.services import stores
from dashboard.services.stores import close_stores
from dashboard.starting.registry import close_services
from dashboard.store.engine import Store, open_store
from dashboard.store.errors import StoreProblem
from dashboard.store.writer_queue import WriterQueue
from tests.pages.conftest import text_of
from tests.pages.starting import keys, press, until
from tests.support.rights import without_rights
from tests.support.starts import know_keys

NOT_STARTED = "The sync was not started"
REPORTED = "Sales up to"


def can_only_read(open_page, company_id: str, why: str) -> None:
    """Check that Company shows what Codat reports, and that Start says why nothing can be started."""
    company = text_of(open_page("company", company=company_id))
    assert REPORTED in company
    start = open_page("start", company=company_id)
    assert why in text_of(start)
    assert not keys(start) & {"go_on", "start_sync"}


def stop_using_the_store() -> None:
    """Close the store, so that the next page opens it again."""
    close_services()
    close_stores()


def test_a_store_that_cannot_be_opened_leaves_pages_that_read(start, open_page, fresh_sandbox, tmp_path):
    (tmp_path / "bad.db").write_bytes(b"not a database " * 1000)
    start(env={"DATABASE_URL": f"sqlite:///{tmp_path}/bad.db"})
    can_only_read(open_page, fresh_sandbox.company("healthy"), "The database is damaged")


def test_a_newer_store_is_read_and_starts_nothing(start, open_page, fresh_sandbox, sqlite_url):
    ended = until(press(press(start(), "go_on"), "start_sync"), "The sync succeeded after")
    stop_using_the_store()
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as database:
        database.execute("UPDATE alembic_version SET version_num = 'newer'")
    can_only_read(open_page, fresh_sandbox.company("healthy"), "A newer version of Sync desk")
    again = start(attempt=ended.session_state["started"][1])
    assert "The sync succeeded after" in text_of(again)


def test_a_server_that_is_down_leaves_pages_that_read_and_loses_nothing(
    start, open_page, fresh_sandbox, postgres, upgraded_database
):
    company_id = fresh_sandbox.company("healthy")
    with postgres.database(upgraded_database) as name:
        started = press(press(start(env={"DATABASE_URL": postgres.url(name)}), "go_on"), "start_sync")
        until(started, "The sync succeeded after")
        attempt_id, form = started.session_state["started"][1], press(start(), "go_on")
        with postgres.stopped():
            can_only_read(open_page, company_id, StoreProblem.DOWN)
            unknown = start(attempt=attempt_id)
            assert "Couldn’t load this start" in text_of(unknown)
            assert StoreProblem.DOWN in text_of(unknown)
            refused = text_of(press(form, "start_sync"))
            assert NOT_STARTED in refused
            assert f"Nothing was sent. {StoreProblem.DOWN}" in refused
        until(unknown, "The sync succeeded after")
        assert "go_on" in keys(start())
        stop_using_the_store()
    assert len(fresh_sandbox.ledger()) == 1


def test_a_lock_that_is_never_released_starts_nothing_and_says_so(
    start, open_page, fresh_sandbox, sqlite_url, monkeypatch
):
    monkeypatch.setattr(stores, "open_store", partial(open_store, busy_seconds=0.1))
    form = press(start(), "go_on")
    with WriterQueue(Path(sqlite_url.removeprefix("sqlite:///") + ".writer")).turn(1):
        refused = text_of(press(form, "start_sync"))
        assert REPORTED in text_of(open_page("company", company=fresh_sandbox.company("healthy")))
    assert NOT_STARTED in refused
    assert f"Nothing was sent. {StoreProblem.LOCKED}" in refused
    assert fresh_sandbox.ledger() == []


@pytest.fixture
def read_only_url(fresh_sandbox, monkeypatch):
    """The URL of a database with our key, in a file that is read-only for the pages."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/desk.db"
        know_keys(url, fresh_sandbox.url, "test-key")
        holds_the_log_open = open_store(url)
        with holds_the_log_open.writing():
            pass
        Path(folder).chmod(0o755)
        for path in Path(folder).iterdir():
            path.chmod(0o444)
        monkeypatch.setattr(stores, "open_store", open_without_rights)
        yield url
        stop_using_the_store()
        holds_the_log_open.close()


def open_without_rights(url: str) -> Store:
    """Open a store whose connections have only the rights of the files' permissions."""
    store = open_store(url)

    @event.listens_for(store._database.engine, "do_connect")
    def _connect(dialect, _record, arguments, options):
        with without_rights():
            return dialect.connect(*arguments, **options)

    return store


def test_a_read_only_file_is_read_and_starts_nothing(start, open_page, fresh_sandbox, read_only_url):
    form = press(start(env={"DATABASE_URL": read_only_url}), "go_on")
    refused = text_of(press(form, "start_sync"))
    assert NOT_STARTED in refused
    assert f"Nothing was sent. {StoreProblem.READ_ONLY}" in refused
    assert REPORTED in text_of(open_page("company", company=fresh_sandbox.company("healthy")))
    assert fresh_sandbox.ledger() == []
