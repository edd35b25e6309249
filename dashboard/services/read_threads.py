"""Share threads fairly between all sessions' reads, so that slow reads in one don't block the others.

A read gets a thread if its company, session and account are below their limits; otherwise it is queued. A
session uses at most half of what the other sessions of its account leave free, an account at most half of
what other accounts leave (dynamic thresholds, as in switch buffers). So a single user gets most threads, and
later ones still get some.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock, Thread
from typing import Any, Final, NamedTuple

PLACES: Final = 256
A_COMPANY: Final = 10
"""The client's limit for one company (`codat_client/limits.py`): more threads would only wait."""


class Holder(NamedTuple):
    """Who a read is for: an account (`CodatAccount.account_id`), a session, and one of its companies."""

    account: str
    session: Hashable
    company: str


class _Task(NamedTuple):
    holder: Holder
    job: Callable[[], Any]
    future: Future[Any]


class ReadThreads:
    """Run jobs in at most `places` threads, shared as described above. Thread-safe."""

    def __init__(self, places: int = PLACES) -> None:
        self._places = places
        self._lock = Lock()
        self._waiting: list[_Task] = []
        self._running = 0
        self._held: Counter[Hashable] = Counter()  # places by account, by session, by company

    def submit(self, holder: Holder, job: Callable[[], Any]) -> Future[Any]:
        """Run the job as soon as its holder is below the limits. It can be cancelled until then."""
        task = _Task(holder, job, Future())
        with self._lock:
            fits = self._take_if_it_fits(task)
            if not fits:
                self._waiting.append(task)
        if fits:
            self._begin([task])
        return task.future

    def _begin(self, tasks: list[_Task]) -> None:
        """Start a thread for each. One without a thread fails, and the next in the queue starts."""
        for task in tasks:  # it grows meanwhile
            try:
                Thread(target=self._work, args=(task,), name="read", daemon=True).start()
            except RuntimeError as error:  # the system gives no more threads
                if task.future.set_running_or_notify_cancel():
                    task.future.set_exception(error)
                with self._lock:
                    self._give_back(task.holder)
                    tasks += self._that_fit()

    def _work(self, task: _Task) -> None:
        """Run a task, then the next one from the queue; further ones get threads of their own."""
        while True:
            _do(task)
            with self._lock:
                self._give_back(task.holder)
                ready = self._that_fit()
            if not ready:
                return
            task, *others = ready
            self._begin(others)

    def _that_fit(self) -> list[_Task]:
        """Take the queued tasks that fit now, oldest first; drop cancelled ones."""
        waiting = [task for task in self._waiting if not task.future.cancelled()]
        ready = [task for task in waiting if self._running < self._places and self._take_if_it_fits(task)]
        taken = set(map(id, ready))
        self._waiting = [task for task in waiting if id(task) not in taken]
        return ready

    def _take_if_it_fits(self, task: _Task) -> bool:
        if fits := self._fits(task.holder):
            self._running += 1
            self._held.update(_levels(task.holder))
        return fits

    def _fits(self, holder: Holder) -> bool:
        account, session, company = (self._held[each] for each in _levels(holder))
        left_by_accounts = self._places - (self._running - account)
        left_by_sessions = self._places / 2 - (account - session)
        return company < A_COMPANY and account < left_by_accounts / 2 and session < left_by_sessions / 2

    def _give_back(self, holder: Holder) -> None:
        self._running -= 1
        for each in _levels(holder):
            self._held[each] -= 1
            if not self._held[each]:
                del self._held[each]


_threads = ReadThreads()


def submit(holder: Holder, job: Callable[[], Any]) -> Future[Any]:
    """Run a job in the threads shared by all sessions of this process."""
    return _threads.submit(holder, job)


def _levels(holder: Holder) -> tuple[Hashable, Hashable, Hashable]:
    account, session, company = holder
    return account, ("session", account, session), ("company", account, company)


def _do(task: _Task) -> None:
    if not task.future.set_running_or_notify_cancel():
        return
    try:
        task.future.set_result(task.job())
    except BaseException as error:  # noqa: BLE001 -- whoever waits for it gets it
        task.future.set_exception(error)
