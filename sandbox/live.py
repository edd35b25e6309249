"""Syncs started here: what a trigger requests, whether it may start, what it covers, how it ends."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.case import Merchant
from sandbox.errors import Refusal, no_company
from sandbox.history import start_date
from sandbox.outcomes import NOTHING, OVERLAP, STARTED, Outcome
from sandbox.syncs import Sync
from sandbox.times import text_z

if TYPE_CHECKING:
    from sandbox.world import World


@dataclass(frozen=True, slots=True)
class LiveSync:
    """A started sync: it runs from `sync.at` to `ends` and appears in reads from `appears` on."""

    sync: Sync
    """With the outcome that it will have in the end."""
    appears: datetime
    ends: datetime

    def at(self, now: datetime) -> Sync:
        """Return the current sync: running, or ended."""
        return self.sync if now >= self.ends else replace(self.sync, outcome=STARTED)


def begin_latest(world: World, merchant: Merchant, sync_to: datetime | None) -> LiveSync:
    """Start a sync from the end of what the successful ones covered to `sync_to` or now. Raises Refusal."""
    now = world.clock()
    covered = [sync.finish for sync in world.syncs(merchant, now, hidden=True) if sync.outcome.succeeded]
    start = max(covered, default=start_date(merchant, now))
    return _begin(world, merchant, start, max(start, sync_to or now))


def begin_range(world: World, merchant: Merchant, start: datetime, finish: datetime) -> LiveSync:
    """Start a sync of a range. Raises Refusal."""
    return _begin(world, merchant, start, finish)


def _begin(world: World, merchant: Merchant, start: datetime, finish: datetime) -> LiveSync:
    _check_may_begin(merchant)
    now, switches = world.clock(), world.switches
    sync_id = merchant.own_id("live", world.begun + 1, now)
    commerce_id = sync_id if switches.commerce_sync_id == "same" else merchant.own_id("commerce", sync_id)
    end = _end(merchant, world.syncs(merchant, now, hidden=True), start, finish)
    seconds = 0.0 if merchant.about.failed_at_once else switches.sync_seconds
    live = LiveSync(
        Sync(sync_id, now, end, start, finish, commerce_id),
        now + timedelta(seconds=switches.appear_after),
        now + timedelta(seconds=seconds),
    )
    world.add_live(merchant, live)
    return live


def _check_may_begin(merchant: Merchant) -> None:
    """Raise Refusal if nothing can be started. The 400 and its words are our guess."""
    about = merchant.about
    if not about.exists:
        raise no_company(merchant.id)
    if not about.uses_commerce or not about.configured:
        raise Refusal(400, f"Sync for Commerce is not configured for company {merchant.id}")
    if about.enable is False:
        raise Refusal(400, f"Sync for Commerce is not enabled for company {merchant.id}")


def _end(merchant: Merchant, syncs: list[Sync], start: datetime, finish: datetime) -> Outcome:
    """Return how it will end: the merchant's failure, else by the rules for ranges, else as usual."""
    if merchant.end.code >= 4000:  # noqa: PLR2004 - the failed families
        return merchant.end
    if start >= finish:
        return NOTHING
    held = (sync for sync in syncs if sync.outcome.succeeded or sync.outcome.running)
    if any(sync.overlaps(start, finish) for sync in held):
        return OVERLAP if merchant.about.overlap == OVERLAP.code else NOTHING
    return merchant.end


def summary(world: World, merchant: Merchant, live: LiveSync) -> dict[str, object]:
    """Return the SyncSummary that answers a trigger."""
    now = live.sync.at
    return {
        **world.status_fields(merchant, live.at(now)),
        "commerceSyncId": live.sync.commerce_id,
        "dataConnections": world.connections(merchant),
        "syncDateRangeUtc": {"start": text_z(live.sync.start), "finish": text_z(live.sync.finish)},
    }
