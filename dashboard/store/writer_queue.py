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
        self._file = file
        self._lock = Lock()

    @contextmanager
    def turn(self, seconds: float) -> Iterator[None]:
        """Wait for our turn and hold it. Raises StoreUnavailable after so many seconds."""
        if not self._lock.acquire(timeout=seconds):
            raise StoreUnavailable(StoreProblem.LOCKED)
        try:
            with _locked(self._file, seconds):
                yield
        finally:
            self._lock.release()


def _private(name: str, flags: int) -> int:
    """Open or create a file that no other user may open: whoever can open it can lock it."""
    return os.open(name, flags, 0o600)


@contextmanager
def _locked(path: Path, seconds: float) -> Iterator[None]:
    try:
        file = open(path, "a", encoding="utf-8", opener=_private)  # noqa: SIM115 - a thread may have to close it
    except OSError as error:
        raise StoreUnavailable(StoreProblem.NO_ACCESS) from error
    if not _flock(file, seconds):
        raise StoreUnavailable(StoreProblem.LOCKED)  # the thread that still waits closes the file
    with file:  # closing it unlocks it
        yield


def _flock(file: TextIOWrapper, seconds: float) -> bool:
    """Lock the file. Return False after so many seconds.

    The kernel's queue has no time limit, so a thread waits in it, and is abandoned when the time is up.
    """
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pass
    else:
        return True
    locked: Future[None] = Future()
    Thread(target=_wait, args=(file, locked), daemon=True).start()
    try:
        locked.result(seconds)
    except TimeoutError:
        return not locked.cancel()  # it can't be cancelled once the thread has the lock
    return True


def _wait(file: TextIOWrapper, locked: Future[None]) -> None:
    """Wait in the kernel's queue; close the file if no one waits for the result any longer."""
    fcntl.flock(file, fcntl.LOCK_EX)
    if locked.set_running_or_notify_cancel():
        locked.set_result(None)
    else:
        file.close()
