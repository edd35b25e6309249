"""Reads are shared out: who waits for a slow Codat holds up neither another session nor another account."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator
from concurrent.futures import Future
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codat_client import CodatClient
from dashboard.services import read_threads
from dashboard.services.company_data import CompanyData
from dashboard.services.read_threads import A_COMPANY, PLACES, Holder, ReadThreads
from dashboard.services.snapshot import READS
from tests.codat_client.servers import hang, serve

SECONDS = 10
MANY = 8  # companies a session keeps, with six reads each


class Gate:
    """Jobs that wait until they are let go; `begun` names the session of each that began."""

    def __init__(self, threads: ReadThreads) -> None:
        self.threads, self.open = threads, threading.Event()
        self.begun: list[Hashable] = []
        self._changed = threading.Condition()

    def submit(self, holder: Holder, times: int = 1) -> list[Future[Any]]:
        return [self.threads.submit(holder, partial(self._wait, holder.session)) for _ in range(times)]

    def _wait(self, session: Hashable) -> None:
        with self._changed:
            self.begun.append(session)
            self._changed.notify_all()
        self.open.wait(SECONDS)

    def until(self, begun: int, session: str = "tab") -> None:
        """Wait until so many of a session's jobs have begun. It fails when they don't."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.begun.count(session) == begun, SECONDS)


@pytest.fixture
def gate() -> Iterator[Gate]:
    made = Gate(ReadThreads())
    yield made
    made.open.set()


def one(account: str = "ann", session: str = "tab", company: Hashable = 0) -> Holder:
    return Holder(account, session, f"company {company}")


def a_full_session(gate: Gate, account: str, session: str) -> None:
    """Let a session open as many companies as it keeps, none of which answers."""
    for at in range(MANY):
        gate.submit(one(account, session, (session, at)), len(READS))


def test_a_job_gives_what_it_brings_and_what_it_raises():
    threads = ReadThreads()
    assert threads.submit(one(), lambda: "brought").result(SECONDS) == "brought"
    with pytest.raises(ZeroDivisionError):
        threads.submit(one(), lambda: 1 / 0).result(SECONDS)
    assert not threads._held


def test_a_company_takes_no_more_threads_than_the_client_sends_requests(gate):
    gate.submit(one(), 3 * A_COMPANY)
    gate.until(A_COMPANY)


@pytest.mark.parametrize("hanging", [1, 2, 3])
def test_another_session_reads_a_whole_company_at_once_while_others_hang(gate, hanging):
    for tab in range(hanging):
        a_full_session(gate, "ann", f"tab {tab}")
    gate.submit(one(session="mine"), len(READS))
    gate.until(len(READS), "mine")


def test_another_account_reads_at_once_though_all_sessions_of_one_hang(gate):
    for tab in range(20):
        a_full_session(gate, "ann", f"tab {tab}")
    assert gate.threads._running == PLACES // 2
    gate.submit(one("ben", "mine"), len(READS))
    gate.until(len(READS), "mine")


def test_four_accounts_that_hang_leave_room_for_a_fifth(gate):
    for account in ("ann", "ben", "cleo", "dan"):
        for tab in range(10):
            a_full_session(gate, account, f"tab {tab}")
    gate.submit(one("eve", "mine"), len(READS))
    gate.until(len(READS), "mine")


def test_what_waited_runs_when_places_come_free(gate):
    waiting = gate.submit(one(), 5 * A_COMPANY)
    gate.until(A_COMPANY)
    gate.open.set()
    assert [each.result(SECONDS) for each in waiting] == [None] * len(waiting)
    assert len(gate.begun) == len(waiting)


def test_what_was_cancelled_while_it_waited_never_runs(gate):
    waiting = gate.submit(one(), 2 * A_COMPANY)
    gate.until(A_COMPANY)
    assert all(each.cancel() for each in waiting[A_COMPANY:])
    gate.open.set()
    assert [each.result(SECONDS) for each in waiting[:A_COMPANY]] == [None] * A_COMPANY
    assert gate.threads.submit(one(), lambda: "next").result(SECONDS) == "next"
    assert len(gate.begun) == A_COMPANY


def test_without_a_thread_the_read_fails_and_holds_no_place(monkeypatch):
    threads = ReadThreads()
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", _no_more_threads)
        failed = threads.submit(one(), lambda: None)
    assert isinstance(failed.exception(SECONDS), RuntimeError)
    assert threads.submit(one(), lambda: "after").result(SECONDS) == "after"


def test_what_waits_for_a_read_that_gets_no_thread_does_not_wait_for_ever(monkeypatch):
    threads, real = ReadThreads(places=4), threading.Thread.start
    waiting: list[Future[str]] = []

    def first_fails(thread) -> None:
        if not waiting:
            waiting.append(threads.submit(one(), lambda: "ran"))  # it has no place while the first holds it
            raise RuntimeError("can't start new thread")
        real(thread)

    monkeypatch.setattr(threading.Thread, "start", first_fails)
    failed = threads.submit(one(), lambda: None)
    assert isinstance(failed.exception(SECONDS), RuntimeError)
    assert waiting[0].result(SECONDS) == "ran"


def _no_more_threads(_thread) -> None:
    raise RuntimeError("can't start new thread")


HOLDERS = st.builds(one, st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(0, 3))


@settings(max_examples=50, deadline=None)
@given(st.lists(HOLDERS, max_size=60), st.integers(4, 40))
def test_every_job_runs_once_and_no_more_at_once_than_there_are_places(holders, places):
    threads, lock, counts = ReadThreads(places), threading.Lock(), {"now": 0, "most": 0, "all": 0}

    def job() -> None:
        with lock:
            counts["now"], counts["all"] = counts["now"] + 1, counts["all"] + 1
            counts["most"] = max(counts["most"], counts["now"])
        with lock:
            counts["now"] -= 1

    for future in [threads.submit(holder, job) for holder in holders]:
        future.result(SECONDS)
    assert counts["all"] == len(holders)
    assert counts["most"] <= places


def test_seven_companies_that_hang_hold_up_no_neighbour(sandbox, monkeypatch):
    """Over the wire. With 32 threads for everybody a neighbour waited until the hanging ones gave up."""
    monkeypatch.setattr(read_threads, "_threads", ReadThreads())
    with serve(hang) as silent, CodatClient("test-key", silent.url, retries=None) as stuck:
        for at in range(7):
            CompanyData(f"{at:08}-0000-4000-8000-000000000000", "ann", session="hers").read_again(stuck)
        with CodatClient("test-key", sandbox.url) as codat:
            mine = CompanyData(sandbox.company("healthy"), "ann", session="mine")
            mine.read_again(codat)
            arrived = [name for names in mine.arrivals(SECONDS) for name in names]
    assert sorted(arrived) == sorted(READS)
    assert not any(mine.reading(name).error for name in READS)
