"""Which companies to read now: a pure function of what is known of them, the clock, and Codat's limits.

`plan(companies, now, budget, policy)` returns the reads in order. People at their screens don't appear in it:
their reads are made at once and leave less for it.

| order | who | when |
| --- | --- | --- |
| 1 | asked for by a person | now |
| 2 | in trouble | every 15 minutes; their set-up every 6 hours |
| 3 | just due, or a sync is running | minutes after the due time, then at growing distances |
| 4 | never read | when nothing above waits |
| | in part: one of the six reads failed | after an hour |
| 5 | healthy without a known due time | once a day |

A read of a healthy company is one request, for its latest sync; `fits.py` says when the other five follow.
They are also made a week after the last time, so that changes of the set-up are noticed. Whoever has waited
for two hours longer than intended comes second, so that no one starves.

When the wish needs more requests than are left, troubled companies are read less often, up to every four
hours; when that isn't enough, everyone. `ReadPlan.gives_up` has what was wished and what is done instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Final, NamedTuple
from zlib import crc32

from dashboard.fleet.reading.reads import CLOCKS_DIFFER

_DAY: Final = timedelta(days=1)
_ALWAYS: Final = datetime(1970, 1, 1, tzinfo=UTC)
REST_OF_READS: Final = 5
"""The reads of a company besides that of its latest sync."""
LOOKS_A_DUE: Final = 2
"""About how often a healthy company is looked at until its sync is seen."""


class ReadReason(StrEnum):
    """Why a company is read, in the order of the plan."""

    ASKED = "asked"
    TROUBLED = "troubled"
    DUE = "due"
    UNREAD = "unread"
    HEALTHY = "healthy"

    @property
    def rank(self) -> int:
        """Its place in the order, from 0."""
        return list(ReadReason).index(self)


@dataclass(frozen=True, slots=True)
class FleetPolicy:
    """How often companies are to be read.

    `settle`: from a due time to the first look. `longest`: between two looks for a sync that is due.
    `healthy`: between two reads of a healthy company without a due time. `whole`, `troubled_whole`: between
    two reads of everything. `most_troubled`: what `troubled` may become when requests are short.
    `patience`: whoever waits for longer comes first. `retry`: after a failed read, at least.
    """

    troubled: timedelta = timedelta(minutes=15)
    running: timedelta = timedelta(minutes=5)
    settle: timedelta = timedelta(minutes=10)
    longest: timedelta = timedelta(hours=1)
    healthy: timedelta = _DAY
    whole: timedelta = timedelta(days=7)
    troubled_whole: timedelta = timedelta(hours=6)
    most_troubled: timedelta = timedelta(hours=4)
    patience: timedelta = timedelta(hours=2)
    retry: timedelta = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class FleetBudget:
    """What jobs may use: requests until `resets_at` (UTC), and in a minute. `left`: None if unknown."""

    left: int | None
    resets_at: datetime | None
    a_minute: int


@dataclass(frozen=True, slots=True)
class CompanyDue:
    """What decides when a company is read. Times are aware and UTC; None: not known, or never.

    `read_at`: when Codat last answered for the latest sync; `whole_at`: for everything. `latest_at`: the time
    of the latest sync known. `failed_at`: the last try, if it failed since. `next_due`: any due time of its
    daily schedule. `asked_at`: when a person asked for it.
    """

    company_id: str
    read_at: datetime | None = None
    whole_at: datetime | None = None
    latest_at: datetime | None = None
    failed_at: datetime | None = None
    next_due: datetime | None = None
    troubled: bool = False
    running: bool = False
    asked_at: datetime | None = None


class PlannedRead(NamedTuple):
    """A read of a company: why, since when it is wanted (UTC), and whether everything is read."""

    company_id: str
    reason: ReadReason
    wanted_at: datetime
    whole: bool

    @property
    def requests(self) -> int:
        """How many requests it makes, if nothing has changed."""
        return 1 + REST_OF_READS * self.whole


class ReadLessOften(NamedTuple):
    """What the plan gives up: those companies are read at this distance instead of the wished one.

    `instead`: None: not at all until the quota restarts.
    """

    reason: ReadReason
    wish: timedelta
    instead: timedelta | None


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """What to read now, in order; when to ask again (UTC); what the wish needs, and what it gives up.

    `needs`: requests until `until` with the wish. `left`: what jobs may use until then; None if unknown.
    """

    reads: tuple[PlannedRead, ...]
    next_wake: datetime
    needs: int
    left: int | None
    until: datetime
    gives_up: tuple[ReadLessOften, ...] = ()


class _Pace(NamedTuple):
    """The distances that requests allow: of the troubled, and by how much all others are stretched."""

    troubled: timedelta
    stretch: float


def plan(
    companies: Iterable[CompanyDue], now: datetime, budget: FleetBudget, policy: FleetPolicy | None = None
) -> ReadPlan:
    """Return the reads to make now. The same input gives the same plan. `now`: aware."""
    policy, known = policy or FleetPolicy(), [_without_future(each, now) for each in companies]
    until = _restarts_at(budget, now)
    capacity = _capacity(budget, until - now)
    pace = _pace(known, until - now, capacity, policy)
    allowed = replace(policy, troubled=pace.troubled)
    wanted = [_wanted(each, now, allowed, pace.stretch) for each in known]
    ready = sorted(
        (each for each in wanted if each.wanted_at <= now), key=lambda each: _place(each, now, policy)
    )
    reads = _affordable(ready, budget.left)
    later = [each.wanted_at for each in wanted if each.wanted_at > now]
    gives_up = _given_up(pace, policy, budget)
    short = [until] if gives_up or len(reads) < len(ready) else []
    return ReadPlan(
        reads,
        min([*later, *short], default=until),
        _needs(known, until - now, policy, policy.troubled),
        budget.left,
        until,
        gives_up,
    )


def _without_future(company: CompanyDue, now: datetime) -> CompanyDue:
    """Return a company without times of reads that a clock which was ahead has dated: not known."""
    at, latest = company, now + CLOCKS_DIFFER
    if all(each is None or each <= latest for each in (at.read_at, at.whole_at, at.failed_at)):
        return company
    read_at, whole_at, failed_at = (
        None if each is None or each > latest else each for each in (at.read_at, at.whole_at, at.failed_at)
    )
    return replace(company, read_at=read_at, whole_at=whole_at, failed_at=failed_at)


def _restarts_at(budget: FleetBudget, now: datetime) -> datetime:
    """Return up to when the requests have to last: a day from now if no reset is known."""
    resets = budget.resets_at
    return resets if resets is not None and now < resets <= now + _DAY else now + _DAY


def _capacity(budget: FleetBudget, span: timedelta) -> int:
    """Return how many requests can be made in that time."""
    by_rate = max(1, int(budget.a_minute * span / timedelta(minutes=1)))
    return by_rate if budget.left is None else min(budget.left, by_rate)


def _pace(known: Sequence[CompanyDue], span: timedelta, capacity: int, policy: FleetPolicy) -> _Pace:
    """Return the shortest distances with which the requests last for `span`."""
    needed = _needs(known, span, policy, policy.troubled)
    if needed <= capacity:
        return _Pace(policy.troubled, 1.0)
    others = _needs(known, span, policy, None)
    for_troubled = needed - others
    if others < capacity and for_troubled / (capacity - others) <= policy.most_troubled / policy.troubled:
        return _Pace(_rounded(policy.troubled * (for_troubled / (capacity - others))), 1.0)
    slowest = _needs(known, span, policy, policy.most_troubled)
    return _Pace(policy.most_troubled, max(1.0, slowest / max(1, capacity)))


def _rounded(distance: timedelta) -> timedelta:
    """Round a distance up to five minutes, for display."""
    step = timedelta(minutes=5)
    return step * ceil(distance / step)


def _needs(
    known: Sequence[CompanyDue], span: timedelta, policy: FleetPolicy, troubled: timedelta | None
) -> int:
    """Return about how many requests the reads in that time need. `troubled`: None leaves those out."""
    total = 0.0
    for each in known:
        if each.read_at is None:
            total += 1 + REST_OF_READS
        elif each.troubled:
            if troubled is not None:
                slower = max(1.0, troubled / policy.troubled)
                total += span / troubled + REST_OF_READS * span / (policy.troubled_whole * slower)
        elif each.whole_at is None:
            total += (1 + REST_OF_READS) * span / policy.longest
        else:
            looks = 1 if each.next_due is None else LOOKS_A_DUE
            total += looks * span / policy.healthy + REST_OF_READS * span / policy.whole
    return ceil(total)


def _wanted(company: CompanyDue, now: datetime, policy: FleetPolicy, stretch: float) -> PlannedRead:
    """Return the next read of a company, and since when it is wanted; it may be in the future."""
    reason, at = _usual(company, now, policy)
    if stretch > 1 and reason is not ReadReason.ASKED and company.read_at is not None:
        usual = policy.troubled if company.troubled else policy.healthy
        at = max(at, company.read_at + usual * (stretch - (0 if company.troubled else 1)))
    if company.failed_at is not None and company.failed_at >= at:
        at = company.failed_at + min(policy.longest, max(policy.retry, company.failed_at - at))
    return PlannedRead(company.company_id, reason, at, _is_whole(company, now, policy, stretch))


def _usual(company: CompanyDue, now: datetime, policy: FleetPolicy) -> tuple[ReadReason, datetime]:
    """Return why a company is read next and when, if requests suffice and no read has failed."""
    read_at, asked_at = company.read_at, company.asked_at
    if asked_at is not None and (read_at is None or read_at < asked_at):
        return ReadReason.ASKED, asked_at
    if read_at is None:
        return ReadReason.UNREAD, _ALWAYS
    if company.troubled:
        return ReadReason.TROUBLED, read_at + policy.troubled
    if company.running or company.whole_at is None:
        return ReadReason.DUE, read_at + (policy.running if company.running else policy.longest)
    if company.next_due is None:
        return ReadReason.HEALTHY, read_at + policy.healthy
    return ReadReason.DUE, _next_look(company, read_at, company.next_due, now, policy)


def _next_look(
    company: CompanyDue, read_at: datetime, next_due: datetime, now: datetime, policy: FleetPolicy
) -> datetime:
    """Return when to look for the sync of a healthy company's due time."""
    due = _last_due(next_due, now)
    if company.latest_at is not None and company.latest_at >= due and read_at >= due:
        return due + _DAY + policy.settle
    first = due + policy.settle
    if read_at < first:
        return first
    return read_at + min(policy.longest, max(policy.settle, read_at - due))


def _last_due(due: datetime, now: datetime) -> datetime:
    """Return the last due time at or before now of a daily schedule, from any; clock changes aside."""
    return due + _DAY * ((now - due) // _DAY)


def _is_whole(company: CompanyDue, now: datetime, policy: FleetPolicy, stretch: float) -> bool:
    """Return whether everything is to be read. Companies first read together are spread over two days."""
    if company.whole_at is None:
        return True
    if company.troubled:
        return now - company.whole_at >= policy.troubled_whole * stretch
    part = crc32(company.company_id.encode()) % 1000 / 1000
    return now - company.whole_at >= policy.whole * stretch * (1 - part * 2 / 7)


def _place(read: PlannedRead, now: datetime, policy: FleetPolicy) -> tuple[int, datetime, str]:
    """Return the sort key of a read that is wanted now."""
    waits = read.reason is not ReadReason.UNREAD and now - read.wanted_at > policy.patience
    rank = min(read.reason.rank, ReadReason.TROUBLED.rank) if waits else read.reason.rank
    return rank, read.wanted_at, read.company_id


def _affordable(ready: Sequence[PlannedRead], left: int | None) -> tuple[PlannedRead, ...]:
    """Return the first reads, as many as the requests left suffice for."""
    if left is None:
        return tuple(ready)
    taken: list[PlannedRead] = []
    for each in ready:
        left -= each.requests
        if left < 0:
            break
        taken.append(each)
    return tuple(taken)


def _given_up(pace: _Pace, policy: FleetPolicy, budget: FleetBudget) -> tuple[ReadLessOften, ...]:
    """Return what isn't done as wished."""
    if budget.left is not None and budget.left <= 0:
        return (
            ReadLessOften(ReadReason.TROUBLED, policy.troubled, None),
            ReadLessOften(ReadReason.HEALTHY, policy.healthy, None),
        )
    found: list[ReadLessOften] = []
    if pace.troubled > policy.troubled or pace.stretch > 1:
        slower = _rounded(pace.troubled * pace.stretch)
        found.append(ReadLessOften(ReadReason.TROUBLED, policy.troubled, slower))
    if pace.stretch > 1:
        slower = _rounded(policy.healthy * pace.stretch)
        found.append(ReadLessOften(ReadReason.HEALTHY, policy.healthy, slower))
    return tuple(found)
