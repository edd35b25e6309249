"""Read the fleet as planned: one process at a time, within Codat's limits.

What is due follows from rows, so a round that is killed is simply continued by the next one: whoever takes
the account's lease after it reads what isn't stored yet. Each company is stored and recorded before the next
one takes its thread.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from threading import Event, Lock
from typing import Final, NamedTuple
from uuid import uuid4

from codat_client import CodatClient, CodatError, HeldBack, RateLimited
from dashboard.fleet.reading.company_reader import CompanyReader, ReadResult
from dashboard.fleet.reading.due_companies import due_companies
from dashboard.fleet.reading.plan import FleetBudget, FleetPolicy, PlannedRead, ReadPlan, plan
from dashboard.fleet.reading.reads import CLOCKS_DIFFER
from dashboard.fleet.reading.refresh import FleetRefreshes
from dashboard.fleet.reading.report import report_of, to_json
from dashboard.fleet.reading.request_notes import NOTE_EVERY_S, sent_by_others
from dashboard.fleet.reading.snapshots import ReadStamp, SnapshotRepository
from dashboard.fleet.reading.watch import FleetWatch
from dashboard.fleet.registry import Fleet
from dashboard.insight.fleet.company_state import CompanyState, FleetRow
from dashboard.services.account import CodatAccount
from dashboard.services.budget import JOBS_A_MINUTE, ReadPurpose, left_for_jobs, rate_of
from dashboard.settings import Settings
from dashboard.starting.registry import service_of
from dashboard.store.errors import StoreError
from dashboard.store.lease import Lease, give_back, take

log = logging.getLogger(__name__)

AT_ONCE: Final = 32
"""Companies read at once. Each in one thread, so a company never has more than one request under way."""
_LOOK_S: Final = 0.5
"""How long a round waits for a read before it looks at lease and plan again."""
_PAUSE: Final = timedelta(minutes=15)
"""After an error that only a person can end, such as a rejected key."""
_GIVEN_UP_S: Final = 900.0
"""How long a company is left alone whose reads the store didn't take: each try costs requests."""
_JUDGED_AT_ONCE: Final = 50
"""How many companies are judged before each plan, in about a second: then lease and stop are looked at."""
_PAUSE_TOO_MANY: Final = timedelta(minutes=1)
_LONGEST_PAUSE: Final = timedelta(days=1)
"""Codat's longest limit is of a day. One mistaken answer must not stop all checks for longer."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Polled(NamedTuple):
    """What a round did. `read`: companies that Codat answered for. `more`: whether others wait now.

    `next_at`: when the next one is due (UTC); None if another process polls.
    """

    read: int
    failed: int
    more: bool
    next_at: datetime | None


class PollTimes(NamedTuple):
    """Seconds: of a round, of the lease, between two plans, and between two reports."""

    round: float = 20.0
    lease: float = 15.0
    plan: float = 5.0
    report: float = 10.0


@dataclass
class _Round:
    """What a round has under way."""

    lease: Lease
    ends: float
    renew_at: float
    queue: deque[PlannedRead] = field(default_factory=deque)
    running: dict[Future[ReadResult | None], str] = field(default_factory=dict)
    rows: Mapping[str, FleetRow] = field(default_factory=dict)
    stamps: Mapping[str, ReadStamp] = field(default_factory=dict)
    plan: ReadPlan | None = None
    planned_at: float = float("-inf")
    read: int = 0
    failed: int = 0


class FleetPoller:
    """Polls one account, in this process. One round at a time; `stop` and `close` from any thread."""

    def __init__(
        self,
        fleet: Fleet,
        client: CodatClient,
        reader: CompanyReader,
        *,
        reserve: float,
        policy: FleetPolicy | None = None,
        times: PollTimes | None = None,
    ) -> None:
        self._fleet, self._client, self._reader = fleet, client, reader
        self._reserve, self._policy, self._times = reserve, policy or FleetPolicy(), times or PollTimes()
        self._refreshes = FleetRefreshes(fleet.repository.store, fleet.account_id)
        self._others_known_at = float("-inf")
        self._holder = uuid4().hex
        self._ended = Event()
        self._paused_at = self._reader.now()
        self._paused_until: datetime | None = None
        self._stopped = ""
        self._reported_at = float("-inf")
        self._unjudged: dict[str, datetime] = {}
        self._given_up: dict[str, float] = {}
        self._watch = FleetWatch(fleet.repository.store, fleet.account_id)

    def poll(self) -> Polled:
        """Read what is due now, for some seconds at most. Raises StoreError."""
        now = self._reader.now()
        if self._paused_until is not None and self._paused_at - CLOCKS_DIFFER <= now < self._paused_until:
            return Polled(0, 0, more=False, next_at=self._paused_until)
        self._paused_until, self._stopped = None, ""
        lease = self._take()
        if lease is None:
            return Polled(0, 0, more=False, next_at=None)
        self._know_others()
        began = time.monotonic()
        current = _Round(lease, began + self._times.round, began + self._times.lease / 3)
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="poll") as threads:
            self._make_plan(current)
            while self._goes_on(current) or current.running:
                self._submit(current, threads)
                self._collect(current)
        return self._over(current)

    def stop(self) -> None:
        """Let the round under way end soon; begin no other."""
        self._ended.set()

    def close(self) -> None:
        """Stop, let another process poll at once, and close the client."""
        self.stop()
        with suppress(StoreError), self._fleet.repository.store.writing() as connection:
            lease = take(connection, self._lease_name, self._holder, 0)
            if lease is not None:
                give_back(connection, lease)
        self._client.close()

    @property
    def _lease_name(self) -> str:
        return f"poll {self._fleet.account_id}"

    def _take(self) -> Lease | None:
        with self._fleet.repository.store.writing() as connection:
            return take(connection, self._lease_name, self._holder, self._times.lease)

    def _know_others(self) -> None:
        """Leave room for what other processes ask of Codat, as they noted it."""
        if time.monotonic() >= self._others_known_at + NOTE_EVERY_S:
            store, address = self._fleet.repository.store, self._fleet.repository.base_url
            rate_of(address).know_others(sent_by_others(store, address))
            self._others_known_at = time.monotonic()

    def _goes_on(self, current: _Round) -> bool:
        """Return whether further companies are to be read in this round."""
        over = self._stopped or self._ended.is_set() or time.monotonic() >= current.ends
        return not over and bool(current.queue)

    def _make_plan(self, current: _Round) -> None:
        """Plan again, without the companies that are being read. Judge what is stored and isn't judged."""
        earlier = time.monotonic() - _GIVEN_UP_S
        self._given_up = {each: at for each, at in self._given_up.items() if at > earlier}
        under_way = {*current.running.values(), *self._given_up}
        now, quota = self._reader.now(), self._client.quota
        current.stamps, current.rows = self._reader.snapshots.stamps(), self._fleet.picture.rows()
        self._judge_stored(current, under_way)
        budget = FleetBudget(
            left_for_jobs(quota, self._reserve, now),
            quota.reset if quota is not None else None,
            JOBS_A_MINUTE,
        )
        asked = self._refreshes.asked(current.rows, current.stamps, now)
        made = plan(due_companies(current.rows, current.stamps, asked), now, budget, self._policy)
        current.plan, current.planned_at = made, time.monotonic()
        current.queue = deque(each for each in made.reads if each.company_id not in under_way)
        self._report(current)

    def _judge_stored(self, current: _Round, under_way: Collection[str]) -> None:
        """Record companies whose reads were stored by a process that was killed before it recorded them.

        Some before each plan; of more, as after a restore, the job `judge` does most.
        """
        left = _JUDGED_AT_ONCE
        for company_id, row in current.rows.items():
            stamp = current.stamps.get(company_id)
            if stamp is None or stamp.read_at is None or company_id in under_way:
                continue
            is_new = row.read_at is None or row.read_at < stamp.read_at
            if is_new and self._unjudged.get(company_id) != stamp.read_at:
                if not left or self._ended.is_set():
                    return
                self._judge_one(company_id, stamp.read_at)
                left -= 1

    def _judge_one(self, company_id: str, read_at: datetime) -> None:
        """Judge stored reads. Where that fails, these are left alone, and no other company waits."""
        try:
            self._reader.judge_stored(company_id)
        except StoreError:
            raise
        except Exception as error:
            self._unjudged[company_id] = read_at
            log.warning("company %s can’t be judged: %s", company_id, error, exc_info=True)

    def _submit(self, current: _Round, threads: ThreadPoolExecutor) -> None:
        """Give the next companies to threads, and renew the lease and the plan when it is time."""
        self._know_others()
        if time.monotonic() >= current.renew_at:
            current.renew_at = time.monotonic() + self._times.lease / 3
            if self._take() != current.lease:
                current.ends = float("-inf")  # another process polls
        if not self._goes_on(current):
            return
        if time.monotonic() - current.planned_at >= self._times.plan:
            self._make_plan(current)
        while current.queue and len(current.running) < AT_ONCE:
            each = current.queue.popleft()
            row = current.rows.get(each.company_id)
            state = row.state if row is not None else None
            future = threads.submit(
                self._read_one, each, current.stamps.get(each.company_id), state, current.lease
            )
            current.running[future] = each.company_id

    def _read_one(
        self, each: PlannedRead, stamp: ReadStamp | None, state: CompanyState | None, lease: Lease
    ) -> ReadResult | None:
        """Read a company, unless the round was stopped meanwhile."""
        if self._stopped or self._ended.is_set():
            return None
        return self._reader.read(each, stamp, state, lease)

    def _collect(self, current: _Round) -> None:
        """Wait until a read has ended, or a while; note the result."""
        done, _ = wait(current.running, timeout=_LOOK_S, return_when=FIRST_COMPLETED)
        for future in done:
            company_id = current.running.pop(future)
            try:
                result = future.result()
            except Exception as error:
                self._given_up[company_id] = time.monotonic()
                current.failed += 1
                log.warning("company %s couldn’t be read for the fleet: %s", company_id, error, exc_info=True)
                continue
            if result is None:
                continue
            current.read += result.answered
            current.failed += not result.answered
            if result.stop is not None and not self._stopped:
                self._pause(result.stop)

    def _over(self, current: _Round) -> Polled:
        """End a round: end the refresh that is complete, and report."""
        waits = bool(current.queue)
        if not waits and current.read:
            self._make_plan(current)
            waits = bool(current.queue)
        self._report(current, at_once=bool(current.read or self._stopped))
        if current.plan is not None and not self._stopped:
            blocked = current.plan.left is not None and current.plan.left <= 0
            self._watch.note(self._reader.now(), read=current.read, failed=current.failed, idle=not blocked)
        more = waits and not self._stopped and not self._ended.is_set() and bool(current.read)
        next_at = current.plan.next_wake if current.plan is not None else None
        return Polled(current.read, current.failed, more, self._paused_until or next_at)

    def _report(self, current: _Round, *, at_once: bool = False) -> None:
        if current.plan is None or not (
            at_once or time.monotonic() - self._reported_at >= self._times.report
        ):
            return
        self._reported_at = time.monotonic()
        report = report_of(current.plan, self._reader.now(), JOBS_A_MINUTE)
        report = replace(report, stopped=self._stopped, paused_until=self._paused_until)
        self._fleet.repository.put_plan(to_json(report), report.at)

    def _pause(self, error: CodatError) -> None:
        """Stop reading for a while, and say why."""
        now = self._reader.now()
        until = now + _PAUSE
        if isinstance(error, RateLimited):
            asked = timedelta(seconds=error.retry_after or 0)
            until = now + min(max(asked, _PAUSE_TOO_MANY), _LONGEST_PAUSE)
        elif isinstance(error, HeldBack) and error.until is not None:
            until = min(error.until, until)
        self._stopped, self._paused_at, self._paused_until = str(error), now, until


class _Opened(NamedTuple):
    """A poller with what it was made from."""

    fleet: Fleet
    account: CodatAccount
    poller: FleetPoller


_pollers: dict[Settings, _Opened] = {}
_lock = Lock()


def poll(fleet: Fleet, settings: Settings, account: CodatAccount) -> Polled:
    """Read what is due now of an account, for some seconds at most; another call goes on.

    Asks Codat nothing while another process polls. Raises StoreError, UnknownKeyError, DemoError.
    """
    return _poller_of(fleet, settings, account).poll()


def close_pollers() -> None:
    """End every round under way, and let other processes poll at once."""
    with _lock:
        pollers = list(_pollers.values())
        _pollers.clear()
    for each in pollers:
        each.poller.close()


def make_poller(
    fleet: Fleet,
    settings: Settings,
    account: CodatAccount,
    *,
    now: Callable[[], datetime] = _utc_now,
    policy: FleetPolicy | None = None,
    times: PollTimes | None = None,
) -> FleetPoller:
    """Make a poller with a client of its own."""
    client = account.make_client(ReadPurpose.POLL)
    snapshots = SnapshotRepository(fleet.repository.store, fleet.account_id, account)
    starts = service_of(settings, account)
    reader = CompanyReader(client, snapshots, fleet.repository, starts=starts, settings=settings, now=now)
    return FleetPoller(fleet, client, reader, reserve=account.quota_reserve, policy=policy, times=times)


def _poller_of(fleet: Fleet, settings: Settings, account: CodatAccount) -> FleetPoller:
    """Return this process's poller; a new key or store has a new one."""
    with _lock:
        known = _pollers.get(settings.lasting)
        if known is not None and known.fleet is fleet and known.account == account:
            return known.poller
        poller = make_poller(fleet, settings, account)
        _pollers[settings.lasting] = _Opened(fleet, account, poller)
    if known is not None:
        known.poller.close()
    return poller
