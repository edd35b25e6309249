"""The one sync that a view from Sync is about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from dashboard.foreign_text import one_line
from dashboard.insight.causes.catalogue import message_of
from dashboard.insight.outcome import SUCCESSES, Outcome, outcome_of
from dashboard.insight.share.content import ShareDetail, SharePart
from dashboard.views import range_words, words
from dashboard.views.cause_words import why as why_alone
from dashboard.views.platforms import names_of
from dashboard.views.share.context import LIST_NOT_READ
from dashboard.views.share.outsiders import plain, steps_for_outsiders
from dashboard.views.share.status_view import AnswerPart, CausesPart, LabelledValue, OneSyncPart
from dashboard.views.sync.explanation import why_of
from dashboard.views.sync.summary import headline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codat_client import CompanySyncStatus
    from dashboard.views.cause_words import Why
    from dashboard.views.share.context import ShareContext

_NOT_FOUND: Final = ("This sync can’t be found", "Codat no longer lists it.")
_NOT_LOADED: Final = ("This sync can’t be shown", LIST_NOT_READ)
_MOST_MESSAGE: Final = 1000


def answer_of_sync(context: ShareContext) -> AnswerPart:
    """Return how the sync ended; why, only if the causes are shared."""
    if context.sync is None:
        said, why_not = _NOT_FOUND if context.syncs is not None else _NOT_LOADED
        return AnswerPart(Outcome.UNKNOWN, Outcome.UNKNOWN, said, why_not, said)
    why = _why(context.sync, context)
    status, said = headline(context.sync, context.moment(context.sync.sync_utc), stuck=why.stuck)
    shared = context.content.has(SharePart.CAUSES)
    reason = plain(why.reason, context.voice.names.company) if shared else ""
    return AnswerPart(status, outcome_of(context.sync), said, reason, said)


def causes_of_sync(context: ShareContext) -> CausesPart:
    """Return why the sync ended as it did, and who does what."""
    if context.sync is None:
        return CausesPart("", "", ())
    why, company = _why(context.sync, context), context.voice.names.company
    said = why.said if context.content.adds(ShareDetail.MESSAGES) else ""
    return CausesPart(plain(why.reason, company), said, steps_for_outsiders(why.steps, company))


def one_sync_of(context: ShareContext) -> OneSyncPart:
    """Return what Codat reports about the sync, without its outcome, which is the title."""
    return OneSyncPart(tuple(_rows(context.sync, context)) if context.sync else ())


def _rows(sync: CompanySyncStatus, context: ShareContext) -> Iterator[LabelledValue]:
    covers = context.assessment.range_of(sync)
    ran = context.in_full(sync.sync_utc) if sync.sync_utc else "not reported"
    yield LabelledValue("Ran", ran)
    yield LabelledValue("Range of sales", range_words.in_line(covers, context.zone, context.now))
    yield LabelledValue("Wrote data", words.wrote(sync))
    if context.content.adds(ShareDetail.MESSAGES) and message_of(sync):
        yield LabelledValue("Message", one_line(message_of(sync), _MOST_MESSAGE))


def _why(sync: CompanySyncStatus, context: ShareContext) -> Why:
    """Return why it ended; for one that succeeded, without how the company is now."""
    covers = context.assessment.snapshot.known_range(sync)
    names = names_of(context.assessment.snapshot)
    why = why_of(sync, context.verdict, context.texts, names, covers)
    return replace(why, reason=why_alone(sync, names).reason) if outcome_of(sync) in SUCCESSES else why
