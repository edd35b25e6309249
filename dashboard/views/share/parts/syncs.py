"""The table of syncs, with the filters and the order that were set when it was shared."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from dashboard.foreign_text import one_line, seen
from dashboard.insight.causes.catalogue import cause_of, message_of
from dashboard.insight.history.filters import Filters
from dashboard.insight.outcome import Outcome, outcome_of
from dashboard.insight.share.content import ShareDetail, SharePart
from dashboard.views import times, words
from dashboard.views.history import filter_labels
from dashboard.views.history.frame import chosen, history_frame, in_order
from dashboard.views.share.status_view import SharedSync, SyncsPart
from dashboard.views.theme import look_of

if TYPE_CHECKING:
    from codat_client import CompanySyncStatus
    from dashboard.views.share.context import ShareContext

MOST_ON_PAGE: Final = 50
MOST_IN_FILE: Final = 500
_NOT_READ: Final = "Couldn’t load the syncs."
_MOST_MESSAGE: Final = 300
_MOST_ID: Final = 80


def syncs_of(context: ShareContext) -> SyncsPart:
    """Return the first syncs that match the filters, and how many more there are."""
    filters, order = filters_of(context), filter_labels.order_words(context.content.order)
    named = tuple(filter_labels.in_full(kind, filters, context.today) for kind in filters.kinds)
    if context.syncs is None:
        return SyncsPart(_NOT_READ, named, order, ())
    frame = history_frame(context.syncs, context.zone, context.assessment.facts.runs.latest_id)
    matching = in_order(chosen(frame, filters, context.today), context.content.order)
    rows = [context.syncs[place] for place in matching["place"].head(context.most_syncs)]
    left = len(matching) - len(rows)
    return SyncsPart(
        summary=_summary(len(matching), len(frame), filters),
        filters=tuple(one_line(each, 400) for each in named),
        order=order,
        rows=tuple(_row(each, context) for each in rows),
        more=f"{times.count(left, 'more sync')} not shown." if left else "",
    )


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
        sync_id=one_line(sync.sync_id, _MOST_ID) if with_ids else "",
        code=_code(sync) if with_ids else "",
        message=one_line(message_of(sync), _MOST_MESSAGE) if with_messages else "",
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
