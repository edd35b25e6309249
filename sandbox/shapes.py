"""Changes to a merchant's whole history: a manual sync in between, one still running, ten thousand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sandbox.case import Merchant
from sandbox.outcomes import NOTHING, OVERLAP, SLOW, STARTED, WROTE, Outcome
from sandbox.syncs import Sync

OUTAGE_SETTLED = timedelta(hours=6)
"""How long after its due time a night is over for everyone, also for those whose run was hours late."""
Shape = Callable[[Merchant, list[Sync], datetime], list[Sync]]
"""Takes merchant, its syncs oldest first, and now; gives the syncs in any order."""


def running(_: Merchant, syncs: list[Sync], now: datetime) -> list[Sync]:
    """Make the latest run one that started a few minutes ago and hasn't ended."""
    began = now - timedelta(minutes=2 + now.minute % 5, seconds=now.second, microseconds=now.microsecond)
    return [*syncs[:-1], replace(syncs[-1], at=began, outcome=STARTED)]


def stuck(_: Merchant, syncs: list[Sync], now: datetime) -> list[Sync]:
    """Make the latest run of at least three hours ago one that never ended; nothing ran after it."""
    old = [sync for sync in syncs if sync.at <= now - timedelta(hours=3)]
    return [*old[:-1], replace(old[-1], outcome=SLOW)]


def overlapped(merchant: Merchant, syncs: list[Sync], _: datetime) -> list[Sync]:
    """Add a manual sync before the latest night, which Codat then skips as a duplicate."""
    before, latest = syncs[-2], syncs[-1]
    at = before.finish + timedelta(hours=13, minutes=7)
    manual = Sync(merchant.own_id("sync", before.finish, "manual"), at, WROTE, before.finish, at)
    return [*syncs[:-1], manual, replace(latest, outcome=OVERLAP)]


def half_closed(merchant: Merchant, syncs: list[Sync], _: datetime) -> list[Sync]:
    """Add a manual sync to a failing streak; it closed only the first half of the gap."""
    gap = merchant.about.failing
    middle = syncs[-(gap // 2)]
    start, finish = syncs[-gap].start, syncs[-(gap // 2) - 1].finish
    manual_id = merchant.own_id("sync", finish, "manual")
    manual = Sync(manual_id, middle.at + timedelta(hours=9), WROTE, start, finish)
    later = [replace(sync, start=finish) if sync.at > manual.at else sync for sync in syncs]
    return [*later, manual]


def ten_thousand(merchant: Merchant, syncs: list[Sync], _: datetime) -> list[Sync]:
    """Add manual syncs until there are exactly 10,000; the latest is still the nightly one."""
    wanted = 10_000 - len(syncs)
    older = len(syncs) - 1
    made = [_by_hand(merchant, syncs[number % older], number, number // older) for number in range(wanted)]
    return [*syncs, *made]


def _by_hand(merchant: Merchant, night: Sync, number: int, turn: int) -> Sync:
    at = night.finish + timedelta(minutes=95 * (turn + 1), seconds=number * 7 % 60)
    dice = merchant.chance("by hand", night.finish, number)
    outcome = OVERLAP if dice % 40 == 0 else WROTE if dice % 3 else NOTHING
    return Sync(merchant.own_id("sync", night.finish, number), at, outcome, night.finish, at)


def outage(merchant: Merchant, syncs: list[Sync], now: datetime) -> list[Sync]:
    """Fail the latest night that is over for everyone, and what came after, within the same hour."""
    since = now - OUTAGE_SETTLED
    first = next((sync for sync in reversed(syncs) if sync.finish <= since), None)
    failure = merchant.about.end
    if first is None or failure is None:
        return syncs
    return [
        _refused(merchant, sync, first, failure) if sync.finish >= first.finish else sync
        for sync in syncs
        if sync.finish != first.finish or sync is first
    ]


def _refused(merchant: Merchant, sync: Sync, first: Sync, failure: Outcome) -> Sync:
    minutes = timedelta(minutes=4 + merchant.chance("refused", sync.finish) % 40)
    at = sync.finish + minutes if sync is first else sync.at
    return replace(sync, at=at, outcome=failure, start=first.start)


def unknown_codes(_: Merchant, syncs: list[Sync], __: datetime) -> list[Sync]:
    """Return every fifth sync, and the latest, an undocumented code."""
    strange = [
        Outcome(code, status, message)
        for code, status, message in (
            (3000, "Paused", "Waiting for approval"),
            (4200, "MapCoreError", "Cannot match the tax id 'a1' to a mapped account"),
            (4999, "Quarantined", ""),
            (5999, "Exploded", "Unexpected"),
            (2099, "Success", ""),
            (9000, "Reticulating", ""),
            (0, "", ""),
            (-1, "NotStarted", ""),
        )
    ]
    last = len(syncs) - 1
    return [
        replace(sync, outcome=strange[(last - number) // 5 % len(strange)])
        if (last - number) % 5 == 0
        else sync
        for number, sync in enumerate(syncs)
    ]


SHAPES: dict[str, Shape] = {
    "running": running,
    "stuck": stuck,
    "overlapped": overlapped,
    "half-closed": half_closed,
    "outage": outage,
    "ten-thousand": ten_thousand,
    "unknown-codes": unknown_codes,
}
