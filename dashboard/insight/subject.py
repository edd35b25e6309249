"""Which sync an answer is about, and which other syncs its cause and steps also apply to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.insight.causes import cause_of
from dashboard.insight.outcome import Judged, Outcome, outcome_of
from dashboard.insight.state import Ground, State

if TYPE_CHECKING:
    from codat_client import CompanySyncStatus
    from dashboard.insight.evidence import Evidence
    from dashboard.insight.runs import Run
    from dashboard.insight.verdict import Verdict


def subject_of(known: Evidence, state: State, ground: Ground) -> Run | None:
    """Return the run that the answer is about: one that hangs, runs or failed, else the newest."""
    if state is State.RUNNING:
        return known.running
    if state is State.STUCK or ground is Ground.UNKNOWN_CODE:
        return known.open
    if ground is Ground.SKIPPED:
        return known.skipped
    failed = known.bearing if known.bearing and known.bearing.outcome is Outcome.FAILED else None
    return failed or next(known.runs.newest_first(), None)


def speaks_for(verdict: Verdict, record: CompanySyncStatus) -> bool:
    """Tell whether the answer's cause and steps hold for a sync: the one it is about, and the latest.

    Not for a latest one that failed for another cause: one that was started for days is passed over.
    """
    if verdict.subject is not None and same(record, verdict.subject.record):
        return True
    return verdict.latest is not None and same(record, verdict.latest.record) and holds_for(verdict, record)


def holds_for(verdict: Verdict, record: Judged) -> bool:
    """Tell whether a sync of now ended as the answer says: it failed with its cause, or it did not fail."""
    if outcome_of(record) is not Outcome.FAILED or verdict.broken:
        return True
    return verdict.cause is not None and cause_of(record).cause.key == verdict.cause.cause.key


def same(record: CompanySyncStatus, other: CompanySyncStatus | None) -> bool:
    """Tell whether two records are of one sync."""
    return other is not None and bool(record.sync_id) and record.sync_id == other.sync_id
