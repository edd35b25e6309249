"""The queue of SQLite's writers: one at a time, in one process and in several, with bounded waits."""

from __future__ import annotations

import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

from dashboard.store.errors import StoreProblem, StoreUnavailable
from dashboard.store.facts import write_fact
from dashboard.store.writer_queue import WriterQueue
from tests.support import limits

AT_ONCE = 0.05


@pytest.fixture
def file(tmp_path):
    """The file that is locked."""
    return tmp_path / "store.db.writer"


@contextmanager
def busy() -> Iterator[None]:
    """Check that the turn isn't granted."""
    with pytest.raises(StoreUnavailable) as caught:
        yield
    assert caught.value.problem is StoreProblem.LOCKED


def take_turn(queue: WriterQueue, seconds: float = AT_ONCE) -> None:
    with queue.turn(seconds):
        pass


def test_writers_take_turns(file):
    queue = WriterQueue(file)
    for _ in range(2):
        take_turn(queue)


def test_a_second_thread_waits_no_longer_than_its_limit(file):
    queue = WriterQueue(file)
    with queue.turn(AT_ONCE), busy():
        take_turn(queue)
    take_turn(queue)


def test_another_process_waits_no_longer_than_its_limit(file):
    one, other = WriterQueue(file), WriterQueue(file)  # each with a file of its own, as in two processes
    with one.turn(AT_ONCE), busy():
        take_turn(other)
    take_turn(other)


def test_a_writer_that_gives_up_passes_its_turn_to_the_next(file):
    one, other = WriterQueue(file), WriterQueue(file)
    with one.turn(AT_ONCE):
        for _ in range(3):
            with busy():
                take_turn(other)
    for each in (other, one):
        take_turn(each, limits.WAIT_S)


def test_writers_that_give_up_leave_one_thread_behind_however_many_there_are(file):
    one, other = WriterQueue(file), WriterQueue(file)
    before = set(threading.enumerate())
    with one.turn(AT_ONCE):
        for _ in range(3):
            with busy():
                take_turn(other)
        assert len(set(threading.enumerate()) - before) == 1
    take_turn(other, limits.WAIT_S)


def test_without_a_thread_to_wait_in_it_is_busy(file, monkeypatch):
    def fails(_thread):
        raise RuntimeError("can't start new thread")

    one, other = WriterQueue(file), WriterQueue(file)
    with one.turn(AT_ONCE), monkeypatch.context() as patched, busy():
        patched.setattr(Thread, "start", fails)
        take_turn(other)
    take_turn(other)


def test_a_waiting_writer_gets_its_turn_as_soon_as_it_is_free(file):
    one, other = WriterQueue(file), WriterQueue(file)
    waiting = Thread(target=take_turn, args=(other, limits.WAIT_S))
    with one.turn(AT_ONCE):
        waiting.start()
    waiting.join(limits.WAIT_S)
    assert not waiting.is_alive()


def test_no_other_user_can_hold_it(file):
    take_turn(WriterQueue(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_store_writes_in_its_turn_and_reads_at_any_time(store, database_url, open_, file):
    impatient = open_(database_url, busy_seconds=AT_ONCE)
    with WriterQueue(file).turn(AT_ONCE):
        with busy(), impatient.writing() as connection:
            write_fact(connection, "colour", "blue")
        with store.reading():
            pass
