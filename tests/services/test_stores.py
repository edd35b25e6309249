"""The stores of a process: opened once, up to date, and the demo's never the real one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from threading import enumerate as enumerate_threads

import pytest

from dashboard import demo
from dashboard.services import stores
from dashboard.settings import Settings, load
from dashboard.store import outage
from dashboard.store.engine import Store, open_store
from dashboard.store.errors import StoreError, StoreProblem, StoreUnavailable
from dashboard.store.facts import read_fact, write_fact
from dashboard.store.revisions import revision_of
from dashboard.store.upgrade import upgrade
from tests.support import limits

PEOPLE = 8


@pytest.fixture
def settings(tmp_path) -> Iterator[Settings]:
    """Settings with a database of their own; sandbox and stores end with the test."""
    yield load({"DATABASE_URL": f"sqlite:///{tmp_path}/store.db", "DEMO_COMPANIES": "1"})
    stores.close_stores()
    demo.stop()


def write(store) -> None:
    with store.writing() as connection:
        write_fact(connection, "colour", "blue")


def read(store) -> str | None:
    with store.reading() as connection:
        return read_fact(connection, "colour")


def test_a_store_is_opened_once_and_up_to_date(settings):
    store = stores.real_store(settings)
    with store.reading() as connection:
        assert revision_of(connection) is not None
    assert stores.real_store(settings) is store


def test_a_store_that_could_not_be_opened_is_tried_again(settings, tmp_path):
    (tmp_path / "store.db").write_bytes(b"not a database " * 1000)
    with pytest.raises(StoreError, match="damaged"):
        stores.real_store(settings)
    (tmp_path / "store.db").unlink()
    assert read(stores.real_store(settings)) is None


def test_a_file_that_was_replaced_before_it_could_be_used_is_opened_again(settings, tmp_path, monkeypatch):
    def fails(store: Store) -> None:
        with store.reading():
            pass
        raise StoreUnavailable(StoreProblem.LOCKED)

    with monkeypatch.context() as patched:
        patched.setattr(stores, "upgrade", fails)
        with pytest.raises(StoreUnavailable):
            stores.real_store(settings)
    other = open_store(f"sqlite:///{tmp_path}/other.db")
    upgrade(other)
    write(other)
    other.close()
    (tmp_path / "other.db").replace(tmp_path / "store.db")
    assert read(stores.real_store(settings)) == "blue"


def test_a_server_that_hangs_from_the_first_is_waited_for_once_and_brought_up_to_date_later(
    relay, postgres, monkeypatch
):
    monkeypatch.setattr(outage, "TRY_AGAIN_S", 0.01)
    with postgres.database() as name:
        settings = load({"DATABASE_URL": relay.url(name)})
        relay.hangs.set()
        with pytest.raises(StoreUnavailable):
            stores.real_store(settings)
        in_vain = [each for each in enumerate_threads() if each.name == "database"]
        for _ in range(PEOPLE):
            with pytest.raises(StoreUnavailable):
                stores.real_store(settings)
        assert len(in_vain) == 1
        relay.hangs.clear()
        in_vain[0].join(limits.WAIT_S)
        assert read(stores.real_store(settings)) is None
        stores.close_stores()


def test_the_demo_and_the_real_store_never_mix(settings):
    real, invented = stores.real_store(settings), stores.demo_store(settings)
    write(real)
    assert real.path != invented.path
    assert (read(real), read(invented)) == ("blue", None)


def test_the_demo_has_one_store_as_long_as_its_sandbox_runs(settings):
    write(stores.demo_store(settings))
    assert read(stores.demo_store(settings)) == "blue"


def test_with_another_sandbox_the_demo_has_another_store_and_the_old_one_is_gone(settings):
    old = stores.demo_store(settings)
    write(old)
    demo.stop()
    assert not old.path.exists()
    assert read(stores.demo_store(settings)) is None


def test_a_sandbox_that_died_takes_its_store_along(settings):
    old = stores.demo_store(settings)
    demo._sandbox.child.kill()
    demo._sandbox.child.wait()
    assert read(stores.demo_store(settings)) is None
    assert not old.path.parent.exists()


def test_sign_ins_of_the_demo_open_nothing_else_and_outlive_its_sandbox(settings):
    in_demo = replace(settings, demo=True)
    write(stores.access_store(in_demo))
    assert stores.access_store(settings) is stores.real_store(settings)
    assert read(stores.access_store(settings)) is None
    stores.close_stores()
    assert read(stores.access_store(in_demo)) == "blue"


def test_sign_ins_of_the_demo_never_go_to_a_database_server(settings, monkeypatch, tmp_path):
    monkeypatch.setattr(stores, "_DEMO_ACCESS", f"sqlite:///{tmp_path}/demo.db")
    on_server = replace(settings, demo=True, database_url="postgresql://desk@localhost/desk")
    assert stores.access_store(on_server).path == tmp_path / "demo.db"
