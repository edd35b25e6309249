"""Why one sync ended as it did, beside the answer for its company: both give one cause and the same steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codat_client import CompanySyncStatus
from dashboard.insight.outcome import SUCCESSES, Outcome, outcome_of
from dashboard.insight.skipped import Missing, missing_after
from dashboard.insight.verdict.state import Ground, State
from dashboard.insight.verdict.subject import holds_for, in_silence, in_trouble, outlived, speaks_for
from dashboard.views import skipped_words
from dashboard.views.cause_words import NO_ACTION, Why, why

if TYPE_CHECKING:
    from codat_client import SyncSummary
    from dashboard.insight.gap import Range
    from dashboard.insight.verdict.judge import Verdict
    from dashboard.views.cause_words import Names, Steps
    from dashboard.views.verdict.verdict_text import VerdictText

_COVERED_LATER: Steps = ((NO_ACTION, "by Codat’s schedule, a later sync covered these days."),)
_WELL = {State.ARRIVING, State.NOTHING_TO_SEND, State.RUNNING}


def why_of(
    record: CompanySyncStatus, verdict: Verdict, told: VerdictText, names: Names, covers: Range | None = None
) -> Why:
    """Return what the company's answer says where that is about this sync; else the sync's own cause.

    `told` is `verdict` in words. `covers`: the sync's range, if Codat told it. What to do now about a sync
    that isn't the latest is never against what the company's answer says.
    """
    own = _own(record, verdict, names, covers)
    if not speaks_for(verdict, record) and not in_silence(verdict, record):
        return _older(record, own, verdict, told, covers)
    stuck = verdict.state is State.STUCK and outcome_of(record) is Outcome.RUNNING
    return Why(_reason(record, own, verdict, told), own.said, told.steps, stuck=stuck)


def why_ended(
    record: CompanySyncStatus | SyncSummary,
    verdict: Verdict,
    told: VerdictText,
    names: Names,
    covers: Range | None = None,
) -> Why:
    """Return the same for a sync that has just ended: the answer holds for it where its cause is the same."""
    own = _own(record, verdict, names, covers)
    if not holds_for(verdict, record):
        return own
    if outcome_of(record) is Outcome.SKIPPED:
        mine = isinstance(record, CompanySyncStatus) and speaks_for(verdict, record)
        return Why(own.reason, own.said, told.steps if mine else own.steps)
    return Why(told.cause or own.reason, own.said, told.steps)


def _older(
    record: CompanySyncStatus, own: Why, verdict: Verdict, told: VerdictText, covers: Range | None
) -> Why:
    """Return why a sync ended that the answer isn't about, and what to do about its days now.

    Nothing where a later success covered them. Where one may have, a start "up to now" would begin after
    them, so the company's steps hold; so they do while the trouble that this sync was part of goes on.
    """
    if outcome_of(record) not in {Outcome.FAILED, Outcome.SKIPPED}:
        return own
    if not outlived(verdict, record):
        holds = outcome_of(record) is Outcome.SKIPPED or in_trouble(verdict, record)
        return Why(_cause(record, own, told), own.said, told.steps) if holds else own
    missing = missing_after(record.sync_utc, verdict.gap, verdict.dues, covers)
    if missing is Missing.NOTHING:
        return Why(own.cause or own.reason, own.said, _COVERED_LATER)
    return Why(own.reason, own.said, told.steps, may_be_covered=missing is Missing.NOT_KNOWN)


def _cause(record: CompanySyncStatus, own: Why, told: VerdictText) -> str:
    """Return the cause in the company's words, which name the side that is lost; a skipped sync's own."""
    return own.reason if outcome_of(record) is Outcome.SKIPPED else told.cause or own.reason


def _own(
    record: CompanySyncStatus | SyncSummary, verdict: Verdict, names: Names, covers: Range | None
) -> Why:
    """Return the cause of a sync by itself; of one that Codat skipped, with what became of its days."""
    own = why(record, names)
    if outcome_of(record) is not Outcome.SKIPPED:
        return own
    missing = missing_after(record.sync_utc, verdict.gap, verdict.dues, covers)
    reading, steps = skipped_words.reading(missing), skipped_words.steps(missing)
    return Why(f"{own.reason} {reading}", own.said, steps, cause=own.reason)


def _reason(record: CompanySyncStatus, own: Why, verdict: Verdict, told: VerdictText) -> str:
    """Return the answer's reason; under a sync that didn't fail only its own, and what is the case now."""
    outcome = outcome_of(record)
    about_a_skipped = verdict.ground is Ground.SKIPPED
    if outcome not in SUCCESSES and about_a_skipped is (outcome is Outcome.SKIPPED):
        return told.reason
    well = verdict.state in _WELL and not verdict.quiet.unusual
    return own.reason if well else f"{own.reason} Now: {told.headline}."
