"""The door: the only place from which a sync is started, one for the process, address and key.

What goes through it: permission, one start at a time for a company, an intent carried out at most once,
the company looked at before the call, the intent recorded before it and the outcome after it, and the sync
followed to its end. The records are in memory: a restart loses them, and the pages say so.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from threading import Lock, Thread

from codat_client import CodatClient
from dashboard.starting.attempt import Attempt, Stage, Step, ToldRange
from dashboard.starting.intent import Intent
from dashboard.starting.permission import Place, StartSettings, may_start
from dashboard.starting.records import Records
from dashboard.starting.run import Pace, Run

__all__ = ["Door", "close_doors", "door_for", "may_start"]


class Door:
    """Starts syncs, one at a time for a company, and follows each. For any thread; never blocks."""

    def __init__(self, client: CodatClient, pace: Pace | None = None) -> None:
        self._client = client
        self._pace = pace or Pace()
        self._records = Records()
        self._lock = Lock()
        self._runs: dict[str, Run] = {}
        self._threads: dict[str, Thread] = {}

    def start(self, intent: Intent, settings: StartSettings, place: Place) -> Attempt:
        """Carry the intent out, at most once, and return at once with what is known of it.

        The same id again gives the same attempt. An attempt that may not start here, or whose company another
        one holds, is NOT_STARTED and says why.
        """
        refusal = may_start(settings, place.bound_address, place.host_header, place.forwarded)
        attempt, fresh = self._records.claim(intent, refusal)
        if fresh:
            run = Run(self._client, self._records, attempt, self._pace)
            self._go(attempt.id, run, run.carry_out)
        return attempt

    def look(self, attempt_id: str) -> Attempt | None:
        """Look at an attempt; None when this process knows none by that id. Keeps its sync being followed."""
        attempt = self._records.get(attempt_id)
        if attempt is None or attempt.settled:
            return attempt
        with self._lock:
            run, thread = self._runs.get(attempt.id), self._threads.get(attempt.id)
        if run is not None and run.lease.renew() and not (thread is not None and thread.is_alive()):
            self._go(attempt.id, run, run.resume)
        return attempt

    def unsettled(self, company_id: str) -> Attempt | None:
        """Find the attempt that holds the company: until it is settled nobody can start another one."""
        return self._records.holder(company_id)

    def release(self, attempt_id: str, who: str) -> Attempt | None:
        """Free the company although it is not known whether its sync began: a person's deliberate act.

        Only after the time in which something new is looked for; before that, and for any other attempt,
        nothing changes. `who` is the person's name, or "".
        """
        return self._records.change_if(
            attempt_id,
            lambda attempt: attempt.stage is Stage.UNCLEAR and attempt.may_release,
            (Step.RELEASED, who, None),
            stage=Stage.RELEASED,
        )

    def told_range(self, company_id: str, sync_id: str) -> ToldRange | None:
        """Find the range (UTC) that Codat told for a sync started through this door, if it told one."""
        return self._records.told_range(company_id, sync_id)

    def wait_for(self, attempt_id: str, test: Callable[[Attempt], bool], seconds: float) -> Attempt:
        """Wait until an attempt passes the test. Raises TimeoutError. Not for pages: they only look."""
        return self._records.wait_for(attempt_id, test, seconds)

    def close(self) -> None:
        """End the threads; what they followed is followed no more."""
        with self._lock:
            runs, threads = list(self._runs.values()), list(self._threads.values())
        for run in runs:
            run.lease.end()
        for thread in threads:
            thread.join()

    def _go(self, attempt_id: str, run: Run, work: Callable[[], None]) -> None:
        """Give the work a thread of its own; one for an attempt, whoever asks."""
        with self._lock:
            running = self._threads.get(attempt_id)
            if running is not None and running.is_alive():
                return
            thread = Thread(target=work, name=f"start {attempt_id}", daemon=True)
            self._runs[attempt_id], self._threads[attempt_id] = run, thread
            thread.start()


_doors: dict[str, Door] = {}
_doors_lock = threading.Lock()


def door_for(identity: str, make_client: Callable[[], CodatClient]) -> Door:
    """Give the one door of this process for an address and key, named by `identity`; made at the first call.

    `make_client` gives the client the door calls Codat with, for as long as the process lives.
    """
    with _doors_lock:
        if identity not in _doors:
            _doors[identity] = Door(make_client())
        return _doors[identity]


def close_doors() -> None:
    """End the threads of every door and forget them all: nothing is followed any more."""
    with _doors_lock:
        doors = list(_doors.values())
        _doors.clear()
    for each in doors:
        each.close()
