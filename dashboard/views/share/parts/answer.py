"""The answer: the company's, or that of the one sync that is shared."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from dashboard.insight.share.content import SharePart
from dashboard.insight.verdict.state import State
from dashboard.views.share.outsiders import plain
from dashboard.views.share.status_view import AnswerPart
from dashboard.views.verdict.mark import mark_of
from dashboard.views.verdict.wording import headline_of, reason_of

if TYPE_CHECKING:
    from dashboard.views.share.context import ShareContext


def answer_of(context: ShareContext) -> AnswerPart:
    """Return the company's answer. Without the causes, its reason doesn't say why syncs fail."""
    voice, verdict = context.voice, context.verdict
    without_cause = replace(voice, verdict=replace(verdict, cause=None, broken=()))
    reason = reason_of(voice if context.content.has(SharePart.CAUSES) else without_cause)
    company = voice.names.company
    headline = plain(headline_of(voice), company)
    return AnswerPart(
        mark_of(verdict), verdict.state.value, headline, plain(reason, company), _badge(context, headline)
    )


def _badge(context: ShareContext, headline: str) -> str:
    """Return the answer for a badge: "Sales up to 28 Nov in Xero" where all is well.

    A badge gives no time, so it names the last whole day: the one before that of the last due date.
    """
    gap = context.verdict.gap
    if context.verdict.state is not State.ARRIVING or gap is None or gap.covered_to is None:
        return headline
    whole = gap.covered_to.astimezone(context.zone).date() - timedelta(days=1)
    return context.voice.headline(f"Sales up to {context.day(whole)} in {{books}}")
