"""Compose a status view: the assessment in words, and only what the content says to share.

The content is applied here and in the parts, nowhere else: what it leaves out isn't in the view.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from codat_client import HeldBack
from dashboard.foreign_text import one_line, visible
from dashboard.insight.reading import OLD_AFTER
from dashboard.insight.share import choices
from dashboard.insight.share.content import ShareDetail, SharePage, SharePart
from dashboard.insight.verdict.state import Ground
from dashboard.views import times
from dashboard.views.share.context import MOST_ID, ShareContext
from dashboard.views.share.parts.answer import answer_of
from dashboard.views.share.parts.causes import causes_of
from dashboard.views.share.parts.connections import connections_of
from dashboard.views.share.parts.daily import daily_of
from dashboard.views.share.parts.missing import missing_of
from dashboard.views.share.parts.notes import notes_of
from dashboard.views.share.parts.one_sync import answer_of_sync, causes_of_sync, one_sync_of
from dashboard.views.share.parts.summary import summary_of
from dashboard.views.share.parts.syncs import MOST_ON_PAGE, syncs_of
from dashboard.views.share.parts.turn import turn_part
from dashboard.views.share.status_view import AnswerPart, LabelledValue, StatusView
from dashboard.views.verdict.wording import switch_off_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.insight.share.content import ShareContent
    from dashboard.insight.share.extras import ShareExtras
    from dashboard.insight.verdict.assessment import Assessment

T = TypeVar("T")
_UNTITLED = "Sync status"


def status_view(
    assessment: Assessment,
    content: ShareContent,
    extras: ShareExtras,
    now: datetime,
    *,
    most_syncs: int = MOST_ON_PAGE,
) -> StatusView:
    """Return what a shared page shows of a company.

    `now`: aware. `most_syncs`: how many syncs the table may have; a file has room for `MOST_IN_FILE`.
    """
    context = ShareContext(assessment, content, extras, now, most_syncs)
    parts = _parts(context)
    latest = assessment.snapshot.latest
    as_of = latest.read_at or latest.failed_at or now
    return StatusView(
        company=context.company,
        title=parts["answer"].headline if parts["answer"] else _UNTITLED,
        as_of=as_of.astimezone(UTC),
        as_of_text=context.in_full(as_of),
        zone=context.zone.key,
        about=_about(context),
        switch_off=_switch_off(context, parts["answer"]),
        late=_late(context),
        recipient=choices.recipient(one_line(extras.recipient)),
        message=visible(extras.message[: choices.MOST_NOTE]),
        demo=extras.demo,
        ids=_ids(context) if content.adds(ShareDetail.IDS) else (),
        **parts,
    )


def _parts(context: ShareContext) -> dict[str, Any]:
    """Return each part in words, by its name in `StatusView`; None for one that isn't shared."""
    content = context.content
    one_sync = content.page is SharePage.SYNC

    def part(which: SharePart, compose: Callable[[ShareContext], T]) -> T | None:
        return compose(context) if content.has(which) else None

    return {
        "answer": part(SharePart.ANSWER, answer_of_sync if one_sync else answer_of),
        "missing": part(SharePart.MISSING_DAYS, missing_of),
        "causes": part(SharePart.CAUSES, causes_of_sync if one_sync else causes_of),
        "summary": summary_of(context, content.summary_days) if content.summary_days else None,
        "one_sync": part(SharePart.ANSWER, one_sync_of) if one_sync else None,
        "daily": part(SharePart.DAILY_RESULTS, daily_of),
        "turn": part(SharePart.BEFORE_AFTER, turn_part),
        "syncs": part(SharePart.SYNCS, syncs_of),
        "connections": part(SharePart.CONNECTIONS, connections_of),
        "notes": notes_of(context) if content.adds(ShareDetail.NOTES) and context.extras.known else None,
    }


def _about(context: ShareContext) -> str:
    """Say what Codat does for this company; name its platforms only where they are shared anyway."""
    if context.content.has(SharePart.ANSWER) and context.verdict.ground is Ground.NO_COMMERCE:
        return ""
    named = context.content.has(SharePart.ANSWER) or context.content.has(SharePart.CONNECTIONS)
    if not named:
        return "Codat is the service that sends a shop’s sales to its accounting software."
    return f"Codat is the service that sends sales from {context.voice.shop} to {context.voice.books}."


def _switch_off(context: ShareContext, answer: AnswerPart | None) -> str:
    """Say when Codat will switch a failing sync off, unless the answer says it; it's why to act."""
    content = context.content
    said = switch_off_of(context.voice)
    if content.page is SharePage.SYNC or (answer and said in answer.reason):
        return ""
    return said if answer or content.has(SharePart.CAUSES) else ""


def _late(context: ShareContext) -> str:
    """Say which newer reads failed, so that an older state is shown; "" if none did."""
    snapshot = context.assessment.snapshot
    latest = snapshot.latest
    if latest.error is not None and latest.read_at is not None:
        tried = f" on {context.at(latest.failed_at)}" if latest.failed_at else ""
        shown = context.at(latest.read_at, latest.failed_at)
        why = "Codat wasn’t checked" if isinstance(latest.error, HeldBack) else "Codat didn’t respond"
        return f"{why}{tried}. This page shows the status as of {shown}."
    others = (
        ("syncs", snapshot.syncs),
        ("connections", snapshot.connections),
        ("set-up", snapshot.configuration),
        ("last successful sync", snapshot.last_successful),
        ("sync status", snapshot.status),
    )
    older = (
        f"Couldn’t refresh the {what}; shown as of {context.at(reading.read_at)}."
        for what, reading in others
        if reading.error is not None and reading.present
    )
    return " ".join(older)


def _ids(context: ShareContext) -> tuple[LabelledValue, ...]:
    """Return the ids of the company and of the sync that the view is about, and that sync's code."""
    rows = [("Company ID", context.assessment.snapshot.company_id)]
    if context.sync is not None:
        rows.append(("Sync ID", context.sync.sync_id or ""))
        code = context.sync.sync_status_code
        rows.append(("Status code", "" if code is None else str(code)))
    return tuple(LabelledValue(label, one_line(value, MOST_ID)) for label, value in rows if value)


def marked_if_old(view: StatusView, now: datetime) -> StatusView:
    """Return a live view; it says so if nothing newer has been read for long. `now`: aware."""
    if view.late or now - view.as_of <= OLD_AFTER:
        return view
    since = times.moment(view.as_of, ZoneInfo(view.zone), now)
    return replace(view, late=f"Not updated since {since}. What has happened since then isn’t known.")
