"""Compose a status view: the assessment in words, and only what the content says to share.

The content is applied here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from dashboard.foreign_text import one_line, visible
from dashboard.insight.share.content import SharePart
from dashboard.views import times
from dashboard.views.share.context import ShareContext
from dashboard.views.share.parts.answer import answer_of
from dashboard.views.share.parts.causes import causes_of
from dashboard.views.share.parts.missing import missing_of
from dashboard.views.share.status_view import StatusView

if TYPE_CHECKING:
    from dashboard.insight.share.content import ShareContent
    from dashboard.insight.share.extras import ShareExtras
    from dashboard.insight.verdict.assessment import Assessment

T = TypeVar("T")


def status_view(
    assessment: Assessment, content: ShareContent, extras: ShareExtras, now: datetime
) -> StatusView:
    """Return what a shared page shows of a company. `now`: aware."""
    context = ShareContext(assessment, content, extras, now)
    answer = _part(SharePart.ANSWER, answer_of, context)
    as_of = assessment.snapshot.latest.read_at or now
    return StatusView(
        company=context.company,
        title=answer.headline if answer else "Sync status",
        as_of=as_of.astimezone(UTC),
        as_of_text=times.all_zones(as_of, context.verdict.zone),
        zone=times.zone_in_full(context.zone),
        recipient=one_line(extras.recipient),
        message=visible(extras.message),
        demo=extras.demo,
        answer=answer,
        missing=_part(SharePart.MISSING_DAYS, missing_of, context),
        causes=_part(SharePart.CAUSES, causes_of, context),
    )


def _part(part: SharePart, compose: Callable[[ShareContext], T], context: ShareContext) -> T | None:
    """Return a part in words; None if it isn't shared."""
    return compose(context) if context.content.has(part) else None
