"""Judge companies again from their stored reads, without asking Codat: the clock, or the rules, moved on."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from dashboard.fleet.judging import judged_by, state_of
from dashboard.fleet.on_record import with_record
from dashboard.fleet.reading.snapshots import SnapshotRepository
from dashboard.fleet.recording import Judgement, record_all
from dashboard.fleet.registry import Fleet, NoFleetError, fleet_of
from dashboard.insight.fleet.company_state import FleetRow
from dashboard.services.account import CodatAccount, account_of
from dashboard.settings import Settings
from dashboard.starting.registry import service_of

log = logging.getLogger(__name__)

AT_ONCE: Final = 500
"""How many companies a run of the job judges; the next run follows at once while there are more."""


def judge_again(settings: Settings) -> bool:
    """Judge what is due in the settings' account; return whether there is more. A job: run it every minute.

    Raises StoreError, UnknownKeyError, and DemoError.
    """
    account = account_of(settings)
    if account is None:
        return False
    try:
        fleet = fleet_of(settings, account)
    except NoFleetError:
        return False
    return judge_due(settings, account, fleet, datetime.now(UTC), AT_ONCE) == AT_ONCE


def judge_due(settings: Settings, account: CodatAccount, fleet: Fleet, now: datetime, limit: int) -> int:
    """Judge companies whose state has ended, or was made by other rules, words or limits.

    At most `limit`, the longest due first. Return how many states were recorded. `now`: aware. Raises
    StoreError.
    """
    snapshots = SnapshotRepository(fleet.repository.store, fleet.account_id, account)
    due = _due(fleet.picture.rows().values(), snapshots.read_times(), judged_by(settings), now)
    service = service_of(settings, account)
    on_record = service.companies() if due else frozenset()

    def judgements() -> Iterator[Judgement]:
        for stored in snapshots.load_all([row.company_id for row in due[:limit]]):
            known, company_id = stored.snapshot, stored.snapshot.company_id
            if company_id in on_record:
                known = with_record(service, known)
            try:
                state = state_of(known, stored.version, now, settings)
            except Exception:
                log.exception("company %s can’t be judged", company_id)
                continue
            yield Judgement(company_id, state, stored.read_at)

    recorded = record_all(fleet.repository, judgements(), now)
    if recorded:
        fleet.picture.look_again()
    return recorded


def _due(rows: Iterable[FleetRow], read: Mapping[str, datetime], judge: str, now: datetime) -> list[FleetRow]:
    """Return the rows to judge again: states that can't be read any more, then the longest due first.

    `read`: when the stored reads are from. Those newer than a row were made for a live link, and are judged
    too; where they are older, whoever reads the company next judges it.
    """
    due = [
        (row.state.valid_until if row.state is not None else datetime.min.replace(tzinfo=UTC), row)
        for row in rows
        if (at := read.get(row.company_id)) is not None and _is_due(row, at, judge, now)
    ]
    return [row for _, row in sorted(due, key=lambda each: (each[0], each[1].company_id))]


def _is_due(row: FleetRow, read_at: datetime, judge: str, now: datetime) -> bool:
    if row.state is None or row.read_at is None or row.read_at < read_at:
        return row.read_at is None or row.read_at <= read_at
    has_ended = row.state.valid_until <= now or row.state.judged_by != judge
    return has_ended and row.read_at == read_at
