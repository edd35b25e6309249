"""Delete old data: settled starts with their events, refusals, notes. Open starts are never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, Table, delete, func, select

from dashboard.store.engine import Store
from dashboard.store.facts import deleting_events
from dashboard.store.tables import SETTLED_STAGES, note, start, start_event, start_listed

AT_LEAST_DAYS: Final = 100
"""Pages and verdicts use the records of the last 90 days."""
_AT_ONCE: Final = 500
"""How many starts one transaction deletes, so that no one else waits long."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """How many rows were deleted."""

    starts: int = 0
    events: int = 0
    notes: int = 0


def delete_before(store: Store, before: datetime) -> Deleted:
    """Delete what was over before this time (aware). After a StoreError, what was deleted stays deleted."""
    starts = events = 0
    more = True
    while more:
        with store.writing() as connection, deleting_events(connection):
            ids = _settled_before(connection, before)
            events += _delete_starts(connection, ids)
        starts += len(ids)
        more = len(ids) == _AT_ONCE
    with store.writing() as connection, deleting_events(connection):
        refused = start_event.c.start_id.is_(None)
        events += _rows(connection, start_event, refused, start_event.c.at < before)
        notes = _rows(connection, note, note.c.at < before)
    return Deleted(starts, events, notes)


def _settled_before(connection: Connection, before: datetime) -> list[str]:
    over = func.coalesce(start.c.ended_at, start.c.confirmed_at) < before
    query = select(start.c.id).where(start.c.stage.in_(SETTLED_STAGES), over).limit(_AT_ONCE)
    return list(connection.execute(query).scalars())


def _delete_starts(connection: Connection, ids: list[str]) -> int:
    """Delete these starts and everything that refers to them; return how many events they had."""
    events = _rows(connection, start_event, start_event.c.start_id.in_(ids))
    _rows(connection, start_listed, start_listed.c.start_id.in_(ids))
    _rows(connection, start, start.c.id.in_(ids))
    return events


def _rows(connection: Connection, table: Table, *conditions: ColumnElement[bool]) -> int:
    """Delete the rows that match these conditions; return how many there were."""
    return connection.execute(delete(table).where(*conditions)).rowcount
