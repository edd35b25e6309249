"""Why syncs fail, and who does what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.insight.share.content import ShareDetail
from dashboard.views.share.outsiders import plain, steps_for_outsiders
from dashboard.views.share.status_view import CausesPart

if TYPE_CHECKING:
    from dashboard.views.share.context import ShareContext


def causes_of(context: ShareContext) -> CausesPart:
    """Return the company's cause and its steps."""
    texts, company = context.texts, context.voice.names.company
    said = texts.said if context.content.adds(ShareDetail.MESSAGES) else ""
    return CausesPart(plain(texts.cause, company), said, steps_for_outsiders(texts.steps, company))
