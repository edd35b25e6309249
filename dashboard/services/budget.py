"""Codat's daily quota: what the dashboard may use of it, and for whom.

The quota is shared with whatever else runs on the same key (Codat's docs: rate limits). QUOTA_RESERVE of it
is left to those other systems; the rest is the dashboard's share. Every client of an account gets a
`ReadBudget` (`CodatAccount.make_client`), so every read passes it.

| reads for | stop once this much of the quota is left | while the quota is unknown |
| --- | --- | --- |
| START | never | made |
| PERSON | the reserve | made: the answers bring the quota |
| FOLLOW | the reserve, and the people's part of the dashboard's share | made |
| JOB, POLL | the same | only one small read, which brings the quota |

Codat also allows 1,000 requests a minute from one IP address (`RequestRate`): people's requests are made at
once and count, each retry and each start as well; jobs wait, and send each read once. It holds for the sum
over all processes of a store: only one polls (the lease of `fleet/reading/poller.py`), at most
`JOBS_A_MINUTE`, less what was sent within the last minute in its own process, and in every other one. Each
process notes that in the store (`fleet/reading/request_notes.py`); `PEOPLES_A_MINUTE` is the room for what
isn't noted yet.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import Enum
from math import ceil, floor
from threading import Lock
from typing import Final, NamedTuple

from codat_client import HeldBack, Quota
from dashboard.access.allowance import Allowance
from dashboard.services.snapshot import READS
from dashboard.views.reads import quota_words
from dashboard.views.reads.quota_words import QuotaLeft

PEOPLES_PART: Final = 0.2
"""The part of the dashboard's share that only people may use: at least 100 reads a day with Codat's quota."""
_SMALL: Final = "sync.get_latest_sync"
"""The read that a job may make while the quota is unknown: a small answer."""
A_MINUTE: Final = 1_000
"""The requests that Codat allows from one IP address in any minute."""
PEOPLES_A_MINUTE: Final = 50
"""How many of them jobs leave at any moment to what people do in other processes and isn't noted yet."""
JOBS_A_MINUTE: Final = A_MINUTE - PEOPLES_A_MINUTE
_BURST: Final = 40
"""How many requests jobs make at once after a pause; then they are spread evenly.

None at the start of a process, since another one may have ended a moment ago. Fewer than `PEOPLES_A_MINUTE`:
so both together keep to the limit.
"""
_MINUTE_S: Final = 60.0
_SHORTEST_WAIT_S: Final = 0.001
"""So that rounding never keeps a waiting job from being let through."""
_LOOK_AGAIN_S: Final = 1.0
"""The longest that a job waits before it looks again how many requests others have sent."""


class ReadPurpose(Enum):
    """What a client's reads are for."""

    PERSON = "a person opened a page, or asked"
    FOLLOW = "an open page follows a running sync, or a script’s company is looked up"
    JOB = "no person is waiting: shared links, scripts"
    POLL = "the fleet is kept up to date, by one process at a time"
    START = "a start is prepared, sent and followed"


_WAITERS: Final = {ReadPurpose.JOB, ReadPurpose.POLL}


class Sent(NamedTuple):
    """The requests of a process that others must know: all since it began, and those of the last minute."""

    ever: int
    last_minute: int


class RequestRate:
    """The requests that this process has sent to one address within a minute. Thread-safe.

    `a_minute`: how many jobs may make it; people's count, and are never held up. `clock`: monotonic seconds.
    Other processes count only while one polls here, which says how many they sent (`know_others`).
    """

    def __init__(self, a_minute: int = JOBS_A_MINUTE, clock: Callable[[], float] = time.monotonic) -> None:
        self._a_minute, self._clock = a_minute, clock
        self._every = _MINUTE_S / a_minute
        self._sent: deque[float] = deque()
        self._noted: deque[float] = deque()
        self._total = 0
        self._others, self._known_at = 0, clock()
        self._next = clock() + _BURST * self._every
        self._lock = Lock()

    def count(self) -> None:
        """Count a request that is sent now, whatever the rate."""
        with self._lock:
            self._add(self._clock(), polls=False)

    def to_note(self) -> Sent:
        """Return what other processes must know: the requests sent here, without those that poll."""
        with self._lock:
            self._forget_old(self._clock())
            return Sent(self._total, len(self._noted))

    def know_others(self, requests: int) -> None:
        """Leave room for what other processes have sent within a minute; forget it after another."""
        with self._lock:
            self._others, self._known_at = requests, self._clock()

    def take(self, *, polls: bool = False) -> float:
        """Count a job's request if it may be sent now, and return 0; else return how many seconds to wait.

        `polls`: it is one of the process that polls, which no other needs to know.
        """
        with self._lock:
            now = self._clock()
            self._forget_old(now)
            others = self._others if now < self._known_at + _MINUTE_S else 0
            if others >= self._a_minute:
                return self._known_at + _MINUTE_S - now
            if len(self._sent) >= (room := self._a_minute - others):
                full_until = self._sent[len(self._sent) - room] + _MINUTE_S
                return max(_SHORTEST_WAIT_S, full_until - now)
            early = self._next - now - _BURST * self._every
            if early > 0:
                return max(_SHORTEST_WAIT_S, early)
            self._next = max(self._next, now) + self._every
            self._add(now, polls=polls)
            return 0.0

    def wait(self, *, polls: bool = False) -> None:
        """Wait until a job's request may be sent, and count it. `polls`: see `take`."""
        while (seconds := self.take(polls=polls)) > 0:
            time.sleep(min(seconds, _LOOK_AGAIN_S))

    def _add(self, now: float, *, polls: bool) -> None:
        self._forget_old(now)  # no job asks or notes in a process that only people use
        self._sent.append(now)
        if not polls:
            self._total += 1
            self._noted.append(now)

    def _forget_old(self, now: float) -> None:
        """Forget the requests of more than a minute ago."""
        for times in (self._sent, self._noted):
            while times and times[0] <= now - _MINUTE_S:
                times.popleft()


_rates: dict[str, RequestRate] = {}
_rates_lock = Lock()


def rate_of(address: str) -> RequestRate:
    """Return the rate of this process's requests to an address, shared by all clients and keys."""
    with _rates_lock:
        return _rates.setdefault(address, RequestRate())


def rates() -> dict[str, RequestRate]:
    """Return the rate of each address that this process has clients for."""
    with _rates_lock:
        return dict(_rates)


class ReadBudget:
    """Decide before each read of one client whether to make it; a job's waits for its turn.

    `reserve`: the fraction of the quota that is left to other systems. `allowance`: how many reads the person
    may make, if the reads are one person's. `now` gives UTC. `rate`: of the requests to the address.
    """

    def __init__(
        self,
        purpose: ReadPurpose,
        reserve: float,
        allowance: Allowance | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        rate: RequestRate | None = None,
    ) -> None:
        self._purpose, self._reserve, self._allowance, self._now = purpose, reserve, allowance, now
        self._rate = rate or RequestRate()

    def check(self, operation: str, quota: Quota | None) -> None:
        """Raise HeldBack if this read must not be made; the client's `before_read`."""
        now = self._now()
        if (why := held_back(self._purpose, operation, share_left(quota, now), self._reserve)) is not None:
            raise HeldBack(why, until=quota.reset if quota is not None else None)
        if self._allowance is not None and not self._allowance.take():
            raise too_many_reads(self._allowance, now)
        if self._purpose in _WAITERS:
            self._rate.wait(polls=self._purpose is ReadPurpose.POLL)

    def count_request(self) -> None:
        """Count a request that is sent now; the client's `on_request`. A job's counts when its turn comes."""
        if self._purpose not in _WAITERS:
            self._rate.count()


def held_back(purpose: ReadPurpose, operation: str, left: float | None, reserve: float) -> str | None:
    """Return why a read is held back, as sentences for a person; None if it may be made.

    `left`: the fraction of the day's quota that is left; None if unknown.
    """
    if purpose is ReadPurpose.START:
        return None
    if left is None:
        waits = purpose in _WAITERS and operation != _SMALL
        return quota_words.UNKNOWN if waits else None
    if left <= reserve:
        return quota_words.SHARE_USED
    if purpose is not ReadPurpose.PERSON and left <= reserve + PEOPLES_PART * (1 - reserve):
        return quota_words.FOR_PEOPLE
    return None


def share_left(quota: Quota | None, now: datetime) -> float | None:
    """Return the fraction of the day's quota that is left; None if unknown, or if it has restarted since.

    A quota without a readable reset counts for the day (UTC) on which it came.
    """
    if quota is None or not quota.limit or quota.remaining is None:
        return None
    restarts_at = quota.reset or _next_day(quota.seen_at)
    restarted = restarts_at is not None and restarts_at <= now
    return None if restarted else quota.remaining / quota.limit


def left_for_dashboard(quota: Quota | None, reserve: float, now: datetime) -> QuotaLeft | None:
    """Return what people may still use of the dashboard's share today; None if unknown."""
    if quota is None or quota.limit is None or quota.remaining is None or share_left(quota, now) is None:
        return None
    reads, of = (ceil(round(each - quota.limit * reserve, 6)) for each in (quota.remaining, quota.limit))
    return QuotaLeft(max(0, reads), max(1, of), quota.reset)


def left_for_jobs(quota: Quota | None, reserve: float, now: datetime) -> int | None:
    """Return how many reads jobs may still make until the quota restarts; None if unknown."""
    if quota is None or not quota.limit or quota.remaining is None or share_left(quota, now) is None:
        return None
    reserved = reserve + PEOPLES_PART * (1 - reserve)
    return max(0, floor(round(quota.remaining - quota.limit * reserved, 6)))


def too_many_reads(allowance: Allowance, now: datetime) -> HeldBack:
    """Return the error for a person who has used up their reads; `until`: when a company can be read."""
    wait = timedelta(seconds=ceil(allowance.wait(min(len(READS), allowance.burst))))
    return HeldBack(quota_words.too_many_reads(allowance.burst, wait), until=now + wait)


def _next_day(at: datetime | None) -> datetime | None:
    if at is None:
        return None
    return at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
