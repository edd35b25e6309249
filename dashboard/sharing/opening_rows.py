"""Write counted openings to the store. Counts of several processes add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Connection, Insert, Text, case, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from dashboard.access import audit
from dashboard.insight.share.event import ShareEventType
from dashboard.store.columns import UtcDateTime
from dashboard.store.engine import Store
from dashboard.store.tables import share_event, share_link, share_opening

_COLUMNS = ["link_id", "hour", "opened", "previewed", "last_opened_at"]


@dataclass(frozen=True, slots=True)
class LinkHour:
    """A link, and the start of an hour (UTC)."""

    link_id: int
    hour: datetime


@dataclass(frozen=True, slots=True)
class OpeningCount:
    """How often a link was opened, and by chat programs; the first and last time people did."""

    opened: int = 0
    previewed: int = 0
    first_opened_at: datetime | None = None
    last_opened_at: datetime | None = None

    def __add__(self, other: OpeningCount) -> OpeningCount:
        """Return the sum with another count."""
        return OpeningCount(
            self.opened + other.opened,
            self.previewed + other.previewed,
            min(filter(None, (self.first_opened_at, other.first_opened_at)), default=None),
            max(filter(None, (self.last_opened_at, other.last_opened_at)), default=None),
        )


def write_counts(store: Store, counts: Mapping[LinkHour, OpeningCount]) -> None:
    """Add counts to those in the store, with an event once a link and hour.

    Links that were deleted meanwhile are skipped. Raises StoreError.
    """
    with store.writing() as connection:
        # In one order: two processes never wait for each other.
        for where, count in sorted(counts.items(), key=lambda each: (each[0].link_id, each[0].hour)):
            connection.execute(_added(connection, where, count))
            if count.opened:
                audit.append(connection, _event(connection, where, count))


def _added(connection: Connection, where: LinkHour, count: OpeningCount) -> Insert:
    """Return the statement that adds one count."""
    row = select(
        share_link.c.id,
        literal(where.hour, UtcDateTime),
        literal(count.opened),
        literal(count.previewed),
        literal(count.last_opened_at, UtcDateTime),
    ).where(share_link.c.id == where.link_id)
    new, old = _insert(connection, share_opening), share_opening.c
    added: Insert = new.from_select(_COLUMNS, row).on_conflict_do_update(
        index_elements=[old.link_id, old.hour],
        set_={
            "opened": old.opened + new.excluded.opened,
            "previewed": old.previewed + new.excluded.previewed,
            "last_opened_at": _later(new.excluded.last_opened_at, old.last_opened_at),
        },
    )
    return added


def _later(new: ColumnElement[datetime], old: ColumnElement[datetime]) -> ColumnElement[datetime]:
    """Return the later time of two, of which each may be NULL: processes write in any order."""
    return case((or_(old.is_(None), new > old), new), else_=old)


def _event(connection: Connection, where: LinkHour, count: OpeningCount) -> Insert:
    """Return the statement that records that a link was opened in this hour, unless it is on record."""
    link = share_link.c
    values = {
        "link_id": link.id,
        "account_id": link.account_id,
        "base_url": link.base_url,
        "company_id": link.company_id,
        "person": literal("", Text),
        "verified": literal(False, Boolean),  # noqa: FBT003 - a column's value
        "at": literal(count.first_opened_at, UtcDateTime),
        "kind": literal(ShareEventType.OPENED.value, Text),
        "detail": literal("", Text),
        "origin": literal("", Text),
        "hour": literal(where.hour, UtcDateTime),
    }
    row = select(*values.values()).where(link.id == where.link_id)
    new = _insert(connection, share_event).from_select([*values], row)
    once: Insert = new.on_conflict_do_nothing(index_elements=[share_event.c.link_id, share_event.c.hour])
    return once


def _insert(connection: Connection, table: Any) -> Any:
    """Return an INSERT that can say what happens on a conflict."""
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)
