"""The door: the only place from which a sync is started, one for the process, address and key.

What goes through it: permission, one start at a time for a company, an intent carried out at most once,
the company looked at before the call, the intent recorded before it and the outcome after it, and the sync
followed to its end. The records are in memory: a restart loses them, and the pages say so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Lock, Thread

from codat_client import CodatClient
from dashboard.insight.start.attempt import Attempt, Stage, StartEventType, ToldRange
from dashboard.insight.start.intent import Intent
from dashboard.starting.claims import Claims
from dashboard.starting.permission import RunSettings, may_start
from dashboard.starting.repository import StartRepository, utc_now
from dashboard.starting.request_origin import RequestOrigin
from dashboard.starting.worker import CLOSED, PollPolicy, StartWorker

__all__ = ["StartService", "close_doors", "door_for", "known_door", "may_start"]

_NO_THREAD = "Nothing was sent: this computer could not begin the work. Try again in a moment."


class StartService:
    """Starts syncs, one at a time for a company, and follows each. For any thread; never blocks.

    The client is the door's own: it is closed with it. `claims`: the companies that the doors of all keys
    hold.
    """

    def __init__(
        self, client: CodatClient, pace: PollPolicy | None = None, claims: Claims | None = None
    ) -> None:
        self._client = client
        self._pace = pace or PollPolicy()
        self._records = StartRepository(claims, client.base_url)
        self._lock = Lock()
        self._closed = False
        self._runs: dict[str, StartWorker] = {}
        self._threads: dict[str, Thread] = {}

    def start(self, intent: Intent, settings: RunSettings, place: RequestOrigin) -> Attempt:
        """Carry the intent out, at most once, and return at once with what is known of it.

        The same id again gives the same attempt. An attempt that may not start here, or whose company another
        one holds, is NOT_STARTED and says why.
        """
        refusal = may_start(settings, place)
        attempt, fresh = self._records.claim(intent, refusal)
        if not fresh:
            return attempt
        stuck = timedelta(hours=settings.stuck_hours)
        run = StartWorker(self._client, self._records, attempt, self._pace, stuck)
        if refusal := self._go(attempt.id, run, run.carry_out):
            run.refuse(refusal)
            return self._records.get(attempt.id) or attempt
        return attempt

    def look(self, attempt_id: str) -> Attempt | None:
        """Look at an attempt; None when this process knows none by that id. Keeps its sync being followed."""
        attempt = self._records.get(attempt_id)
        if attempt is None or attempt.settled or attempt.fault:
            return attempt
        with self._lock:
            run = self._runs.get(attempt.id)
        if run is not None and (run.lease.renew() or not attempt.may_release):
            self._go(attempt.id, run, run.resume)
        return attempt

    def unsettled(self, company_id: str) -> Attempt | None:
        """Find the attempt that holds the company: until it is settled nobody can start another one."""
        return self._records.holder(company_id)

    def held_by_another_key(self, company_id: str) -> bool:
        """Return whether a start under another key holds the company."""
        return self._records.held_by_another_key(company_id)

    def release(self, attempt_id: str, who: str) -> Attempt | None:
        """Free the company although it is not known whether its sync began: a person's deliberate act.

        Only after the time in which something new is looked for; before that, and for any other attempt,
        nothing changes. `who` is the person's name, or "".
        """
        attempt = self._records.change_if(
            attempt_id,
            lambda attempt: attempt.stage is Stage.UNCLEAR and attempt.may_release,
            (StartEventType.RELEASED, who, None),
            stage=Stage.RELEASED,
            ended_at=utc_now(),
        )
        if attempt is not None:
            self._forget_if_settled(attempt.id)
        return attempt

    def started(self, company_id: str) -> dict[str, Attempt]:
        """Give the starts of a company whose sync an id tells, by the sync's id in lower case."""
        return self._records.started(company_id)

    def told_range(self, company_id: str, sync_id: str) -> ToldRange | None:
        """Find the range (UTC) that Codat told for a sync started through this door, if it told one."""
        return self._records.told_range(company_id, sync_id)

    def close(self) -> None:
        """End the threads: what they followed is followed no more, and what was not sent yet never is."""
        with self._lock:
            self._closed = True
            runs, threads = list(self._runs.values()), list(self._threads.values())
        for run in runs:
            run.lease.end()
        for thread in threads:
            thread.join()
        self._records.close()
        self._client.close()

    def _go(self, attempt_id: str, run: StartWorker, work: Callable[[], None]) -> str | None:
        """Give the work a thread of its own; one for an attempt. Returns why that can't be, else None."""
        with self._lock:
            running = self._threads.get(attempt_id)
            if running is not None and running.is_alive():
                return None
            if self._closed:
                return CLOSED
            thread = Thread(
                target=self._work, args=(attempt_id, work), name=f"start {attempt_id}", daemon=True
            )
            try:
                thread.start()
            except RuntimeError:  # the system gives no more threads
                return _NO_THREAD
            self._runs[attempt_id], self._threads[attempt_id] = run, thread
            return None

    def _work(self, attempt_id: str, work: Callable[[], None]) -> None:
        work()
        self._forget_if_settled(attempt_id)

    def _forget_if_settled(self, attempt_id: str) -> None:
        """Let go of the run of a settled attempt, with all that Codat listed before it."""
        attempt = self._records.get(attempt_id)
        if attempt is not None and attempt.settled:
            with self._lock:
                run = self._runs.pop(attempt_id, None)
                self._threads.pop(attempt_id, None)
            if run is not None:
                run.lease.end()


_doors: dict[str, StartService] = {}
"""None is ever dropped: its records are needed as long as an old tab may be open somewhere."""
_claims = Claims()
_doors_lock = Lock()


def door_for(identity: str, make_client: Callable[[], CodatClient]) -> StartService:
    """Give the one door of this process for an address and key, named by `identity`; made at the first call.

    `make_client` makes a client for the door alone, which lives as long as the door. Only starting needs a
    door: for looking there is `known_door`.
    """
    with _doors_lock:
        door = _doors.get(identity)
        if door is None:
            door = _doors[identity] = StartService(make_client(), claims=_claims)
        return door


def known_door(identity: str) -> StartService | None:
    """Find the door for an address and key, where a sync was started with them; None else."""
    with _doors_lock:
        return _doors.get(identity)


def held_by_another_key(identity: str, site: str, company_id: str) -> bool:
    """Tell whether a start under another key holds the company. `site`: a client's base URL."""
    door = known_door(identity)
    if door is not None:
        return door.held_by_another_key(company_id)
    return _claims.held_by_another((site, company_id.lower()), None)


def close_doors() -> None:
    """End the threads of every door and forget them all: nothing is followed any more."""
    with _doors_lock:
        doors = list(_doors.values())
        _doors.clear()
    for each in doors:
        each.close()
