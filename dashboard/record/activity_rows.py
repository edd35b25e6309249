"""The columns of the record's list, the same for each of its tables, and a row as an entry."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Integer,
    Row,
    Select,
    Table,
    Text,
    and_,
    cast,
    literal,
    null,
    select,
)

from dashboard.insight.activity.entry import NOTE, ActivityEntry, ActivityOutcome, EntryLink
from dashboard.insight.share.content import SharePage
from dashboard.insight.start.intent import RequestedRange
from dashboard.store.columns import UtcDateTime
from dashboard.store.fleet.tables import work_event
from dashboard.store.tables import note, share_event, share_link, share_opening, start, start_event


def _usual(table: Table) -> dict[str, ColumnElement[Any]]:
    """Return the columns that every table has, and the others without a value."""
    same = ("at", "company_id", "person", "identity", "verified", "origin")
    return {
        "number": table.c.id,
        **{name: table.c[name] for name in same},
        "kind": literal(NOTE, Text),
        "detail": cast(null(), Text),
        "code": cast(null(), Integer),
        "outcome": cast(null(), Text),
        "start_id": cast(null(), Text),
        "sync_id": cast(null(), Text),
        "requested_start": cast(null(), UtcDateTime),
        "requested_finish": cast(null(), UtcDateTime),
        "link_id": cast(null(), BigInteger),
        "link_page": cast(null(), Text),
        "link_live": cast(null(), Boolean),
        "recipient": cast(null(), Text),
        "opened": cast(null(), Integer),
    }


def _columns(table: Table, **own: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    return [column.label(name) for name, column in {**_usual(table), **own}.items()]


_STARTS = select(
    *_columns(
        start_event,
        **{name: start_event.c[name] for name in ("kind", "detail", "code", "outcome", "start_id")},
        **{name: start.c[name] for name in ("sync_id", "requested_start", "requested_finish")},
    )
).select_from(start_event.outerjoin(start))
_NOTES = select(*_columns(note, detail=note.c.text))
_LINKS = select(
    *_columns(
        share_event,
        **{name: share_event.c[name] for name in ("kind", "detail", "outcome", "link_id")},
        link_page=share_link.c.content["page"].as_string(),
        link_live=share_link.c.live,
        recipient=share_link.c.recipient,
        opened=share_opening.c.opened,
    )
).select_from(
    share_event.outerjoin(share_link).outerjoin(
        share_opening,
        and_(share_opening.c.link_id == share_event.c.link_id, share_opening.c.hour == share_event.c.hour),
    )
)
_WORKS = select(*_columns(work_event, **{name: work_event.c[name] for name in ("kind", "detail", "outcome")}))
SOURCES: Final[dict[Table, Select[Any]]] = {
    start_event: _STARTS, note: _NOTES, share_event: _LINKS, work_event: _WORKS,
}  # fmt: skip
"""The query for the entries of each table that the record consists of."""


def entry_of(row: Row[Any]) -> ActivityEntry:
    """Return a row as an entry."""
    values = row._asdict()
    link = _link(values)
    start_, finish = values.pop("requested_start"), values.pop("requested_finish")
    requested = RequestedRange(start_, finish) if values["start_id"] else None
    outcome = values.pop("outcome")
    values["identity"] = values["identity"] or ""
    known = ActivityOutcome(outcome) if outcome in tuple(ActivityOutcome) else None
    return ActivityEntry(**values, outcome=known, requested=requested, link=link)


def _link(values: dict[str, Any]) -> EntryLink | None:
    """Take the link's columns out of a row; None if the entry is about no link."""
    names = ("link_id", "link_page", "link_live", "recipient", "opened")
    link_id, page, live, recipient, opened = (values.pop(name) for name in names)
    if link_id is None:
        return None
    known = SharePage(page) if page in tuple(SharePage) else None
    return EntryLink(link_id, known, live, recipient, opened or 0)
