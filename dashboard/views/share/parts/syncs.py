"""The table of syncs, with the filters and the order that were set when it was shared.

A filter or an order that would give away a field which isn't shared isn't named, or isn't kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from dashboard.foreign_text import one_line, seen
from dashboard.insight.causes.catalogue import cause_of, message_of
from dashboard.insight.history.filters import Filters, Kind, Order, SortColumn
from dashboard.insight.outcome import Outcome, outcome_of
from dashboard.insight.share.content import ShareDetail, SharePart
from dashboard.views import times, words
from dashboard.views.history import filter_labels
from dashboard.views.history.frame import chosen, history_frame, in_order
from dashboard.views.share.context import LIST_NOT_READ, MOST_CELL, MOST_ID
from dashboard.views.share.status_view import SharedSync, SyncsPart
from dashboard.views.theme import look_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codat_client import CompanySyncStatus
    from dashboard.views.share.context import ShareContext

MOST_ON_PAGE: Final = 50
MOST_IN_FILE: Final = 500
_MOST_FILTER: Final = 400
_OF_FILTER: Final[Mapping[Kind, tuple[SharePart | ShareDetail, ...]]] = MappingProxyType(
    {
        "code": (ShareDetail.IDS,),
        "cause": (SharePart.CAUSES,),
        "text": (ShareDetail.MESSAGES, ShareDetail.IDS),  # it is searched in messages, ids and codes
    }
)
"""What must be shared for a filter to be named; the others need nothing."""
_OF_ORDER: Final[Mapping[SortColumn, SharePart | ShareDetail]] = MappingProxyType(
    {
        SortColumn.CODE: ShareDetail.IDS,
        SortColumn.CAUSE: SharePart.CAUSES,
        SortColumn.MESSAGE: ShareDetail.MESSAGES,
    }
)
"""What must be shared for the table to be ordered by a column."""


def syncs_of(context: ShareContext) -> SyncsPart:
    """Return the newest syncs that match the filters, in their order, and how many more there are."""
    filters, order = filters_of(context), _order(context)
    named, said = tuple(_named(filters, context)), filter_labels.order_words(order)
    if context.syncs is None:
        return SyncsPart(LIST_NOT_READ, named, said, ())
    frame = history_frame(context.syncs, context.zone, context.assessment.facts.runs.latest_id)
    matching = chosen(frame, filters, context.today)
    shown = in_order(matching.head(context.most_syncs), order)
    left = len(matching) - len(shown)
    return SyncsPart(
        summary=_summary(len(matching), len(frame), filters),
        filters=named,
        order=said,
        rows=tuple(_row(context.syncs[place], context) for place in shown["place"]),
        more=f"{times.count(left, 'more sync')} not shown." if left else "",
    )


def _named(filters: Filters, context: ShareContext) -> Iterator[str]:
    """Yield the filters in words; those of fields that aren't shared are only counted."""
    shared = [
        kind
        for kind in filters.kinds
        if all(context.content.shows(each) for each in _OF_FILTER.get(kind, ()))
    ]
    for kind in shared:
        yield one_line(filter_labels.in_full(kind, filters, context.today), _MOST_FILTER)
    if left := filters.count - len(shared):
        yield f"{times.count(left, 'filter')} not shown"


def _order(context: ShareContext) -> Order:
    """Return the order; the newest first where the column isn't shared."""
    order = context.content.order
    needed = _OF_ORDER.get(order.column)
    return order if needed is None or context.content.shows(needed) else Order()


def filters_of(context: ShareContext) -> Filters:
    """Return the filters; those of a summary leave out the days before its period."""
    filters, period = context.content.filters, context.content.summary_days
    return replace(filters, days=period, first=None, last=None) if period else filters


def _summary(matching: int, of: int, filters: Filters) -> str:
    if not of:
        return "No syncs yet."
    if not filters.count:
        return times.count(of, "sync")
    return f"{matching:,} of {times.count(of, 'sync')}"


def _row(sync: CompanySyncStatus, context: ShareContext) -> SharedSync:
    status, adds = words.status_of(sync), context.content.adds
    failed = outcome_of(sync) is Outcome.FAILED
    with_ids, with_messages = adds(ShareDetail.IDS), adds(ShareDetail.MESSAGES)
    return SharedSync(
        ran=context.moment(sync.sync_utc),
        status=status,
        outcome=look_of(status).word,
        cause=cause_of(sync).cause.short if failed and context.content.has(SharePart.CAUSES) else "",
        wrote=words.wrote(sync),
        sync_id=one_line(sync.sync_id, MOST_ID) if with_ids else "",
        code=_code(sync) if with_ids else "",
        message=one_line(message_of(sync), MOST_CELL) if with_messages else "",
        at=sync.sync_utc,
        started_by=_starter(sync, context) if adds(ShareDetail.NAMES) else "",
    )


def _code(sync: CompanySyncStatus) -> str:
    return "" if sync.sync_status_code is None else f"code {sync.sync_status_code}"


def _starter(sync: CompanySyncStatus, context: ShareContext) -> str:
    """Return who started a sync from the dashboard; "" if no one did, or without a name."""
    sync_id = (sync.sync_id or "").lower()
    found = (each for each in context.extras.starts if sync_id and each.sync_id.lower() == sync_id)
    start = next(found, None)
    return words.person(start.person, verified=start.verified) if start and seen(start.person) else ""
