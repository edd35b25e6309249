"""A short memory of a database server that hangs, so that not everyone waits for it in vain.

A server that refuses a connection costs no time, and is asked each time. One that doesn't answer at all costs
whoever asks some seconds: after the first, everyone gets that failure at once, until a thread has reached the
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
"""A server that neither accepts nor refuses within this time hangs."""
TRY_AGAIN_S: Final = 2.0


@dataclass(frozen=True)
class OutageClock:
    """How time passes; tests have another clock."""

    now: Callable[[], float] = time.monotonic
    wait: Callable[[Event, float], bool] = Event.wait


class Outage:
    """Connects to a server, and remembers that it hangs. Thread-safe."""

    def __init__(self, connect: Callable[[], Connection], clock: OutageClock | None = None) -> None:
        self._connect, self._clock = connect, clock or OutageClock()
        self._lock = Lock()
        self._forgotten: Event | None = None  # there while the server hangs; ends the thread that tries again

    def connect(self) -> Connection:
        """Return a connection. Raises StoreUnavailable at once while the server is known to hang."""
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
        """Let the next one who needs a connection ask the server."""
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
        """Ask the server until it answers or refuses, or until that is of no interest any longer."""
        while not self._clock.wait(forgotten, TRY_AGAIN_S) and self._hangs():
            pass
        with self._lock:
            if self._forgotten is forgotten:
                self._forgotten = None

    def _hangs(self) -> bool:
        """Return whether the server still hangs. Any other failure is for the next one who asks."""
        began = self._clock.now()
        try:
            self._connect().close()
        except DBAPIError as error:
            return self._hung(error, began)
        except Exception:
            log.exception("the database server can’t be tried")
        return False
