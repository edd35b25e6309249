"""The start service: no other code starts a sync.

who → may they → claim → look → record → request → record → follow. Everything is recorded before and after
each step, so a restart loses nothing: any process with the account's key continues where another ended.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Event, Lock, Thread
from typing import Any, Protocol

from cachetools import LRUCache

from codat_client import CodatClient
from dashboard.access.company import CompanyLookup, none_listed
from dashboard.access.person import Person, company_for
from dashboard.access.policy import Act, may
from dashboard.insight.start.again import may_ask_again
from dashboard.insight.start.attempt import Attempt, OpenStart, Stage, StartEvent, StartEventType
from dashboard.insight.start.by_hand import EnteredByHand
from dashboard.insight.start.check import RecordedAnswer
from dashboard.insight.start.duration import UsualDuration, usual_of
from dashboard.insight.start.intent import Intent
from dashboard.starting.company_starts import CompanyStarts
from dashboard.starting.progress import asked_again
from dashboard.starting.repository import StartRepository
from dashboard.starting.worker import CLOSED, StartRules, StartWorker
from dashboard.store.errors import StoreError
from dashboard.store.lease import Lease

log = logging.getLogger(__name__)

_NO_THREAD = "Nothing was sent: the server is out of threads. Try again in a moment."
_MOST_UNRECORDED = 1000


class StartSettings(Protocol):
    """The settings that a start depends on."""

    @property
    def stuck_hours(self) -> float:
        """STUCK_HOURS: a sync that has been running this long doesn't block a start."""

    @property
    def late_hours(self) -> float:
        """LATE_HOURS: how long after its due time a scheduled sync is late."""

    @property
    def starts_an_hour(self) -> int:
        """STARTS_AN_HOUR: how many syncs one person may start within an hour."""


class StartService:
    """Start syncs of one account, one at a time for each company, and follow each one. Thread-safe.

    The service owns the client and closes it. Its threads follow the starts of this process, and take over
    those that another process has abandoned. Methods raise StoreError if the store can't be used, except
    `start`, which then refuses.
    """

    def __init__(
        self,
        client: CodatClient,
        records: StartRepository,
        rules: StartRules | None = None,
        companies: CompanyLookup = none_listed,
    ) -> None:
        self._client, self._records, self._companies = client, records, companies
        self._clock = records.clock
        self._rules = rules or StartRules()
        self._lock = Lock()
        self._closed = Event()
        self._running: dict[str, tuple[StartWorker, Thread, Lease]] = {}
        self._handed_over: Counter[str] = Counter()
        self._under_way: tuple[OpenStart, ...] = ()
        self._look_around()
        self._unrecorded: LRUCache[str, Attempt] = LRUCache(_MOST_UNRECORDED)
        self._keeper = Thread(target=self._keep, name="starts", daemon=True)
        self._keeper.start()

    def start(self, intent: Intent, settings: StartSettings, person: Person) -> Attempt:
        """Carry out the intent, at most once, and return its attempt immediately.

        The same id returns the same attempt. If the person may not start it, the company is held, or the
        store can't record it, the attempt is NOT_STARTED and says why.
        """
        intent = replace(intent, who=person.name or intent.who, identity=person.identity)
        with self._handing_over(intent.id):
            return self._start(intent, settings, person)

    def _start(self, intent: Intent, settings: StartSettings, person: Person) -> Attempt:
        refusal = self._refusal(person, Act.START, intent.company_id)
        refusal = refusal or (CLOSED if self._closed.is_set() else None)
        try:
            attempt, lease = self._records.claim(intent, refusal, person, settings.starts_an_hour)
        except StoreError as error:
            return self._refused(intent, f"Nothing was sent. {error}")
        with self._lock:
            self._unrecorded.pop(attempt.id, None)  # from an earlier attempt to record it
        if lease is None:
            return attempt
        self._look_around()
        stuck, late = timedelta(hours=settings.stuck_hours), timedelta(hours=settings.late_hours)
        rules = StartRules(stuck, late, self._rules.policy, self._rules.again)
        worker = StartWorker(lambda: self._client, self._records, attempt.id, rules, lease)
        return attempt if self._go(worker, worker.carry_out, lease) else self._without_thread(attempt)

    def _without_thread(self, attempt: Attempt) -> Attempt:
        """Record that nothing was sent; if that fails now, the keeper does it later."""
        values: dict[str, Any] = {
            "stage": Stage.NOT_STARTED,
            "sentence": _NO_THREAD,
            "ended_at": self._clock.now(),
        }
        try:
            return self._records.change(attempt.id, (StartEventType.NOT_STARTED, _NO_THREAD, None), **values)
        except StoreError as error:
            log.warning("start %s: %s", attempt.id, error)
            return attempt

    def ask_again(self, attempt_id: str, person: Person) -> Attempt | None:
        """Send the same request again with the same key: a person's deliberate decision.

        Nothing happens if it isn't offered (`insight.start.again.may_ask_again`) or the person isn't allowed
        to.
        """
        known = self._records.get(attempt_id)
        if known is None:
            return None
        refusal = self._refusal(person, Act.ASK_AGAIN, known.intent.company_id)
        if refusal or self._closed.is_set():
            return self._not_allowed(known, refusal or CLOSED, person)
        with self._handing_over(known.id):
            return self._ask_again(known, person)

    def _ask_again(self, known: Attempt, person: Person) -> Attempt:
        """Send it again if it is still as `known`. Without a thread its lease expires and it is unclear."""
        attempt, lease = self._records.seize(
            known.id,
            lambda now: now.sent_count == known.sent_count and self._may_ask_again(now),
            (StartEventType.ASKED_AGAIN, person.name, None),
            by=person,
            **asked_again(known, self._clock.now()),
        )
        if lease is not None:
            worker = StartWorker(lambda: self._client, self._records, attempt.id, self._rules, lease)
            self._go(worker, worker.ask_again, lease)
        return attempt

    def _may_ask_again(self, attempt: Attempt) -> bool:
        return may_ask_again(attempt, self._clock.now(), self._rules.again)

    def release(self, attempt_id: str, person: Person) -> Attempt | None:
        """Unlock the company although the outcome of its sync is unknown: a person's deliberate decision.

        Nothing changes unless `may_release` is set and the person is allowed to.
        """
        known = self._records.get(attempt_id)
        if known is None:
            return None
        if refusal := self._refusal(person, Act.RELEASE, known.intent.company_id):
            return self._not_allowed(known, refusal, person)
        try:
            released = self._records.change_if(
                attempt_id,
                lambda now: now.may_release and not now.settled,
                (StartEventType.RELEASED, person.name, None),
                by=person,
                stage=Stage.RELEASED,
                ended_at=self._clock.now(),
            )
        except LookupError:
            return None
        if released.done:
            self._records.after_restore.done(released.attempt.intent.company_id)
        return released.attempt

    def look(self, attempt_id: str) -> Attempt | None:
        """Return an attempt; None if this account has none with that id."""
        with self._lock:
            unrecorded = self._unrecorded.get(attempt_id.lower())
        return unrecorded or self._records.get(attempt_id)

    def why_nothing_starts(self) -> str:
        """Return why no sync could be started now, for any company; "" if one could."""
        return self._records.after_restore.why_nothing_starts()

    def entered_by_hand(self, company_id: str) -> tuple[EnteredByHand, ...]:
        """Return the merchant's days recorded as entered by hand, the oldest answer first."""
        return self._records.answers.entered_by_hand(company_id)

    def note_answer(self, company_id: str, answer: RecordedAnswer, person: Person) -> str | None:
        """Record what the merchant answered, even without a start. Return why that failed, as a sentence."""
        refusal = self._refusal(person, Act.START, company_id)
        if refusal is None:
            self._records.answers.add(company_id, answer, person)
        else:
            self._records.answers.refuse(company_id, refusal, person)
        return refusal

    def of_company(self, company_id: str) -> CompanyStarts:
        """Return the recorded starts of a company."""
        return self._records.of_company(company_id)

    def companies(self) -> frozenset[str]:
        """Return the companies with anything on record here, by their ids."""
        return self._records.companies()

    def under_way(self) -> tuple[OpenStart, ...]:
        """Return the account's open starts in all processes. Reads nothing; may be seconds old."""
        return self._under_way

    def usual_duration(self, company_id: str) -> UsualDuration | None:
        """Return how long a company's syncs usually take; None if too few were watched."""
        return usual_of(self._records.measured.watched(company_id))

    def use_client(self, client: CodatClient, companies: CompanyLookup) -> None:
        """Use another client and look-up from now on: the account's API key was replaced.

        Starts that are under way continue with it. A request that is being sent ends with the earlier one.
        """
        with self._lock:
            earlier, self._client = self._client, client
            self._companies = companies
        earlier.close()

    def close(self) -> None:
        """End the threads. Other processes continue following; what wasn't sent never will be."""
        self._closed.set()
        self._stop_workers()
        self._keeper.join()  # it may have been taking a start over, whose worker runs only now
        for thread in self._stop_workers():
            thread.join()
        self._client.close()

    def _stop_workers(self) -> list[Thread]:
        """Tell every worker to stop; return their threads."""
        with self._lock:
            running = list(self._running.values())
        for worker, _, _ in running:
            worker.stop.set()
        return [thread for _, thread, _ in running]

    def follow_left(self) -> None:
        """Take over the open starts that no live process follows."""
        self._under_way = self._records.under_way()
        for each in self._under_way:
            with self._lock:
                ours = each.id in self._running or self._handed_over[each.id] > 0
            lease = None if ours or self._closed.is_set() else self._records.take_over(each.id)
            if lease is not None:
                worker = StartWorker(lambda: self._client, self._records, each.id, self._rules, lease)
                self._go(worker, worker.take_over, lease)

    @contextmanager
    def _handing_over(self, attempt_id: str) -> Iterator[None]:
        """Keep the keeper away from a start of this process until the start's worker is running."""
        with self._lock:
            self._handed_over[attempt_id] += 1
        try:
            yield
        finally:
            with self._lock:
                self._handed_over[attempt_id] -= 1
                self._handed_over += Counter()  # without those at 0

    def _look_around(self) -> None:
        """Read which starts are under way, so that every page of this process shows them at once."""
        try:
            self._under_way = self._records.under_way()
        except StoreError as error:  # the keeper's next round reads it
            log.warning("%s", error)

    def _refusal(self, person: Person, act: Act, company_id: str) -> str | None:
        """Return why this person may not do this for this company; None if they may."""
        return may(person, act, company_for(person, company_id, self._companies))

    def _not_allowed(self, known: Attempt, refusal: str, person: Person) -> Attempt | None:
        """Record that a person wasn't allowed to decide this, and return the start unchanged."""
        self._records.refuse(known.id, refusal, person)
        return self.look(known.id)

    def _refused(self, intent: Intent, sentence: str) -> Attempt:
        """Create an unrecorded attempt, so that the page that follows it can say why."""
        now = self._clock.now()
        events = (StartEvent(now, StartEventType.REFUSED, sentence),)
        attempt = Attempt(intent, Stage.NOT_STARTED, now, events, sentence=sentence, ended_at=now)
        log.error("start %s company %s: %s", intent.id, intent.company_id, sentence)
        with self._lock:
            self._unrecorded[intent.id] = attempt
        return attempt

    def _go(self, worker: StartWorker, work: Callable[[], None], lease: Lease) -> bool:
        """Run the work in a thread. Return whether one could be started."""
        thread = Thread(target=self._work, args=(worker.id, work, lease), name=lease.name, daemon=True)
        with self._lock:
            if self._closed.is_set():
                worker.stop.set()
            self._running[worker.id] = (worker, thread, lease)
            try:
                thread.start()
            except RuntimeError:  # out of threads
                del self._running[worker.id]
                return False
        return True

    def _work(self, attempt_id: str, work: Callable[[], None], lease: Lease) -> None:
        try:
            work()
        finally:
            self._give_back(lease)
            self._look_around()
            with self._lock:
                if self._running.get(attempt_id, (None, None, None))[2] == lease:
                    del self._running[attempt_id]

    def _give_back(self, lease: Lease) -> None:
        try:
            self._records.give_back(lease)
        except StoreError as error:  # it expires by itself
            log.warning("%s", error)

    def _keep(self) -> None:
        """Renew our leases, and take over what other processes abandoned, until the service is closed."""
        pause = self._rules.policy.lease / 3
        while not self._clock.wait(self._closed, pause):
            try:
                self._renew()
                self.follow_left()
            except StoreError as error:
                log.warning("starts can’t be followed for now: %s", error)
            except Exception:
                log.exception("following starts failed")

    def _renew(self) -> None:
        with self._lock:
            running = list(self._running.values())
        for worker, _, lease in running:
            if not self._records.renew(lease):
                worker.stop.set()
