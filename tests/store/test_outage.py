"""A server that hangs is waited for once, not by everyone, and is used again as soon as it answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Semaphore

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from dashboard.store import outage
from dashboard.store.errors import StoreProblem, StoreUnavailable
from dashboard.store.facts import read_fact, write_fact
from dashboard.store.outage import HANGS_S, Outage, OutageClock
from tests.support import limits

PEOPLE = 8
DOWN = OperationalError("connect", None, Exception())


class PasswordError(Exception):
    """The server refuses the password."""

    sqlstate = "28P01"


class Opened:
    """A connection that there is no server for."""

    def close(self) -> None:
        """Nothing is open."""


class Server:
    """A server that does what a test says, with the clock that goes with it."""

    def __init__(self) -> None:
        self.asked, self.time = 0, 0.0
        self.does: Callable[[], Connection] = self.hangs
        self._waits, self._next = Semaphore(0), Semaphore(0)
        self.outage = Outage(self.connect, OutageClock(lambda: self.time, self.wait))

    def connect(self) -> Connection:
        self.asked += 1
        return self.does()

    def hangs(self) -> Connection:
        self.time += HANGS_S
        raise DOWN

    def refuses(self) -> Connection:
        raise DOWN

    def answers(self) -> Connection:
        return Opened()  # type: ignore[return-value] # all that is needed of one

    def wait(self, event: Event, seconds: float) -> bool:
        self._waits.release()
        assert self._next.acquire(timeout=limits.WAIT_S)
        self.time += seconds
        return event.is_set()

    def let_time_pass(self) -> None:
        """Let the thread that tries again do so once it waits."""
        assert self._waits.acquire(timeout=limits.WAIT_S)
        self._next.release()

    def until_it_waits(self) -> None:
        """Wait until the thread has tried, and waits again."""
        assert self._waits.acquire(timeout=limits.WAIT_S)
        self._waits.release()

    def is_down(self) -> bool:
        """Ask for a connection, and return whether the answer is that it can't be reached."""
        try:
            self.outage.connect().close()
        except (StoreUnavailable, OperationalError):
            return True
        return False


def watchers() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name == "database"]


def ended() -> None:
    """Wait until no thread tries again any longer."""
    for each in watchers():
        each.join(limits.WAIT_S)
    assert not watchers()


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that hangs."""
    made = Server()
    yield made
    made.outage.forget()
    made._next.release()
    ended()


def test_a_server_that_hangs_is_waited_for_once_and_everyone_else_fails_at_once(server):
    assert [server.is_down() for _ in range(PEOPLE)] == [True] * PEOPLE
    assert (server.asked, server.time) == (1, HANGS_S)


def test_what_is_said_at_once_is_what_the_first_was_told(server):
    assert server.is_down()
    with pytest.raises(StoreUnavailable) as caught:
        server.outage.connect()
    assert caught.value.problem is StoreProblem.DOWN


def test_it_is_tried_again_and_nobody_waits_meanwhile(server):
    assert server.is_down()
    server.let_time_pass()
    server.until_it_waits()
    assert server.asked == 2
    assert server.is_down()
    assert server.asked == 2


def test_once_it_answers_it_is_used(server):
    assert server.is_down()
    server.does = server.answers
    server.let_time_pass()
    ended()
    assert not server.is_down()


@pytest.mark.parametrize("error", [DOWN, OperationalError("", None, PasswordError()), PoolTimeoutError()])
def test_once_it_does_anything_but_hang_the_next_who_asks_learns_it(server, error):
    def fails() -> Connection:
        raise error

    assert server.is_down()
    server.does = fails
    server.let_time_pass()
    ended()
    with pytest.raises(type(error)):
        server.outage.connect()


def test_a_server_that_refuses_is_asked_each_time(server):
    server.does = server.refuses
    assert [server.is_down() for _ in range(PEOPLE)] == [True] * PEOPLE
    assert server.asked == PEOPLE


def test_an_answer_that_took_long_is_no_outage(server):
    def slowly() -> Connection:
        server.time += HANGS_S
        raise OperationalError("", None, PasswordError())

    server.does = slowly
    assert [server.is_down() for _ in range(2)] == [True, True]
    assert server.asked == 2


def test_forgotten_it_is_asked_by_the_next(server):
    assert server.is_down()
    server.outage.forget()
    server.does = server.answers
    assert not server.is_down()


def test_a_thread_that_ends_late_leaves_a_later_outage_known(server):
    assert server.is_down()
    (first,) = watchers()
    server.outage.forget()
    assert server.is_down()
    server.let_time_pass()  # the thread that has waited longer goes on
    first.join(limits.WAIT_S)
    assert server.is_down()
    assert server.asked == 2


def test_however_many_find_out_at_once_one_thread_tries_again(server: Server):
    together = Barrier(PEOPLE)

    def hangs_for_all() -> Connection:
        together.wait(limits.WAIT_S)
        return server.hangs()

    server.does = hangs_for_all
    with ThreadPoolExecutor(PEOPLE) as people:
        assert list(people.map(lambda _: server.is_down(), range(PEOPLE))) == [True] * PEOPLE
    assert len(watchers()) == 1


def read(store) -> str | None:
    with store.reading() as connection:
        return read_fact(connection, "colour")


def test_a_real_server_that_hangs_is_waited_for_once_and_read_again_afterwards(
    relay, postgres, upgraded_database, open_, monkeypatch
):
    monkeypatch.setattr(outage, "TRY_AGAIN_S", 3600.0)
    with postgres.database(upgraded_database) as name:
        store = open_(relay.url(name))
        with store.writing() as connection:
            write_fact(connection, "colour", "blue")
        relay.hangs.set()
        for _ in range(PEOPLE):
            with pytest.raises(StoreUnavailable) as caught:
                read(store)
            assert caught.value.problem is StoreProblem.DOWN
        assert relay.connections == 2  # the first one, and one in vain
        relay.hangs.clear()
        store._database._outage.forget()
        assert read(store) == "blue"
        store.close()


def test_a_real_server_that_answers_again_is_noticed_by_itself(
    relay, postgres, upgraded_database, open_, monkeypatch
):
    monkeypatch.setattr(outage, "TRY_AGAIN_S", 0.01)
    with postgres.database(upgraded_database) as name:
        store = open_(relay.url(name))
        relay.hangs.set()
        with pytest.raises(StoreUnavailable):
            read(store)
        relay.hangs.clear()
        ended()
        assert read(store) is None
        store.close()
