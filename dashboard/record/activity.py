"""Read the record as one list of events and notes, newest first. The database filters and paginates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import add
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Table, false, func, select, true, union, union_all

from dashboard.insight.activity.entry import NO_COMPANY, STEPS, ActivityEntry, ActivityKind, ActivityOutcome
from dashboard.insight.fleet.work import WorkEventType
from dashboard.record.activity_rows import SOURCES, entry_of
from dashboard.store.engine import Store
from dashboard.store.fleet.tables import work_event
from dashboard.store.tables import note, share_event, start_event

MOST_CHOICES: Final = 500
"""The most people, or companies, that a filter lists."""
_AT_ONCE: Final = 1_000
_MOST_SEEN: Final = 5_000
"""The most companies on record of a reader who sees only some: a database limits the values of a query."""


@dataclass(frozen=True)
class ActivityQuery:
    """Which entries: None matches everything. `person`: an identity, else a name; "": those who gave none.

    `after` (inclusive) and `before` (exclusive): instants in UTC. `openings`: False leaves out that
    links were opened. `only`: the companies that the reader may see; then what is about none is left out.
    """

    person: str | None = None
    company_id: str | None = None
    outcomes: frozenset[ActivityOutcome] = frozenset()
    kinds: frozenset[ActivityKind] = frozenset()
    after: datetime | None = None
    before: datetime | None = None
    openings: bool = True
    only: frozenset[str] | None = None


_KINDS: Final = {
    start_event: ActivityKind.START,
    note: ActivityKind.NOTE,
    share_event: ActivityKind.LINK,
    work_event: ActivityKind.WORK,
}


class ActivityPage(NamedTuple):
    """One page of the matching entries, and how many match in all."""

    entries: list[ActivityEntry]
    of: int


class ActivityLog:
    """The record of one account. Every method raises StoreError if the store can't be read."""

    def __init__(self, store: Store, account_id: str) -> None:
        self._store, self._account_id = store, account_id

    def newest(self, query: ActivityQuery, most: int) -> list[ActivityEntry]:
        """Return the newest entries that match, at most so many."""
        with self._store.reading() as connection:
            query = self._narrowed(connection, query)
            return [entry_of(row) for row in connection.execute(self._listed(query, 0, most))]

    def page(self, query: ActivityQuery, number: int, per_page: int) -> ActivityPage:
        """Return page `number` (from 1) of the matching entries; beyond the last page, the last page."""
        with self._store.reading() as connection:
            query = self._narrowed(connection, query)
            of = int(connection.execute(self._counted(query)).scalar_one())
            first = (min(number, max(1, -(-of // per_page))) - 1) * per_page
            rows = connection.execute(self._listed(query, first, per_page)).all()
        return ActivityPage([entry_of(row) for row in rows], of)

    def every(self, query: ActivityQuery) -> Iterator[ActivityEntry]:
        """Yield every matching entry from one snapshot, with bounded memory: for an export."""
        with self._store.reading() as connection:
            rows = connection.execute(self._listed(self._narrowed(connection, query), 0, None))
            for part in rows.partitions(_AT_ONCE):
                yield from map(entry_of, part)

    def people(self, only: frozenset[str] | None = None) -> list[str]:
        """Return everyone on record: their identity, else their name, or "". `only`: as in a query."""
        return self._distinct(_whose, only)

    def company_ids(self, only: frozenset[str] | None = None) -> list[str]:
        """Return the companies on record, in lower case. `only`: as in a query."""
        found = self._distinct(lambda table: table.c.company_id, only)
        return [each for each in found if each != NO_COMPANY]

    def _distinct(
        self, column: Callable[[Table], ColumnElement[str]], only: frozenset[str] | None
    ) -> list[str]:
        with self._store.reading() as connection:
            seen = self._on_record(connection, only)
            parts = (
                select(column(table).label("value")).where(
                    table.c.account_id == self._account_id, *_by_people(table), *_seen(table, seen)
                )
                for table in SOURCES
            )
            found = union(*parts).order_by("value").limit(MOST_CHOICES)
            return list(connection.execute(found).scalars())

    def _narrowed(self, connection: Connection, query: ActivityQuery) -> ActivityQuery:
        """Return the query for those of its companies that are on record: a database limits its values."""
        return query if query.only is None else replace(query, only=self._on_record(connection, query.only))

    def _on_record(self, connection: Connection, only: frozenset[str] | None) -> frozenset[str] | None:
        if only is None:
            return None
        of_tables = (
            select(table.c.company_id).where(table.c.account_id == self._account_id).distinct()
            for table in SOURCES
        )
        return only.intersection(connection.execute(union(*of_tables)).scalars())

    def _counted(self, query: ActivityQuery) -> Select[Any]:
        counts = [
            select(func.count()).select_from(table).where(*self._matches(table, query)).scalar_subquery()
            for table in SOURCES
        ]
        return select(reduce(add, counts))

    def _listed(self, query: ActivityQuery, first: int, most: int | None) -> Select[Any]:
        """Return the query for one page of entries: no table gives more rows than may be needed."""
        needed = None if most is None else first + most
        parts = [
            part.where(*self._matches(table, query))
            .order_by(table.c.at.desc(), table.c.id.desc())
            .limit(needed)
            .subquery()
            for table, part in SOURCES.items()
        ]
        every = union_all(*(select(part) for part in parts)).subquery()
        return select(every).order_by(every.c.at.desc(), every.c.number.desc()).offset(first).limit(most)

    def _matches(self, table: Table, query: ActivityQuery) -> list[ColumnElement[bool]]:
        """Return the conditions on the rows of a table."""
        return [table.c.account_id == self._account_id, *_conditions(table, query)]


def _conditions(table: Table, query: ActivityQuery) -> Iterator[ColumnElement[bool]]:
    if query.person is not None:
        yield _whose(table) == query.person
    if query.company_id is not None:
        yield table.c.company_id == query.company_id
    if query.after is not None:
        yield table.c.at >= query.after
    if query.before is not None:
        yield table.c.at < query.before
    if query.kinds:
        yield true() if _KINDS[table] in query.kinds else false()
    if query.outcomes:
        values = [each.value for each in query.outcomes]
        yield false() if table is note else table.c.outcome.in_(values)
    if table is start_event:
        yield table.c.kind.not_in([each.value for each in STEPS])
    if not query.openings or query.person is not None or query.outcomes:
        yield from _by_people(table)
    yield from _seen(table, query.only)


def _whose(table: Table) -> ColumnElement[str]:
    """Return who it was: by identity where they had signed in, as others may have the same name."""
    return func.coalesce(table.c.identity, table.c.person)


def _seen(table: Table, only: frozenset[str] | None) -> Iterator[ColumnElement[bool]]:
    """Yield the condition that an entry is about one of these companies; none for None."""
    if only is not None:
        yield table.c.company_id.in_(sorted(only)[:_MOST_SEEN])


def _by_people(table: Table) -> Iterator[ColumnElement[bool]]:
    """Yield the condition that someone at the dashboard did it.

    Whoever opens a link has no name there, and a problem that is over is no one's doing.
    """
    if table is share_event:
        yield table.c.hour.is_(None)
    if table is work_event:
        yield table.c.kind.not_in([WorkEventType.RECOVERED.value, WorkEventType.PROBLEM_OVER.value])
