"""Judge companies again from their stored reads, without asking Codat: the clock, or the rules, moved on.

What the clock has ended, every process may judge. What other rules, words or limits have judged, one process
judges again, for as long as it lives: else two versions during an update, or dashboards with other settings,
would undo each other's states for ever.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final, NamedTuple
from uuid import uuid4

from dashboard.fleet.judging import judged_by, state_of
from dashboard.fleet.on_record import with_record
from dashboard.fleet.reading.snapshots import SnapshotRepository
from dashboard.fleet.recording import Judgement, record_all
from dashboard.fleet.registry import Fleet, fleet_of_settings
from dashboard.insight.fleet.company_state import FleetRow
from dashboard.services.account import CodatAccount
from dashboard.settings import Settings
from dashboard.starting.registry import service_of
from dashboard.store.engine import Store
from dashboard.store.errors import StoreError
from dashboard.store.lease import Lease, give_back, take

log = logging.getLogger(__name__)

AT_ONCE: Final = 500
"""How many companies a run of the job judges; the next run follows at once while there are more."""
_HOLDER: Final = uuid4().hex
_ALONE_S: Final = 180.0
"""For how long a process stays the one that judges by its rules without saying so again: three runs."""
_leases: dict[str, tuple[Store, Lease]] = {}
_tried: dict[tuple[str, str], tuple[int, datetime, str]] = {}
"""What was last judged of each account's company: its row's revision, the time of the reads, and by what."""


class Judged(NamedTuple):
    """What a run did. `recorded`: how many states. `more`: whether others are due that it didn't come to."""

    recorded: int
    more: bool


def judge_again(settings: Settings) -> bool:
    """Judge what is due in the settings' account; return whether there is more. A job: run it every minute.

    Raises StoreError, UnknownKeyError, and DemoError.
    """
    found = fleet_of_settings(settings)
    if found is None:
        return False
    fleet, account = found
    return judge_due(settings, account, fleet, datetime.now(UTC), AT_ONCE).more


def end_judging() -> None:
    """Let another process judge by its rules at once, since this one ends. Never raises."""
    while _leases:
        _, (store, lease) = _leases.popitem()
        with suppress(StoreError), store.writing() as connection:
            give_back(connection, lease)


def judge_due(settings: Settings, account: CodatAccount, fleet: Fleet, now: datetime, limit: int) -> Judged:
    """Judge companies whose state has ended, or was made by other rules, words or limits.

    At most `limit`: the longest due first, and last where it was in vain before. `now`: aware.
    Raises StoreError.
    """
    snapshots = SnapshotRepository(fleet.repository.store, fleet.account_id, account)
    read, judge = snapshots.read_times(), judged_by(settings)
    due = _due(fleet.picture.rows().values(), read, judge if _is_our_turn(fleet) else None, now)
    tries = {row.company_id: (row.revision, read[row.company_id], judge) for row in due}
    in_vain = {each for each, seen in tries.items() if _tried.get((fleet.account_id, each)) == seen}
    chosen = sorted(tries, key=in_vain.__contains__)[:limit]
    service = service_of(settings, account)
    on_record = service.companies() if due else frozenset()

    def judgements() -> Iterator[Judgement]:
        for stored in snapshots.load_all(chosen):
            known, company_id = stored.snapshot, stored.snapshot.company_id
            if company_id in on_record:
                known = with_record(service, known)
            try:
                state = state_of(known, stored.version, now, settings)
            except Exception:
                if company_id not in in_vain:
                    log.exception("company %s can’t be judged", company_id)
                continue
            yield Judgement(company_id, state, stored.read_at)

    recorded = record_all(fleet.repository, judgements(), now)
    _tried.update({(fleet.account_id, each): tries[each] for each in chosen})
    if recorded:
        fleet.picture.look_again()
    return Judged(recorded, more=len(tries) - len(in_vain) > limit)


def _is_our_turn(fleet: Fleet) -> bool:
    """Return whether this process, of all, judges again what other rules have judged."""
    with fleet.repository.store.writing() as connection:
        lease = take(connection, f"judge {fleet.account_id}", _HOLDER, _ALONE_S)
    if lease is not None:
        _leases[fleet.account_id] = fleet.repository.store, lease
    return lease is not None


def _due(
    rows: Iterable[FleetRow], read: Mapping[str, datetime], judge: str | None, now: datetime
) -> list[FleetRow]:
    """Return the rows to judge again: states that can't be read any more, then the longest due first.

    `read`: when the stored reads are from. Those newer than a row were made for a live link, and are judged
    too; where they are older, whoever reads the company next judges it. `judge`: by what we judge; None
    leaves states that others have judged by other rules, or that this version can't read, as they are.
    """
    due = [
        (row.state.valid_until if row.state is not None else datetime.min.replace(tzinfo=UTC), row)
        for row in rows
        if (at := read.get(row.company_id)) is not None and _is_due(row, at, judge, now)
    ]
    return [row for _, row in sorted(due, key=lambda each: (each[0], each[1].company_id))]


def _is_due(row: FleetRow, read_at: datetime, judge: str | None, now: datetime) -> bool:
    if row.read_at is None or row.read_at < read_at:
        return True
    if row.read_at != read_at:
        return False
    if row.state is None:
        return judge is not None
    return row.state.valid_until <= now or judge not in {None, row.state.judged_by}
