"""Every text about a company, made from its assessment: for pages, scripts and files alike.

They may hold platforms' and the company's names, and `said` holds Codat's own words: escape them on
output (`components` does).
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from dashboard.insight.causes.catalogue import cause_of
from dashboard.insight.verdict.assessment import Assessment
from dashboard.insight.verdict.state import State
from dashboard.insight.verdict.verdict import Verdict
from dashboard.views import cause_words
from dashboard.views.cause_words import Names
from dashboard.views.platforms import names_of
from dashboard.views.reader import Reader
from dashboard.views.verdict.basis import inferred_of, known_of, lacks_of
from dashboard.views.verdict.key_figures import numbers_of
from dashboard.views.verdict.mark import mark_of
from dashboard.views.verdict.merchant_text import Outside, merchant_text
from dashboard.views.verdict.steps import steps_of
from dashboard.views.verdict.support_text import SyncDetails, details_of, of_answer
from dashboard.views.verdict.ticket_text import Said, ticket_text
from dashboard.views.verdict.verdict_text import VerdictText
from dashboard.views.verdict.voice import Voice
from dashboard.views.verdict.wording import headline_of, reason_of, reasons_of, why_of

_FAILED = {State.FAILING, State.WILL_BE_SWITCHED_OFF, State.DISCONNECTED, State.PROBABLY_SWITCHED_OFF}


def texts_of(
    assessment: Assessment, zone: ZoneInfo, outside: Outside, reader: Reader = Reader.STARTS
) -> VerdictText:
    """Put an assessment into words. `zone`: the one to show times in; `reader`: who reads it."""
    verdict, snapshot = assessment.verdict, assessment.snapshot
    return texts_for_verdict(
        verdict,
        names_of(snapshot),
        zone,
        verdict.now,
        outside=outside,
        company_id=snapshot.company_id,
        correlation_ids=snapshot.correlation_ids,
        known=details_of(assessment, verdict.subject.record if verdict.subject else None),
        reader=reader,
    )


def texts_for_verdict(
    verdict: Verdict,
    names: Names,
    zone: ZoneInfo,
    now: datetime,
    *,
    outside: Outside = Outside(),  # noqa: B008 - it is frozen
    company_id: str = "",
    correlation_ids: tuple[str, ...] = (),
    known: SyncDetails | None = None,
    reader: Reader = Reader.STARTS,
) -> VerdictText:
    """Put a verdict into words. `zone`: the one to show times in; `now`: aware; `reader`: who reads it.

    `known`: what else is known about the sync in question, for Codat support.
    """
    return texts_for_voice(
        Voice(verdict, names, zone, now, reader),
        outside=outside,
        company_id=company_id,
        correlation_ids=correlation_ids,
        known=known,
    )


def texts_for_voice(
    voice: Voice,
    *,
    outside: Outside = Outside(),  # noqa: B008 - it is frozen
    company_id: str = "",
    correlation_ids: tuple[str, ...] = (),
    known: SyncDetails | None = None,
) -> VerdictText:
    """Put a verdict into words as a voice has them; the other arguments are those of `texts_for_verdict`."""
    verdict = voice.verdict
    headline, reason, steps = headline_of(voice), reason_of(voice), steps_of(voice)
    numbers, said = numbers_of(voice), _said(verdict)
    return VerdictText(
        mark=mark_of(verdict),
        headline=headline,
        estimated=_estimated(voice, headline),
        reason=reason,
        cause=why_of(voice),
        said=said,
        steps=steps,
        numbers=numbers,
        merchant_text=merchant_text(voice, outside),
        support_text=of_answer(verdict, company_id, correlation_ids, known),
        ticket_text=_ticket(voice.for_the_record(), said, company_id),
        known=tuple(known_of(voice)),
        inferred=tuple(inferred_of(voice)),
        lacks=tuple(lacks_of(voice)),
    )


def _ticket(voice: Voice, said: str, company_id: str) -> str:
    words = Said(headline_of(voice), reasons_of(voice), said, steps_of(voice), numbers_of(voice))
    return ticket_text(voice, words, company_id)


def _estimated(voice: Voice, headline: str) -> str:
    """Return the day or time in the headline that is an estimate from the schedule; "" if none is."""
    gap = voice.verdict.gap
    if gap is None or gap.reported or gap.from_start or voice.verdict.state is State.LATE:
        return ""  # a late sync's headline gives the day of a run, which Codat reports
    day = f"since {voice.since}" if voice.since else voice.up_to(gap.covered_to) if gap.covered_to else ""
    return day if day and day in headline else ""


def _said(verdict: Verdict) -> str:
    failed = verdict.state in _FAILED or verdict.state is State.SWITCHED_OFF
    shown = cause_words.said(verdict.cause) if verdict.cause and verdict.state is not State.RUNNING else ""
    if not shown and verdict.skipped and not failed:
        return cause_words.said(cause_of(verdict.skipped.record))
    return shown
