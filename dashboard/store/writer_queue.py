"""Let SQLite's writers queue, in this process and across processes.

SQLite has one writer at a time. It waits by sleeping and retrying, so under load a writer can lose every
time. A lock in the process and one in the kernel (`flock`) give each its turn; the kernel releases its lock
when the process ends, however it ends. Windows has no `flock`: there SQLite's own waiting remains.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from threading import Lock, Thread

from dashboard.store.errors import StoreProblem, StoreUnavailable

if sys.platform != "win32":
    import fcntl


class WriterQueue:
    """The queue of one database's writers. Thread-safe, but not reentrant. `file` is only ever locked."""

    def __init__(self, file: Path) -> None:
        self._file, self._lock = file, Lock()
        self._kernel = _KernelQueue()

    @contextmanager
    def turn(self, seconds: float) -> Iterator[None]:
        """Wait for our turn and hold it. Raises StoreUnavailable after so many seconds."""
        if not self._lock.acquire(timeout=seconds):
            raise StoreUnavailable(StoreProblem.LOCKED)
        try:
            with self._locked(seconds):
                yield
        finally:
            self._lock.release()

    @contextmanager
    def _locked(self, seconds: float) -> Iterator[None]:
        try:
            opened = open(self._file, "a", encoding="utf-8", opener=_private)  # noqa: SIM115 - closed elsewhere
        except OSError as error:
            raise StoreUnavailable(StoreProblem.NO_ACCESS) from error
        locked = self._kernel.locked(opened, seconds)
        if locked is None:
            raise StoreUnavailable(StoreProblem.LOCKED)
        with locked:
            yield


def _private(name: str, flags: int) -> int:
    """Open or create a file that no other user may open: whoever can open it can lock it."""
    return os.open(name, flags, 0o600)


class _KernelQueue:
    """Waits for the lock on a file, for one caller at a time.

    The kernel's queue has no time limit, so a thread waits in it. If the time is up first, the next caller
    takes over that wait: a process paused while it holds the lock costs only one thread.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting = False
        self._wanted: Future[TextIOWrapper] = Future()

    def locked(self, file: TextIOWrapper, seconds: float) -> TextIOWrapper | None:
        """Return a locked file, this one or another with its name; None after so many seconds.

        Closing it unlocks it.
        """
        if _locked_at_once(file):
            return file
        wanted: Future[TextIOWrapper] = Future()
        with self._lock:
            self._wanted = wanted
            if self._waiting:
                file.close()
            else:
                self._begin_to_wait(file)
        try:
            return wanted.result(seconds)
        except TimeoutError:
            return None if wanted.cancel() else wanted.result()  # the thread has just handed it over

    def _begin_to_wait(self, file: TextIOWrapper) -> None:
        try:
            Thread(target=self._wait, args=(file,), daemon=True).start()
        except RuntimeError as error:  # out of threads
            file.close()
            raise StoreUnavailable(StoreProblem.LOCKED) from error
        self._waiting = True

    def _wait(self, file: TextIOWrapper) -> None:
        """Wait in the kernel's queue, and hand the file over, or close it if no one waits any longer."""
        fcntl.flock(file, fcntl.LOCK_EX)
        with self._lock:
            self._waiting = False
            if self._wanted.set_running_or_notify_cancel():
                self._wanted.set_result(file)
            else:
                file.close()


def _locked_at_once(file: TextIOWrapper) -> bool:
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
