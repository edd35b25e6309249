"""Why one sync ended as it did, beside the answer for its company: both give one cause and the same steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codat_client import CompanySyncStatus
from dashboard.insight.outcome import SUCCESSES, Outcome, outcome_of
from dashboard.insight.skipped import missing_after
from dashboard.insight.state import Ground, State
from dashboard.insight.subject import holds_for, speaks_for
from dashboard.views import skipped_words
from dashboard.views.cause_words import Why, why

if TYPE_CHECKING:
    from codat_client import SyncSummary
    from dashboard.insight.gap import Range
    from dashboard.insight.verdict import Verdict
    from dashboard.views.cause_words import Names
    from dashboard.views.verdict_words import Told

_WELL = {State.ARRIVING, State.NOTHING_TO_SEND, State.RUNNING}


def why_of(
    record: CompanySyncStatus, verdict: Verdict, told: Told, names: Names, covers: Range | None = None
) -> Why:
    """Return what the company's answer says where that is about this sync; else the sync's own cause.

    `told` is `verdict` in words. `covers`: the sync's range, if Codat told it.
    """
    own = _own(record, verdict, names, covers)
    if not speaks_for(verdict, record):
        return own
    stuck = verdict.state is State.STUCK and outcome_of(record) is Outcome.RUNNING
    return Why(_reason(record, own, verdict, told), own.said, told.steps, stuck=stuck)


def why_ended(
    record: CompanySyncStatus | SyncSummary,
    verdict: Verdict,
    told: Told,
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


def _own(
    record: CompanySyncStatus | SyncSummary, verdict: Verdict, names: Names, covers: Range | None
) -> Why:
    """Return the cause of a sync by itself; of one that Codat skipped, with what became of its days."""
    own = why(record, names)
    if outcome_of(record) is not Outcome.SKIPPED:
        return own
    missing = missing_after(record.sync_utc, verdict.gap, verdict.dues, covers)
    return Why(f"{own.reason} {skipped_words.reading(missing)}", own.said, skipped_words.steps(missing))


def _reason(record: CompanySyncStatus, own: Why, verdict: Verdict, told: Told) -> str:
    """Return the answer's reason; under a sync that didn't fail only its own, and what is the case now."""
    if verdict.ground is Ground.SKIPPED or outcome_of(record) not in SUCCESSES | {Outcome.SKIPPED}:
        return told.reason
    well = verdict.state in _WELL and not verdict.quiet.unusual
    return own.reason if well else f"{own.reason} Now: {told.headline}."
