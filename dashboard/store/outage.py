"""Remember for a short time that a database server hangs, so that not everyone waits for it.

A server that refuses a connection costs no time, so it is tried every time. One that doesn't answer costs
several seconds: after the first attempt everyone gets the failure immediately, until a thread has reached the
server. Nothing but a failure is remembered, so nothing is written because the server answered before.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Lock, Thread
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from dashboard.store.errors import StoreProblem, StoreUnavailable, problem_of

log = logging.getLogger(__name__)

HANGS_S: Final = 1.0
"""A server that neither accepts nor refuses within this time counts as hanging."""
TRY_AGAIN_S: Final = 2.0


@dataclass(frozen=True)
class OutageClock:
    """The clock; tests pass another one."""

    now: Callable[[], float] = time.monotonic
    wait: Callable[[Event, float], bool] = Event.wait


class Outage:
    """Connects to a server, and remembers that it hangs. Thread-safe."""

    def __init__(self, connect: Callable[[], Connection], clock: OutageClock | None = None) -> None:
        self._connect, self._clock = connect, clock or OutageClock()
        self._lock = Lock()
        self._forgotten: Event | None = None  # set while the server hangs; ends the thread that retries

    def connect(self) -> Connection:
        """Return a connection. Raises StoreUnavailable immediately while the server is known to hang."""
        if self._forgotten is not None:
            raise StoreUnavailable(StoreProblem.DOWN)
        began = self._clock.now()
        try:
            return self._connect()
        except DBAPIError as error:
            if self._hung(error, began):
                self._remember()
            raise

    def forget(self) -> None:
        """Let the next caller try the server again."""
        with self._lock:
            if self._forgotten is not None:
                self._forgotten.set()
                self._forgotten = None

    def _hung(self, error: DBAPIError, began: float) -> bool:
        return problem_of(error) is StoreProblem.DOWN and self._clock.now() - began >= HANGS_S

    def _remember(self) -> None:
        with self._lock:
            if self._forgotten is not None:
                return
            forgotten = Event()
            try:
                Thread(target=self._try_again, args=(forgotten,), name="database", daemon=True).start()
            except RuntimeError:  # out of threads: everyone asks the server
                return
            self._forgotten = forgotten
        log.warning("the database server doesn’t answer; it is tried again every few seconds")

    def _try_again(self, forgotten: Event) -> None:
        """Try the server until it answers or refuses, or until the result is no longer needed."""
        while not self._clock.wait(forgotten, TRY_AGAIN_S) and self._hangs():
            pass
        with self._lock:
            if self._forgotten is forgotten:
                self._forgotten = None

    def _hangs(self) -> bool:
        """Return whether the server still hangs. The next caller gets any other failure."""
        began = self._clock.now()
        try:
            self._connect().close()
        except DBAPIError as error:
            return self._hung(error, began)
        except Exception:
            log.exception("the database server can’t be tried")
        return False
