"""Follow a company for all sessions: poll its latest sync, and repeat all other reads when it changes.

Unchanged data is read again before it counts as old, so that a followed page is never greyed.

Each look of a page is a lease. A thread polls Codat while one is held, and ends a minute after the last look.
Pages never wait for it.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Event, Lock, Thread
from typing import Any, Final

from codat_client import CodatClient, CompanySyncStatus, HeldBack
from dashboard.insight.reading import OLD_AFTER, Reading
from dashboard.services.cache import shared
from dashboard.services.snapshot import INTERNAL_ERROR, READS, read

log = logging.getLogger(__name__)

MOST_WATCHES: Final = 256
"""Companies remembered; the oldest ones without a lease are dropped first."""
_RENEWED_AFTER: Final = OLD_AFTER * 2 / 3
_ENDS_WITHIN_S: Final = 5.0
"""How long the server waits for them at its end."""
MakeClient = Callable[[], CodatClient]


@dataclass(frozen=True)
class WatchPolicy:
    """How often to poll, in seconds: after `first`, then each time `growth` times later, at most `most`.

    `linger`: how long polling continues after the last look. A hidden tab may look only once a minute.
    """

    first: float = 3.0
    growth: float = 1.15
    most: float = 15.0
    linger: float = 75.0


@dataclass(frozen=True)
class WatchState:
    """The result of polling. `at` (UTC): when Codat last answered; `error`: why later polls failed.

    `held_back`: the last poll wasn't sent, to leave the day's quota to others. `readings`: all reads, made
    when the latest sync changed or data grew old; empty until then.
    """

    at: datetime | None = None
    error: str = ""
    held_back: bool = False
    readings: Mapping[str, Reading[Any]] = field(default_factory=dict)


class Watch:
    """Follow one company of one account. Thread-safe; never blocks."""

    def __init__(self, account_id: str, company_id: str, pace: WatchPolicy | None = None) -> None:
        self._account_id, self._company_id, self._pace = account_id, company_id, pace or WatchPolicy()
        self._lock, self._wake = Lock(), Event()
        self._thread: Thread | None = None
        self._known = ""  # the digest of the latest sync
        self._all_due = False
        self._last_look = 0.0
        self._first_seen: tuple[str, float] = ("", 0.0)
        self.seen = WatchState()

    @property
    def alive(self) -> bool:
        """Whether it is polling."""
        return self._thread is not None and self._thread.is_alive()

    def look(self, shown: Reading[CompanySyncStatus], make_client: MakeClient) -> WatchState:
        """Return the current state, and keep polling. `shown`: the latest sync on the page."""
        with self._lock:
            self._last_look = time.monotonic()
            if self._thread is None:
                self._known = shown.digest
                self._start(make_client)
            elif not self._has_newer(shown):
                self._all_due = self._all_due or _is_ageing(shown) or shown.digest != self._known
            return self.seen

    def _has_newer(self, shown: Reading[CompanySyncStatus]) -> bool:
        """Return whether the data here is newer than the page's."""
        ours = self.seen.readings.get("latest", Reading()).read_at
        return ours is not None and (shown.read_at is None or shown.read_at < ours)

    def watched_for(self, sync: str) -> float:
        """Return for how many seconds this sync has been watched; 0 the first time."""
        with self._lock:
            if self._first_seen[0] != sync:
                self._first_seen = (sync, time.monotonic())
            return time.monotonic() - self._first_seen[1]

    def end(self) -> Thread | None:
        """Stop polling after the current request; return the thread to wait for, if there is one."""
        with self._lock:
            self._last_look, thread = float("-inf"), self._thread
        self._wake.set()
        return thread

    def _start(self, make_client: MakeClient) -> None:
        self._wake.clear()
        client = make_client()
        thread = Thread(target=self._run, args=(client,), name=f"watch {self._company_id}", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # the system gives no more threads; the next look tries again
            client.close()
            self._forget(INTERNAL_ERROR)
        else:
            self._thread = thread

    def _run(self, client: CodatClient) -> None:
        wait = self._pace.first
        try:
            while True:
                self._wake.wait(wait)
                self._wake.clear()
                if self._has_ended():
                    return
                changed = self._ask(client)
                wait = self._pace.first if changed else min(wait * self._pace.growth, self._pace.most)
        except Exception:
            log.exception("the watch of company %s broke", self._company_id)
            with self._lock:
                self._forget(INTERNAL_ERROR)
        finally:
            client.close()

    def _has_ended(self) -> bool:
        """Return whether the lease has expired; under the lock, so that no look comes in between."""
        with self._lock:
            if time.monotonic() - self._last_look <= self._pace.linger:
                return False
            self._forget()
            return True

    def _forget(self, error: str = "") -> None:
        """Stop, and drop all data: lists of syncs may take megabytes, which the cache limits."""
        self._thread, self.seen = None, WatchState(self.seen.at, error)

    def _ask(self, client: CodatClient) -> bool:
        """Read the latest sync, and the rest if it changed. Return whether it did."""
        latest = read("latest", client, self._company_id)
        if latest.error is not None:
            held_back = isinstance(latest.error, HeldBack)
            self.seen = replace(self.seen, error=str(latest.error), held_back=held_back)
            return False
        if not self._all_due and latest.digest == self._known:
            self.seen = replace(self.seen, at=latest.read_at, error="", held_back=False)
            return False
        rest = {name: self._read(client, name) for name in READS if name != "latest"}
        with self._lock:
            self.seen = WatchState(latest.read_at, readings={"latest": latest, **rest})
            self._known = latest.digest
            self._all_due = any(reading.error for reading in rest.values())  # then they are read again
        return True

    def _read(self, client: CodatClient, name: str) -> Reading[Any]:
        return shared(self._account_id, self._company_id, read(name, client, self._company_id))


def _is_ageing(shown: Reading[CompanySyncStatus]) -> bool:
    """Return whether the data on a page, read with its latest sync, is about to count as old."""
    return shown.read_at is not None and datetime.now(UTC) - shown.read_at > _RENEWED_AFTER


_watches: OrderedDict[tuple[str, str], Watch] = OrderedDict()
_watches_lock = Lock()


def watch_of(account_id: str, company_id: str) -> Watch:
    """Return this process's watch of a company of an account (`CodatAccount.account_id`)."""
    with _watches_lock:
        watch = _watches.setdefault((account_id, company_id), Watch(account_id, company_id))
        _watches.move_to_end((account_id, company_id))
        idle = [whose for whose, each in _watches.items() if not each.alive and each is not watch]
        for whose in idle[: max(0, len(_watches) - MOST_WATCHES)]:
            del _watches[whose]
        return watch


def known_watch(account_id: str, company_id: str) -> Watch | None:
    """Return the existing watch of a company, if any."""
    with _watches_lock:
        return _watches.get((account_id, company_id))


def end_watches() -> None:
    """Stop all watches and drop their data. Wait a moment for the current requests."""
    with _watches_lock:
        watches = list(_watches.values())
        _watches.clear()
    threads, latest = [each.end() for each in watches], time.monotonic() + _ENDS_WITHIN_S
    for thread in threads:
        if thread is not None:
            thread.join(max(0.0, latest - time.monotonic()))
