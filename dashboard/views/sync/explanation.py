"""Explain why one sync ended as it did, in agreement with the answer for its company."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from codat_client import CompanySyncStatus
from dashboard.insight.outcome import SUCCESSES, Outcome, outcome_of
from dashboard.insight.skipped import Missing, missing_after
from dashboard.insight.verdict.state import Ground, State
from dashboard.insight.verdict.subject import (
    failed_for_same_cause,
    holds_for,
    in_silence,
    outlived,
    speaks_for,
)
from dashboard.views import skipped_words
from dashboard.views.cause_words import NO_ACTION, Why, why

if TYPE_CHECKING:
    from codat_client import SyncSummary
    from dashboard.insight.gap import Range
    from dashboard.insight.verdict.verdict import Verdict
    from dashboard.views.cause_words import Names, Steps
    from dashboard.views.verdict.verdict_text import VerdictText

_COVERED_LATER: Final[Steps] = ((NO_ACTION, "by Codat’s schedule, a later sync covered these days."),)
_WELL: Final = {State.ARRIVING, State.NOTHING_TO_SEND, State.RUNNING}


def why_of(
    record: CompanySyncStatus, verdict: Verdict, texts: VerdictText, names: Names, covers: Range | None = None
) -> Why:
    """Return the company's explanation where it is about this sync, else the sync's own.

    `texts`: `verdict` in words. `covers`: the sync's range, if Codat reported it. The steps for an older sync
    never contradict the company's.
    """
    own = _own(record, verdict, names, covers)
    if not speaks_for(verdict, record) and not in_silence(verdict, record):
        return _older(record, own, verdict, texts, covers)
    stuck = verdict.state is State.STUCK and outcome_of(record) is Outcome.RUNNING
    return Why(_reason(record, own, verdict, texts), own.said, texts.steps, stuck=stuck)


def why_ended(
    record: CompanySyncStatus | SyncSummary,
    verdict: Verdict,
    texts: VerdictText,
    names: Names,
    covers: Range | None = None,
) -> Why:
    """Return the explanation for a sync that has just ended: the company's where the cause is the same."""
    own = _own(record, verdict, names, covers)
    if not holds_for(verdict, record):
        return own
    if outcome_of(record) is Outcome.SKIPPED:
        is_subject = isinstance(record, CompanySyncStatus) and speaks_for(verdict, record)
        return Why(own.reason, own.said, texts.steps if is_subject else own.steps)
    return Why(texts.cause or own.reason, own.said, texts.steps)


def _older(
    record: CompanySyncStatus, own: Why, verdict: Verdict, texts: VerdictText, covers: Range | None
) -> Why:
    """Return why a sync ended that the company's answer isn't about, and what to do about its days now.

    No action is needed where a later success covered them. Where one may have, a start "up to now" would
    begin after them, so the company's steps apply; so they do while the failure that this sync was part of
    goes on.
    """
    if outcome_of(record) not in {Outcome.FAILED, Outcome.SKIPPED}:
        return own
    if not outlived(verdict, record):
        applies = outcome_of(record) is Outcome.SKIPPED or failed_for_same_cause(verdict, record)
        return Why(_cause(record, own, texts), own.said, texts.steps) if applies else own
    missing = missing_after(record.sync_utc, verdict.gap, verdict.dues, covers)
    if missing is Missing.NOTHING:
        return Why(own.cause or own.reason, own.said, _COVERED_LATER)
    return Why(own.reason, own.said, texts.steps, may_be_covered=missing is Missing.NOT_KNOWN)


def _cause(record: CompanySyncStatus, own: Why, texts: VerdictText) -> str:
    """Return the company's cause, which names the side that isn't linked; a skipped sync's own."""
    return own.reason if outcome_of(record) is Outcome.SKIPPED else texts.cause or own.reason


def _own(
    record: CompanySyncStatus | SyncSummary, verdict: Verdict, names: Names, covers: Range | None
) -> Why:
    """Return the explanation from its own record; for a skipped sync, also whether its days are missing."""
    own = why(record, names)
    if outcome_of(record) is not Outcome.SKIPPED:
        return own
    missing = missing_after(record.sync_utc, verdict.gap, verdict.dues, covers)
    reading, steps = skipped_words.reading(missing), skipped_words.steps(missing)
    return Why(f"{own.reason} {reading}", own.said, steps, cause=own.reason)


def _reason(record: CompanySyncStatus, own: Why, verdict: Verdict, texts: VerdictText) -> str:
    """Return the company's reason; for a sync that didn't fail its own, and the company's present state."""
    outcome = outcome_of(record)
    about_skipped = verdict.ground is Ground.SKIPPED
    if outcome not in SUCCESSES and about_skipped is (outcome is Outcome.SKIPPED):
        return texts.reason
    well = verdict.state in _WELL and not verdict.quiet.unusual
    return own.reason if well else f"{own.reason} Now: {texts.headline}."
