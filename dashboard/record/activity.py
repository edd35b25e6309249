"""Read the record as one list of start events and notes, newest first. The database filters and paginates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    Table,
    Text,
    cast,
    false,
    func,
    literal,
    null,
    select,
    union,
    union_all,
)

from dashboard.insight.activity.entry import NOTE, STEPS, ActivityEntry, ActivityOutcome
from dashboard.insight.start.intent import RequestedRange
from dashboard.store.columns import UtcDateTime
from dashboard.store.engine import Store
from dashboard.store.tables import note, start, start_event

MOST_CHOICES: Final = 500
"""The most people, or companies, that a filter lists."""
_AT_ONCE: Final = 1_000


@dataclass(frozen=True)
class ActivityQuery:
    """Which entries: None matches everything. `person` "": entries without a name.

    `after` (inclusive) and `before` (exclusive): instants in UTC.
    """

    person: str | None = None
    company_id: str | None = None
    outcomes: frozenset[ActivityOutcome] = frozenset()
    after: datetime | None = None
    before: datetime | None = None


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
            return [_entry(row) for row in connection.execute(self._listed(query, 0, most))]

    def page(self, query: ActivityQuery, number: int, per_page: int) -> ActivityPage:
        """Return page `number` (from 1) of the matching entries; beyond the last page, the last page."""
        with self._store.reading() as connection:
            of = int(connection.execute(self._counted(query)).scalar_one())
            first = (min(number, max(1, -(-of // per_page))) - 1) * per_page
            rows = connection.execute(self._listed(query, first, per_page)).all()
        return ActivityPage([_entry(row) for row in rows], of)

    def every(self, query: ActivityQuery) -> Iterator[ActivityEntry]:
        """Yield every matching entry from one snapshot, with bounded memory: for an export."""
        with self._store.reading() as connection:
            rows = connection.execute(self._listed(query, 0, None))
            for part in rows.partitions(_AT_ONCE):
                yield from map(_entry, part)

    def people(self) -> list[str]:
        """Return the names on record, sorted; "" is included if someone gave none."""
        return self._distinct(lambda table: table.c.person)

    def company_ids(self) -> list[str]:
        """Return the companies on record, in lower case."""
        return self._distinct(lambda table: table.c.company_id)

    def _distinct(self, column: Callable[[Table], ColumnElement[str]]) -> list[str]:
        parts = (
            select(column(table).label("value")).where(table.c.account_id == self._account_id)
            for table in (start_event, note)
        )
        found = union(*parts).order_by("value").limit(MOST_CHOICES)
        with self._store.reading() as connection:
            return list(connection.execute(found).scalars())

    def _counted(self, query: ActivityQuery) -> Select[Any]:
        counts = [
            select(func.count()).select_from(table).where(*self._matches(table, query)).scalar_subquery()
            for table in (start_event, note)
        ]
        return select(counts[0] + counts[1])

    def _listed(self, query: ActivityQuery, first: int, most: int | None) -> Select[Any]:
        """Return the query for one page of entries: no table gives more rows than may be needed."""
        needed = None if most is None else first + most
        parts = [
            part.order_by(table.c.at.desc(), table.c.id.desc()).limit(needed).subquery()
            for table, part in (
                (start_event, _EVENTS.where(*self._matches(start_event, query))),
                (note, _NOTES.where(*self._matches(note, query))),
            )
        ]
        both = union_all(*(select(part) for part in parts)).subquery()
        return select(both).order_by(both.c.at.desc(), both.c.number.desc()).offset(first).limit(most)

    def _matches(self, table: Table, query: ActivityQuery) -> list[ColumnElement[bool]]:
        """Return the conditions on the rows of a table."""
        found = [table.c.account_id == self._account_id, *_conditions(table, query)]
        if table is start_event:
            found.append(table.c.kind.not_in([each.value for each in STEPS]))
        if query.outcomes:
            settled = table is start_event
            values = [each.value for each in query.outcomes]
            found.append(table.c.outcome.in_(values) if settled else false())
        return found


def _conditions(table: Table, query: ActivityQuery) -> Iterator[ColumnElement[bool]]:
    if query.person is not None:
        yield table.c.person == query.person
    if query.company_id is not None:
        yield table.c.company_id == query.company_id
    if query.after is not None:
        yield table.c.at >= query.after
    if query.before is not None:
        yield table.c.at < query.before


def _both(table: Table) -> tuple[ColumnElement[Any], ...]:
    """Return the columns that events and notes share."""
    columns = (table.c.at, table.c.company_id, table.c.person, table.c.verified, table.c.origin)
    return (table.c.id.label("number"), *columns)


_EVENTS = select(
    *_both(start_event),
    start_event.c.kind,
    start_event.c.detail,
    start_event.c.code,
    start_event.c.outcome,
    start_event.c.start_id,
    start.c.sync_id,
    start.c.requested_start,
    start.c.requested_finish,
).select_from(start_event.outerjoin(start))
_NOTES = select(
    *_both(note),
    literal(NOTE, Text).label("kind"),
    note.c.text.label("detail"),
    cast(null(), Integer).label("code"),
    cast(null(), Text).label("outcome"),
    cast(null(), Text).label("start_id"),
    cast(null(), Text).label("sync_id"),
    cast(null(), UtcDateTime).label("requested_start"),
    cast(null(), UtcDateTime).label("requested_finish"),
).select_from(note)


def _entry(row: Row[Any]) -> ActivityEntry:
    values = row._asdict()
    start_, finish = values.pop("requested_start"), values.pop("requested_finish")
    requested = RequestedRange(start_, finish) if values["start_id"] else None
    outcome = values.pop("outcome")
    known = ActivityOutcome(outcome) if outcome in tuple(ActivityOutcome) else None
    return ActivityEntry(**values, outcome=known, requested=requested)
