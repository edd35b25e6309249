"""Codat's daily quota: what the dashboard may use of it, and for whom.

The quota is shared with whatever else runs on the same key (Codat's docs: rate limits). QUOTA_RESERVE of it
is left to those other systems; the rest is the dashboard's share. Every client of an account gets a
`ReadBudget` (`CodatAccount.make_client`), so every read passes it.

| reads for | stop once this much of the quota is left | while the quota is unknown |
| --- | --- | --- |
| START | never | made |
| PERSON | the reserve | made: the answers bring the quota |
| FOLLOW | the reserve, and the people's part of the dashboard's share | made |
| JOB | the same | only one small read, which brings the quota |

Codat also allows 1,000 requests a minute from one IP address (`RequestRate`): people's reads are made at
once and count, jobs wait. What bounds the sum over all processes: only one polls (the lease of
`fleet/reading/poller.py`), at most `JOBS_A_MINUTE`, less what people read in the same process. Dashboards
beside it make people's reads alone, each person's within their allowance. The process that polls doesn't
know of those, and leaves only `PEOPLES_A_MINUTE` to them: more than that during a refresh passes the limit.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import Enum
from math import ceil, floor
from threading import Lock
from typing import Final

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
"""How many of them jobs leave to people at any moment."""
JOBS_A_MINUTE: Final = A_MINUTE - PEOPLES_A_MINUTE
_BURST: Final = 40
"""How many requests jobs make at once after a pause; then they are spread evenly.

None at the start of a process, since another one may have ended a moment ago. Fewer than `PEOPLES_A_MINUTE`:
so both together keep to the limit.
"""
_MINUTE_S: Final = 60.0
_SHORTEST_WAIT_S: Final = 0.001
"""So that rounding never keeps a waiting job from being let through."""


class ReadPurpose(Enum):
    """What a client's reads are for."""

    PERSON = "a person opened a page, or asked"
    FOLLOW = "an open page follows a running sync, or a script’s company is looked up"
    JOB = "no person is waiting: shared links, scripts"
    START = "a start is prepared, sent and followed"


class RequestRate:
    """The requests that this process has sent to one address within a minute. Thread-safe.

    `a_minute`: how many jobs may make it; people's count, and are never held up. `clock`: monotonic seconds.
    """

    def __init__(self, a_minute: int = JOBS_A_MINUTE, clock: Callable[[], float] = time.monotonic) -> None:
        self._a_minute, self._clock = a_minute, clock
        self._every = _MINUTE_S / a_minute
        self._sent: deque[float] = deque()
        self._next = clock() + _BURST * self._every
        self._lock = Lock()

    def count(self) -> None:
        """Count a request that is sent now, whatever the rate."""
        with self._lock:
            self._sent.append(self._clock())

    def take(self) -> float:
        """Count a job's request if it may be sent now, and return 0; else return how many seconds to wait."""
        with self._lock:
            now = self._clock()
            while self._sent and self._sent[0] <= now - _MINUTE_S:
                self._sent.popleft()
            if len(self._sent) >= self._a_minute:
                full_until = self._sent[len(self._sent) - self._a_minute] + _MINUTE_S
                return max(_SHORTEST_WAIT_S, full_until - now)
            early = self._next - now - _BURST * self._every
            if early > 0:
                return max(_SHORTEST_WAIT_S, early)
            self._next = max(self._next, now) + self._every
            self._sent.append(now)
            return 0.0

    def wait(self) -> None:
        """Wait until a job's request may be sent, and count it."""
        while (seconds := self.take()) > 0:
            time.sleep(seconds)


_rates: dict[str, RequestRate] = {}
_rates_lock = Lock()


def rate_of(address: str) -> RequestRate:
    """Return the rate of this process's requests to an address, shared by all clients and keys."""
    with _rates_lock:
        return _rates.setdefault(address, RequestRate())


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
        if self._purpose is ReadPurpose.JOB:
            self._rate.wait()
        else:
            self._rate.count()


def held_back(purpose: ReadPurpose, operation: str, left: float | None, reserve: float) -> str | None:
    """Return why a read is held back, as sentences for a person; None if it may be made.

    `left`: the fraction of the day's quota that is left; None if unknown.
    """
    if purpose is ReadPurpose.START:
        return None
    if left is None:
        waits = purpose is ReadPurpose.JOB and operation != _SMALL
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
