"""A lease: one process at a time does a piece of work, and one that was paused can't disturb the next.

A lease expires by the database's clock unless it is renewed. One that was taken in the
future is from a clock that was ahead, and counts as expired. Its `term` grows whenever another holder takes
it: a process that was paused (a suspended laptop, a lost network) resumes with an old term, and what it
writes with `fence` changes no row. With SQLite all processes are on one machine, whose clock is the
database's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    and_,
    case,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from dashboard.store.columns import UtcDateTime
from dashboard.store.tables import lease as table

_STEP_S: Final = 60.0
"""By how many seconds a clock may be set back while a lease is held, without ending it."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease that was taken: for what work, by which holder, in which term."""

    name: str
    holder: str
    term: int


def take(connection: Connection, name: str, holder: str, seconds: float) -> Lease | None:
    """Take or renew the lease for so many seconds; None if someone else holds it.

    `holder` is unique to one process. A renewed lease keeps its term; a higher term means that someone else
    had it meanwhile.
    """
    postgres = connection.dialect.name == "postgresql"
    new = (postgresql if postgres else sqlite).insert(table)
    now, until = from_now(connection, 0), from_now(connection, seconds)
    ours = table.c.holder == new.excluded.holder
    taken = (
        new.values(name=name, holder=holder, until=until, term=1, taken_at=now)
        .on_conflict_do_update(
            index_elements=[table.c.name],
            set_={
                "holder": new.excluded.holder,
                "until": new.excluded.until,
                "term": case((ours, table.c.term), else_=table.c.term + 1),
                "taken_at": new.excluded.taken_at,
            },
            where=or_(ours, not_(_lasts(connection))),
        )
        .returning(table.c.term)
    )
    term = connection.execute(taken).scalar()
    return Lease(name, holder, term) if term is not None else None


def fence(lease: Lease) -> ColumnElement[bool]:
    """Return a WHERE condition that no one has taken over the lease.

    Until the transaction ends, no one can: PostgreSQL locks the lease's row, and SQLite has one writer.
    """
    return exists(select(table.c.name).where(_is(lease)).with_for_update(read=True))


def is_held(connection: Connection, name: str) -> bool:
    """Return whether someone holds the lease now. Writes nothing, so it never waits for a writer."""
    held = exists().where(table.c.name == name, _lasts(connection))
    return bool(connection.execute(select(held)).scalar())


def give_back(connection: Connection, lease: Lease) -> None:
    """End the lease now, if it is still ours. Its row stays, so that the term keeps growing."""
    connection.execute(update(table).where(_is(lease)).values(until=datetime.fromtimestamp(0, UTC)))


def expire(connection: Connection, name: str) -> None:
    """End the lease, whoever holds it: what its holder still writes with `fence` changes no row."""
    ended = {"until": datetime.fromtimestamp(0, UTC), "term": table.c.term + 1}
    connection.execute(update(table).where(table.c.name == name).values(ended))


def _is(lease: Lease) -> ColumnElement[bool]:
    return and_(table.c.name == lease.name, table.c.holder == lease.holder, table.c.term == lease.term)


def _lasts(connection: Connection) -> ColumnElement[bool]:
    """Return the condition that a lease hasn't expired. An older version doesn't say when it took one."""
    was_taken = or_(table.c.taken_at.is_(None), table.c.taken_at <= from_now(connection, _STEP_S))
    return and_(table.c.until >= from_now(connection, 0), was_taken)


def from_now(connection: Connection, seconds: float) -> ColumnElement[Any]:
    """Return the time so many seconds from now, by the database's clock."""
    later = timedelta(seconds=seconds)
    if connection.dialect.name == "postgresql":
        return func.clock_timestamp(type_=DateTime(timezone=True)) + later
    return literal(datetime.now(UTC) + later, UtcDateTime)
