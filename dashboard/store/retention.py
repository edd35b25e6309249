"""Delete old data: settled starts, ended links, sessions and tokens, with old events and notes.

What is open is never deleted, and neither are people and their roles.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import datetime
from operator import add
from typing import Final

from sqlalchemy import ColumnElement, Connection, Table, delete, func, or_, select

from dashboard.store.engine import Store
from dashboard.store.facts import deleting_events
from dashboard.store.fleet.tables import work_event
from dashboard.store.tables import (
    SETTLED_STAGES,
    access_event,
    company_snapshot,
    note,
    service_token,
    share_event,
    share_link,
    share_opening,
    sign_in_session,
    start,
    start_event,
    start_listed,
)

AT_LEAST_DAYS: Final = 100
"""Pages and verdicts use the records of the last 90 days."""
_AT_ONCE: Final = 500
"""How many starts, or links, one transaction deletes, so that no one else waits long."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """How many rows were deleted. `links`: those to shared views, without previews."""

    starts: int = 0
    events: int = 0
    notes: int = 0
    links: int = 0
    sessions: int = 0
    tokens: int = 0

    def __add__(self, more: Deleted) -> Deleted:
        """Return the sum."""
        return Deleted(*map(add, astuple(self), astuple(more)))


def delete_before(store: Store, before: datetime) -> Deleted:
    """Delete what was over before this time (aware). After a StoreError, what was deleted stays deleted."""
    deleted = Deleted()
    for delete_some in (_delete_starts, _delete_links):
        more = True
        while more:
            with store.writing() as connection, deleting_events(connection):
                part = delete_some(connection, before)
            deleted += part
            more = _AT_ONCE in {part.starts, part.links}
    return deleted + _delete_single(store, before) + _delete_access(store, before)


def _delete_single(store: Store, before: datetime) -> Deleted:
    """Delete old rows that belong to no start and no link."""
    with store.writing() as connection, deleting_events(connection):
        events = sum(
            _rows(connection, table, owner.is_(None), table.c.at < before)
            for table, owner in ((start_event, start_event.c.start_id), (share_event, share_event.c.link_id))
        )
        events += _rows(connection, work_event, work_event.c.at < before)
        _rows(connection, share_link, share_link.c.preview, share_link.c.made_at < before)
        tried_at = func.coalesce(company_snapshot.c.read_at, company_snapshot.c.failed_at)
        _rows(connection, company_snapshot, tried_at < before)
        return Deleted(events=events, notes=_rows(connection, note, note.c.at < before))


def _delete_access(store: Store, before: datetime) -> Deleted:
    """Delete events of access, and sessions and tokens that were over."""
    with store.writing() as connection, deleting_events(connection):
        return Deleted(
            events=_rows(connection, access_event, access_event.c.at < before),
            sessions=_rows(connection, sign_in_session, _over(sign_in_session, "ended_at", before)),
            tokens=_rows(connection, service_token, _over(service_token, "revoked_at", before)),
        )


def _over(table: Table, ended: str, before: datetime) -> ColumnElement[bool]:
    """Return the condition on rows that ended before this time, by themselves or by a person."""
    return or_(table.c.ends_at < before, table.c[ended] < before)


def _delete_starts(connection: Connection, before: datetime) -> Deleted:
    """Delete some starts that were over, and everything that refers to them."""
    over = func.coalesce(start.c.ended_at, start.c.confirmed_at) < before
    query = select(start.c.id).where(start.c.stage.in_(SETTLED_STAGES), over).limit(_AT_ONCE)
    ids = list(connection.execute(query).scalars())
    events = _rows(connection, start_event, start_event.c.start_id.in_(ids))
    _rows(connection, start_listed, start_listed.c.start_id.in_(ids))
    return Deleted(starts=_rows(connection, start, start.c.id.in_(ids)), events=events)


def _delete_links(connection: Connection, before: datetime) -> Deleted:
    """Delete some links that were over, and everything that refers to them."""
    over = _over(share_link, "revoked_at", before)
    query = select(share_link.c.id).where(share_link.c.preview.is_(False), over).limit(_AT_ONCE)
    ids = list(connection.execute(query).scalars())
    events = _rows(connection, share_event, share_event.c.link_id.in_(ids))
    _rows(connection, share_opening, share_opening.c.link_id.in_(ids))
    return Deleted(links=_rows(connection, share_link, share_link.c.id.in_(ids)), events=events)


def _rows(connection: Connection, table: Table, *conditions: ColumnElement[bool]) -> int:
    """Delete the rows that match these conditions; return how many there were."""
    return connection.execute(delete(table).where(*conditions)).rowcount
