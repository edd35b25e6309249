"""Which sync an answer is about, and which other syncs its cause and steps also apply to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.insight.causes.catalogue import cause_of
from dashboard.insight.outcome import HasSyncOutcome, Outcome, outcome_of
from dashboard.insight.verdict.state import Ground, State

if TYPE_CHECKING:
    from codat_client import CompanySyncStatus
    from dashboard.insight.runs import SyncRun
    from dashboard.insight.verdict.facts import CompanyFacts
    from dashboard.insight.verdict.judge import Verdict


def subject_of(known: CompanyFacts, state: State, ground: Ground) -> SyncRun | None:
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


def holds_for(verdict: Verdict, record: HasSyncOutcome) -> bool:
    """Tell whether a sync of now ended as the answer says: it failed with its cause, or it did not fail."""
    if outcome_of(record) is not Outcome.FAILED or verdict.broken:
        return True
    return verdict.cause is not None and cause_of(record).cause.key == verdict.cause.cause.key


def outlived(verdict: Verdict, record: CompanySyncStatus) -> bool:
    """Tell whether a sync has succeeded since; at the same instant a success comes last."""
    success, at = verdict.last_success, record.sync_utc
    if success is None or not success.timed or at is None or same(record, success.record):
        return False
    return success.at >= at


def failed_for_same_cause(verdict: Verdict, record: CompanySyncStatus) -> bool:
    """Tell whether an older sync failed for the answer's cause, in the trouble that goes on.

    Causes are compared by their short name: a lost side has one by the connections and one by the message.
    """
    if outcome_of(record) is not Outcome.FAILED or verdict.cause is None or outlived(verdict, record):
        return False
    return cause_of(record).cause.short == verdict.cause.cause.short


def in_silence(verdict: Verdict, record: CompanySyncStatus) -> bool:
    """Tell whether a sync is one of those that found nothing in the silence that the answer is about."""
    quiet, at = verdict.quiet, record.sync_utc
    about_it = quiet.unusual is not None and verdict.state in {State.NOTHING_TO_SEND, State.ARRIVING}
    if not about_it or at is None or quiet.first is None or quiet.last is None:
        return False
    return outcome_of(record) is Outcome.NOTHING_TO_WRITE and quiet.first <= at <= quiet.last


def same(record: CompanySyncStatus, other: CompanySyncStatus | None) -> bool:
    """Tell whether two records are of one sync."""
    return other is not None and bool(record.sync_id) and record.sync_id == other.sync_id
