"""Why syncs fail, and who does what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.insight.share.content import ShareDetail
from dashboard.views.setup import choices
from dashboard.views.share.outsiders import plain, steps_for_outsiders
from dashboard.views.share.status_view import CausesPart

if TYPE_CHECKING:
    from dashboard.views.cause_words import Steps
    from dashboard.views.share.context import ShareContext


def causes_of(context: ShareContext) -> CausesPart:
    """Return the company's cause and its steps."""
    texts, company = context.texts, context.voice.names.company
    said = texts.said if context.content.adds(ShareDetail.MESSAGES) else ""
    return CausesPart(plain(texts.cause, company), said, steps_for_outsiders(_steps(context), company))


def _steps(context: ShareContext) -> Steps:
    """Return the company's steps; the one that names a setting gives its id only if ids are shared."""
    points = context.verdict.points
    named, without_id = choices.step(points), choices.step(points, with_id=False)
    if not named or context.content.adds(ShareDetail.IDS):
        return context.texts.steps
    return tuple((who, without_id if what == named else what) for who, what in context.texts.steps)
