"""The start service, one in the process for each address and key: no other code starts a sync.

It checks permission, allows one start at a time for a company, carries an intent out at most once, checks the
company before the request, records the intent before it and the outcome after it, and follows the sync to its
end. The repository is in memory: a restart loses it, and the pages say so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Lock, Thread
from typing import Protocol

from codat_client import CodatClient
from dashboard.access.person import Person
from dashboard.access.policy import AccessSettings, Act, may
from dashboard.insight.start.attempt import Attempt, ReportedRange, Stage, StartEventType
from dashboard.insight.start.intent import Intent
from dashboard.starting.claims import Claims
from dashboard.starting.repository import StartRepository, utc_now
from dashboard.starting.worker import CLOSED, PollPolicy, StartWorker

__all__ = ["StartService", "close_services", "known_service", "service_for"]

_NO_THREAD = "Nothing was sent: the server is out of threads. Try again in a moment."


class StartSettings(AccessSettings, Protocol):
    """All settings that a start depends on."""

    @property
    def stuck_hours(self) -> float:
        """STUCK_HOURS: a sync that has been running for that long does not block a start."""


class StartService:
    """Start syncs, one at a time for a company, and follow each. Thread-safe; never blocks.

    The service owns the client, and closes it. `claims`: the company locks shared by the services of all
    keys.
    """

    def __init__(
        self, client: CodatClient, policy: PollPolicy | None = None, claims: Claims | None = None
    ) -> None:
        self._client = client
        self._policy = policy or PollPolicy()
        self._records = StartRepository(claims, client.base_url)
        self._lock = Lock()
        self._closed = False
        self._runs: dict[str, StartWorker] = {}
        self._threads: dict[str, Thread] = {}

    def start(self, intent: Intent, settings: StartSettings, person: Person) -> Attempt:
        """Carry out the intent, at most once, and return its attempt at once.

        The same id returns the same attempt. An attempt that may not start here, or whose company is
        locked, is NOT_STARTED and says why.
        """
        refusal = may(person, Act.START, settings)
        attempt, fresh = self._records.claim(intent, refusal)
        if not fresh:
            return attempt
        stuck = timedelta(hours=settings.stuck_hours)
        run = StartWorker(self._client, self._records, attempt, self._policy, stuck)
        if refusal := self._go(attempt.id, run, run.carry_out):
            run.refuse(refusal)
            return self._records.get(attempt.id) or attempt
        return attempt

    def look(self, attempt_id: str) -> Attempt | None:
        """Return an attempt, and keep following its sync; None when this process has none by that id."""
        attempt = self._records.get(attempt_id)
        if attempt is None or attempt.settled or attempt.internal_error:
            return attempt
        with self._lock:
            run = self._runs.get(attempt.id)
        if run is not None and (run.watch.renew() or not attempt.may_release):
            self._go(attempt.id, run, run.resume)
        return attempt

    def unsettled(self, company_id: str) -> Attempt | None:
        """Return the attempt that locks the company: until it is settled nobody can start another."""
        return self._records.holder(company_id)

    def held_by_another_key(self, company_id: str) -> bool:
        """Return whether a start under another key locks the company."""
        return self._records.held_by_another_key(company_id)

    def release(self, attempt_id: str, settings: AccessSettings, person: Person) -> Attempt | None:
        """Unlock the company although nobody knows whether its sync started: a person's deliberate act.

        Only once the time for finding a new sync has passed; before that, for any other attempt, and for
        someone who may not, nothing changes.
        """
        if may(person, Act.RELEASE, settings):
            return self._records.get(attempt_id)
        attempt = self._records.change_if(
            attempt_id,
            lambda attempt: attempt.stage is Stage.UNCLEAR and attempt.may_release,
            (StartEventType.RELEASED, person.name, None),
            stage=Stage.RELEASED,
            ended_at=utc_now(),
        )
        if attempt is not None:
            self._forget_if_settled(attempt.id)
        return attempt

    def started(self, company_id: str) -> dict[str, Attempt]:
        """Return the starts of a company whose sync was recognised by an id, by sync id in lower case."""
        return self._records.started(company_id)

    def reported_range(self, company_id: str, sync_id: str) -> ReportedRange | None:
        """Return the range (UTC) that Codat reported for a sync started by this service, if it did."""
        return self._records.reported_range(company_id, sync_id)

    def close(self) -> None:
        """End the threads: nothing is followed any longer, and what was not sent never will be."""
        with self._lock:
            self._closed = True
            runs, threads = list(self._runs.values()), list(self._threads.values())
        for run in runs:
            run.watch.end()
        for thread in threads:
            thread.join()
        self._records.close()
        self._client.close()

    def _go(self, attempt_id: str, run: StartWorker, work: Callable[[], None]) -> str | None:
        """Run the work in a thread, one for each attempt. Return why that can't be, else None."""
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
            except RuntimeError:  # no more threads
                return _NO_THREAD
            self._runs[attempt_id], self._threads[attempt_id] = run, thread
            return None

    def _work(self, attempt_id: str, work: Callable[[], None]) -> None:
        work()
        self._forget_if_settled(attempt_id)

    def _forget_if_settled(self, attempt_id: str) -> None:
        """Drop the worker of a settled attempt, with the list of syncs it holds."""
        attempt = self._records.get(attempt_id)
        if attempt is not None and attempt.settled:
            with self._lock:
                run = self._runs.pop(attempt_id, None)
                self._threads.pop(attempt_id, None)
            if run is not None:
                run.watch.end()


_services: dict[str, StartService] = {}
"""Never dropped: an old tab may still need their records."""
_claims = Claims()
_services_lock = Lock()


def service_for(identity: str, make_client: Callable[[], CodatClient]) -> StartService:
    """Return the service for an address and key, named by `identity`; the first call makes it.

    `make_client` makes a client that the service owns. Only a start makes a service: to read, use
    `known_service`.
    """
    with _services_lock:
        start_service = _services.get(identity)
        if start_service is None:
            start_service = _services[identity] = StartService(make_client(), claims=_claims)
        return start_service


def known_service(identity: str) -> StartService | None:
    """Return the service for an address and key; None where no sync was started with them."""
    with _services_lock:
        return _services.get(identity)


def held_by_another_key(identity: str, site: str, company_id: str) -> bool:
    """Return whether a start under another key locks the company. `site`: a client's base URL."""
    start_service = known_service(identity)
    if start_service is not None:
        return start_service.held_by_another_key(company_id)
    return _claims.held_by_another((site, company_id.lower()), None)


def close_services() -> None:
    """Close every service and forget them all."""
    with _services_lock:
        services = list(_services.values())
        _services.clear()
    for each in services:
        each.close()
