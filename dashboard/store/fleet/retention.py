"""Delete the old history of a fleet: what changed, problems that are over, days, and companies that are gone.

Open episodes, and what people have recorded about a company, are never deleted here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, and_, delete, exists, func, or_, select, tuple_

from dashboard.store.engine import Store
from dashboard.store.facts import deleting_events
from dashboard.store.fleet.tables import (
    company_day,
    company_gap,
    episode,
    fleet_company,
    fleet_day,
    fleet_refresh,
    fleet_watch,
    incident,
    set_up_change,
    verdict_change,
)
from dashboard.store.tables import company_snapshot, request_note

_AT_ONCE: Final = 2_000
"""How many rows one transaction deletes, so that no one else waits long."""


def delete_fleet_before(store: Store, before: datetime) -> int:
    """Delete the history of before this time (aware); return how many rows.

    After a StoreError, what was deleted stays deleted.
    """
    return sum(_delete(store, table, which) for table, which in _old(before))


def _old(before: datetime) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Yield the tables with the condition on old rows; a row comes before what it refers to."""
    yield verdict_change, verdict_change.c.at < before
    yield set_up_change, set_up_change.c.at < before
    yield company_day, company_day.c.day < before.date()
    yield fleet_day, fleet_day.c.day < before.date()
    yield fleet_watch, fleet_watch.c.last < before
    yield company_gap, company_gap.c.until < before
    yield episode, episode.c.ended_seen_at < before
    yield fleet_refresh, fleet_refresh.c.asked_at < before
    yield request_note, request_note.c.at < before
    without = and_(incident.c.last_began < before, ~exists().where(episode.c.incident_id == incident.c.id))
    yield incident, and_(without, incident.c.became.is_not(None))
    older = incident.alias()
    yield incident, and_(without, ~exists().where(older.c.became == incident.c.id))
    tried_at = func.coalesce(company_snapshot.c.read_at, company_snapshot.c.failed_at)
    yield company_snapshot, tried_at < before
    seen = or_(fleet_company.c.read_at.is_(None), fleet_company.c.read_at < before)
    yield fleet_company, and_(fleet_company.c.gone, seen, fleet_company.c.episode_id.is_(None))


def _delete(store: Store, table: Table, which: ColumnElement[bool]) -> int:
    """Delete the rows that match, some at once."""
    key = list(table.primary_key)
    some: Any = select(*key).where(which).limit(_AT_ONCE)
    deleted, more = 0, True
    while more:
        with store.writing() as connection, deleting_events(connection):
            rows = connection.execute(delete(table).where(tuple_(*key).in_(some))).rowcount
        deleted += rows
        more = rows == _AT_ONCE
    return deleted
