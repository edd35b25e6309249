"""Why one sync ended as it did, beside the answer for its company: both give one cause and the same steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.insight.outcome import outcome_of
from dashboard.insight.runs import SUCCESSES
from dashboard.insight.state import State
from dashboard.insight.subject import holds_for, speaks_for
from dashboard.views.cause_words import Why, why

if TYPE_CHECKING:
    from codat_client import CompanySyncStatus, SyncSummary
    from dashboard.insight.verdict import Verdict
    from dashboard.views.cause_words import Names
    from dashboard.views.verdict_words import Told

_WELL = {State.ARRIVING, State.NOTHING_TO_SEND, State.RUNNING}


def why_of(record: CompanySyncStatus, verdict: Verdict, told: Told, names: Names) -> Why:
    """Return what the company's answer says where that is about this sync; else the sync's own cause.

    `told` is `verdict` in words.
    """
    own = why(record, names)
    if not speaks_for(verdict, record):
        return own
    return Why(_reason(record, own, verdict, told), own.said, told.steps)


def why_ended(record: CompanySyncStatus | SyncSummary, verdict: Verdict, told: Told, names: Names) -> Why:
    """Return the same for a sync that has just ended: the answer holds for it where its cause is the same."""
    own = why(record, names)
    if not holds_for(verdict, record):
        return own
    return Why(told.cause or own.reason, own.said, told.steps)


def _reason(record: CompanySyncStatus, own: Why, verdict: Verdict, told: Told) -> str:
    """Return the answer's reason; under a sync that went well only its own, and what is the case now."""
    if outcome_of(record) not in SUCCESSES:
        return told.reason
    return own.reason if verdict.state in _WELL else f"{own.reason} Now: {told.headline}."
